import { MOST_EVENTS, MOST_TRACES, tooMany, tooManyTraces } from './limit.ts';
import { joinReads, NO_READS, onlyRead, type Reads } from './reads.ts';
import { Registers } from './registers.ts';
import { subtract } from '../integers.ts';
import type { Access, LitmusTest, Thread, Value } from '../program.ts';
import type { Domains, Trace, TraceEvent, Traces } from './trace-events.ts';

/** How often a loop goes round in all that no read decides on: a guess, above all that have an end and at most one event each time. */
const FREE_ROUNDS = 2 * MOST_EVENTS;
const NO_TAGS: readonly string[] = [];

/** All traces of a thread when each address holds one of the values that `domains` has for it. Costs their number times their length. */
export function tracesOf(thread: Thread, number: number, domains: Domains, test: LitmusTest, isCoherent: boolean): Traces {
  return new Interpreter(thread, number, domains, test, isCoherent).run();
}

class Interpreter {
  readonly #thread: Thread;
  readonly #me: Reads;
  readonly #domains: Domains;
  readonly #test: LitmusTest;
  readonly #isCoherent: boolean;
  readonly #found: Trace[] = [];
  readonly #abandoned: (readonly TraceEvent[])[] = [];
  #events: TraceEvent[] = [];
  readonly #registers: Registers;
  #ctrl = NO_READS;
  #pickCtrl = NO_READS;
  #exclusive = -1;
  #loops: number[];

  constructor(thread: Thread, number: number, domains: Domains, test: LitmusTest, isCoherent: boolean) {
    this.#thread = thread;
    this.#me = onlyRead(number);
    this.#domains = domains;
    this.#test = test;
    this.#isCoherent = isCoherent;
    this.#registers = new Registers(thread.initial);
    this.#loops = thread.code.map(() => 0);
  }

  run(): Traces {
    this.#step(0);
    return { complete: this.#found, abandoned: this.#abandoned };
  }

  /** What a thread writes before it waits in vain, others may read. */
  #abandon(): void {
    this.#abandoned.push([...this.#events]);
  }

  #step(from: number): void {
    const { code } = this.#thread;
    let pc = from;
    while (pc < code.length) {
      const now = code[pc]!;
      switch (now.op) {
        case 'set':
          this.#registers.assign(now.register, this.#registers.start(now.value), this.#registers.depends, this.#registers.picks);
          pc++;
          break;
        case 'fence':
          this.#push({ tags: now.tags, instruction: pc });
          pc++;
          break;
        case 'jump':
          if (now.target <= pc && ++this.#loops[pc]! > this.#test.rounds) return this.#abandon();
          pc = now.target;
          break;
        case 'branch': {
          const taken = this.#registers.start(now.condition) !== 0;
          this.#ctrl = joinReads(this.#ctrl, this.#registers.depends);
          this.#pickCtrl = joinReads(this.#pickCtrl, this.#registers.picks);
          if (taken && now.target <= pc) {
            const most = now.isFree === true && this.#registers.depends === NO_READS ? FREE_ROUNDS : this.#test.rounds;
            if (++this.#loops[pc]! > most) return this.#abandon();
          }
          pc = taken ? now.target : pc + 1;
          break;
        }
        case 'choose':
          this.#branchOff(() => this.#step(now.target));
          pc++;
          break;
        case 'assume':
          if (this.#registers.start(now.condition) === 0) return;
          pc++;
          break;
        case 'store': {
          const address = this.#registers.start(now.address);
          const [ad, ap] = [this.#registers.depends, this.#registers.picks];
          const value = this.#registers.start(now.value);
          this.#push({
            ...this.#write(address, value, now.access),
            instruction: pc,
            addr: ad,
            pickAddr: ap,
            data: this.#registers.depends,
            pickData: this.#registers.picks,
          });
          pc++;
          break;
        }
        case 'load': {
          const address = this.#registers.start(now.address);
          const [addr, pickAddr] = [this.#registers.depends, this.#registers.picks];
          return this.#each(address, (raw) => {
            this.#push({ ...this.#read(address, raw, now.access), instruction: pc, addr, pickAddr });
            const bit = onlyRead(this.#events.length - 1);
            if (now.exclusive === true) this.#exclusive = this.#events.length - 1;
            this.#registers.assign(now.register, decode(raw, now.access), bit, bit);
            this.#step(pc + 1);
          });
        }
        case 'store-exclusive': {
          const address = this.#registers.start(now.address);
          const [addr, pickAddr] = [this.#registers.depends, this.#registers.picks];
          const value = this.#registers.start(now.value);
          const [data, pickData] = [this.#registers.depends, this.#registers.picks];
          const reserved = this.#exclusive;
          this.#exclusive = -1;
          if (reserved !== -1 && this.#events[reserved]!.address === address) {
            this.#branchOff(() => {
              this.#push({ ...this.#write(address, value, now.access), instruction: pc, addr, pickAddr, data, pickData, rmwOf: reserved });
              this.#registers.assign(now.status, 0, NO_READS, NO_READS);
              this.#step(pc + 1);
            });
          }
          this.#registers.assign(now.status, 1, NO_READS, NO_READS);
          pc++;
          break;
        }
        case 'rmw': {
          const address = this.#registers.start(now.address);
          const [addr, pickAddr] = [this.#registers.depends, this.#registers.picks];
          const operand = this.#registers.start(now.operand);
          const [data, pickData] = [this.#registers.depends, this.#registers.picks];
          return this.#each(address, (raw) => {
            const bit = onlyRead(this.#events.length);
            const written = now.f(decode(raw, now.read), operand);
            const common = { instruction: pc, addr, pickAddr };
            if (now.single) {
              this.#push({ ...this.#read(address, raw, now.read), ...common, ...this.#write(address, written, now.write), data, pickData });
            } else {
              this.#push({ ...this.#read(address, raw, now.read), ...common });
              const own = now.exchange === true ? NO_READS : bit;
              const rmwOf = this.#events.length - 1;
              this.#push({
                ...this.#write(address, written, now.write),
                ...common,
                data: joinReads(data, own),
                pickData: joinReads(pickData, own),
                rmwOf,
                amo: true,
              });
            }
            this.#registers.assign(now.register, decode(raw, now.read), bit, bit);
            this.#step(pc + 1);
          });
        }
        case 'compare-exchange': {
          const address = this.#registers.start(now.address);
          const [addr, pickAddr] = [this.#registers.depends, this.#registers.picks];
          const expected = this.#registers.start(now.expected);
          const [ed, ep] = [this.#registers.depends, this.#registers.picks];
          const value = this.#registers.start(now.value);
          const [vd, vp] = [this.#registers.depends, this.#registers.picks];
          return this.#each(address, (raw) => {
            const bit = onlyRead(this.#events.length);
            const old = decode(raw, now.read);
            const common = { instruction: pc, addr, pickAddr };
            const succeeds = old === expected;
            if (now.flags !== undefined) this.#registers.assign(now.flags, subtract(expected, old), joinReads(bit, ed), joinReads(bit, ep));
            if (!succeeds || now.flavour === 'aarch64' || now.flavour === 'x86') {
              this.#push({ ...this.#read(address, raw, succeeds ? now.success : now.read), ...common });
              if (succeeds) {
                const rmwOf = this.#events.length - 1;
                this.#push({
                  ...this.#write(address, value, now.write),
                  ...common,
                  data: vd,
                  pickData: joinReads(vp, joinReads(ep, bit)),
                  rmwOf,
                  amo: true,
                });
              }
            } else {
              this.#push({ ...this.#read(address, raw, now.success), ...common, isWrite: true, written: value, data: vd, pickData: vp });
            }
            if (now.flavour === 'aarch64' && succeeds) {
              // The register gets what it holds or what was read, which are equal: processors may do either.
              if (joinReads(ed, ep) !== NO_READS) {
                this.#branchOff(() => {
                  this.#registers.assign(now.register, old, bit, bit);
                  this.#step(pc + 1);
                });
              }
              this.#registers.assign(now.register, old, ed, joinReads(ep, bit));
            } else this.#registers.assign(now.register, old, bit, bit);
            this.#step(pc + 1);
          });
        }
      }
    }
    if (this.#found.length === MOST_TRACES) throw tooManyTraces(this.#test, this.#placeOfRead());
    this.#found.push({ events: [...this.#events], registers: [...this.#registers.values] });
  }

  #placeOfRead(): number | undefined {
    const read = this.#events.findLast(({ isRead }) => isRead);
    return read && this.#thread.places[read.instruction];
  }

  /**
   * Goes on once for each value that a read of `address` may see, each time from here: what the thread itself wrote last, or what is there
   * at first, and what others write. Anything else would be incoherent; where that is no matter, it is what is there at first, or whatever
   * anybody writes.
   */
  #each(address: Value, go: (raw: Value) => void): void {
    const own = this.#isCoherent ? this.#events.findLast((event) => event.isWrite && event.address === address) : undefined;
    const seen = own === undefined ? (this.#test.initial.get(address) ?? 0) : own.written;
    this.#branchOff(() => go(seen));
    // Where expressions leave events in no order, what this thread writes later may count, too.
    const ofOthersOnly = this.#isCoherent && this.#thread.unsequenced === undefined;
    for (const [raw, { writers }] of this.#domains.get(address) ?? []) {
      if (raw !== seen && !(ofOthersOnly && writers === this.#me)) this.#branchOff(() => go(raw));
    }
  }

  #branchOff(go: () => void): void {
    const registers = this.#registers.save();
    const loops = this.#loops;
    const [ctrl, pickCtrl, exclusive, count] = [this.#ctrl, this.#pickCtrl, this.#exclusive, this.#events.length];
    this.#loops = loops.slice();
    go();
    this.#registers.restore(registers);
    this.#loops = loops;
    this.#ctrl = ctrl;
    this.#pickCtrl = pickCtrl;
    this.#exclusive = exclusive;
    this.#events.length = count;
  }

  #read(address: Value, read: Value, { tags }: Access): Partial<TraceEvent> {
    return { isRead: true, address, read, tags };
  }

  #write(address: Value, value: Value, { tags, encode }: Access): Partial<TraceEvent> {
    return { isWrite: true, address, written: encode === undefined ? value : encode(value), tags };
  }

  #push(event: Partial<TraceEvent>): void {
    const { isRead = false, isWrite = false, address = 0, read = 0, written = 0, tags = NO_TAGS, instruction = 0 } = event;
    if (this.#events.length === MOST_EVENTS - 1) throw tooMany(this.#test, this.#thread.places[instruction]);
    const { addr = NO_READS, data = NO_READS, pickAddr = NO_READS, pickData = NO_READS, rmwOf = -1, amo = false } = event;
    this.#events.push({
      isRead, isWrite, address, read, written, tags, instruction, addr, data, ctrl: this.#ctrl, pickAddr, pickData, pickCtrl: this.#pickCtrl,
      rmwOf, amo, unsequenced: this.#unsequenced(instruction),
    }); // prettier-ignore
  }

  #unsequenced(instruction: number): Reads {
    const ranges = this.#thread.unsequenced?.get(instruction);
    let found = NO_READS;
    if (ranges === undefined) return found;
    // Within an expression instructions only go forward: what is not before this one is of an earlier round of a loop.
    let last = instruction;
    for (let i = this.#events.length - 1; i >= 0 && this.#events[i]!.instruction < last; i--) {
      last = this.#events[i]!.instruction;
      if (ranges.some(([from, to]) => last >= from && last < to)) found = joinReads(found, onlyRead(i));
    }
    return found;
  }
}

const decode = (raw: Value, access: Access): Value => (access.decode === undefined ? raw : access.decode(raw));
