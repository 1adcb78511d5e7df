import { MOST_EVENTS } from './limit.ts';
import { joinReads, NO_READS, onlyRead, type Reads } from './reads.ts';
import { TraceState } from './trace-state.ts';
import { showValue } from '../addresses.ts';
import { add, subtract } from '../integers.ts';
import type { Access, CompareExchange, Instruction, LitmusTest, Thread, Value } from '../program.ts';
import type { Domains, TraceEvent, Traces } from './trace-events.ts';

/** How often a loop goes round in all that no read decides on: a guess, above all that have an end and at most one event each time. */
const FREE_ROUNDS = 2 * MOST_EVENTS;

/** All traces of a thread when each address holds one of the values that `domains` has for it. Costs their number times their length. */
export function tracesOf(thread: Thread, number: number, domains: Domains, test: LitmusTest, isCoherent: boolean): Traces {
  return new Interpreter(thread, number, domains, test, isCoherent).run();
}

class Interpreter extends TraceState {
  /** Whether there are exclusive stores: whether they succeed hangs on no read, and yet is not known. */
  readonly #mayFail = this.thread.code.some(({ op }) => op === 'store-exclusive');

  run(): Traces {
    this.#step(0);
    return { complete: this.found, abandoned: this.abandoned, endless: this.endless };
  }

  #step(from: number): void {
    const { code } = this.thread;
    let pc = from;
    while (pc < code.length) {
      const now = code[pc]!;
      switch (now.op) {
        case 'set':
          this.registers.assign(now.register, this.registers.start(now.value), this.registers.depends, this.registers.picks);
          pc++;
          break;
        case 'fence':
          this.push({ tags: now.tags, instruction: pc });
          pc++;
          break;
        case 'jump':
          if (now.target <= pc && ++this.loops[pc]! > this.test.rounds) return this.abandon(pc, now.target, this.test.rounds);
          pc = now.target;
          break;
        case 'branch': {
          const taken = this.registers.start(now.condition) !== 0;
          this.ctrl = joinReads(this.ctrl, this.registers.depends);
          this.pickCtrl = joinReads(this.pickCtrl, this.registers.picks);
          if (taken && now.target <= pc) {
            const most = now.isFree === true && !this.#mayFail && this.registers.depends === NO_READS ? FREE_ROUNDS : this.test.rounds;
            if (++this.loops[pc]! > most) return this.abandon(pc, now.target, most);
          }
          pc = taken ? now.target : pc + 1;
          break;
        }
        case 'jump-to': {
          const to = this.registers.start(now.to);
          const target = now.targets.get(to) ?? (now.isReturn && to === 0 ? code.length : undefined);
          if (target === undefined) {
            // As in herd a value from memory that is no label leads nowhere.
            if (this.registers.depends !== NO_READS && !this.test.labels.has(to)) return;
            throw this.fail(pc, `found a jump to ${showValue(to, this.test.locations)}, expected the address of a label of this thread`);
          }
          this.ctrl = joinReads(this.ctrl, this.registers.depends);
          this.pickCtrl = joinReads(this.pickCtrl, this.registers.picks);
          if (target <= pc && ++this.loops[pc]! > this.test.rounds) return this.abandon(pc, target, this.test.rounds);
          pc = target;
          break;
        }
        case 'choose':
          this.branchOff(() => this.#step(now.target));
          pc++;
          break;
        case 'assume':
          if (this.registers.start(now.condition) === 0) return;
          pc++;
          break;
        case 'store': {
          const address = this.registers.start(now.address);
          const [ad, ap] = [this.registers.depends, this.registers.picks];
          const value = this.registers.start(now.value);
          this.push({
            ...this.write(address, value, now.access),
            ...this.#joined(now.joins),
            instruction: pc,
            addr: ad,
            pickAddr: ap,
            data: this.registers.depends,
            pickData: this.registers.picks,
          });
          pc++;
          break;
        }
        case 'load': {
          const address = this.registers.start(now.address);
          const [addr, pickAddr] = [this.registers.depends, this.registers.picks];
          return this.each(address, (raw) => {
            this.push({ ...this.read(address, raw, now.access), ...this.#joined(now.joins), instruction: pc, addr, pickAddr });
            const bit = onlyRead(this.events.length - 1);
            if (now.exclusive === true) {
              this.exclusive = this.events.length - 1;
              this.exclusiveSize = now.access.size;
            }
            this.registers.assign(now.register, decode(raw, now.access), bit, bit);
            this.#step(pc + 1);
          });
        }
        case 'store-exclusive':
          this.#storeExclusive(now, pc);
          pc++;
          break;
        case 'rmw': {
          const address = this.registers.start(now.address);
          const [addr, pickAddr] = [this.registers.depends, this.registers.picks];
          const operand = this.registers.start(now.operand);
          const [data, pickData] = [this.registers.depends, this.registers.picks];
          return this.each(address, (raw) => {
            const bit = onlyRead(this.events.length);
            const written = now.f(decode(raw, now.read), operand);
            const common = { instruction: pc, addr, pickAddr };
            if (now.single) {
              this.push({ ...this.read(address, raw, now.read), ...common, ...this.write(address, written, now.write), data, pickData });
            } else {
              this.push({ ...this.read(address, raw, now.read), ...common });
              const own = now.exchange === true ? NO_READS : bit;
              const rmwOf = this.events.length - 1;
              this.push({
                ...this.write(address, written, now.write),
                ...common,
                data: joinReads(data, own),
                pickData: joinReads(pickData, own),
                rmwOf,
                amo: true,
              });
            }
            this.registers.assign(now.register, decode(raw, now.read), bit, bit);
            this.#step(pc + 1);
          });
        }
        case 'compare-exchange':
          return this.#compareExchange(now, pc);
      }
    }
    this.mayKeep();
    this.found.push({ events: [...this.events], registers: [...this.registers.values] });
  }

  /** Of one machine instruction with the event before. */
  #joined(joins: boolean | undefined): Partial<TraceEvent> {
    return joins === true ? { instance: this.events.at(-1)!.instance } : {};
  }

  /** Goes on with a store that fails, after all ways on which it does not. */
  #storeExclusive(now: Instruction & { op: 'store-exclusive' }, pc: number): void {
    const address = this.registers.start(now.address);
    const [addr, pickAddr] = [this.registers.depends, this.registers.picks];
    const reserved = this.exclusive;
    this.exclusive = -1;
    const isReserved = reserved !== -1 && this.events[reserved]!.address === address && this.exclusiveSize === now.access.size;
    if (isReserved || this.test.storesAnywhere) {
      this.branchOff(() => {
        const instance = this.events.length;
        for (const [i, expr] of [now.value, now.second].entries()) {
          if (expr === undefined) continue;
          const at = i === 0 ? address : add(address, now.access.size);
          const value = this.registers.start(expr);
          const [data, pickData] = [this.registers.depends, this.registers.picks];
          const common = { instruction: pc, instance, addr, pickAddr, data, pickData };
          this.push({
            ...this.write(at, value, now.access),
            ...common,
            rmwOf: isReserved && i === 0 ? reserved : this.exclusiveLoadOf(at),
          });
        }
        this.registers.assign(now.status, 0, NO_READS, NO_READS);
        this.#step(pc + 1);
      });
    }
    this.registers.assign(now.status, 1, NO_READS, NO_READS);
  }

  #compareExchange(now: CompareExchange, pc: number): void {
    const address = this.registers.start(now.address);
    const common = { instruction: pc, addr: this.registers.depends, pickAddr: this.registers.picks };
    const parts = now.second === undefined ? [now] : [now, now.second];
    const addresses = parts.map((_, i) => (i === 0 ? address : add(address, now.read.size)));
    let [ed, ep, vd, vp] = [NO_READS, NO_READS, NO_READS, NO_READS];
    const expected = parts.map((part) => {
      const value = this.registers.start(part.expected);
      [ed, ep] = [joinReads(ed, this.registers.depends), joinReads(ep, this.registers.picks)];
      return value;
    });
    const values = parts.map((part) => {
      const value = this.registers.start(part.value);
      [vd, vp] = [joinReads(vd, this.registers.depends), joinReads(vp, this.registers.picks)];
      return value;
    });
    const instance = this.events.length;
    const seen = (raws: readonly Value[]): void => {
      if (raws.length < parts.length) return this.each(addresses[raws.length]!, (raw) => seen([...raws, raw]));
      const olds = raws.map((raw) => decode(raw, now.read));
      const succeeds = olds.every((old, i) => old === expected[i]);
      let read = NO_READS;
      for (const [i, raw] of raws.entries()) {
        read = joinReads(read, onlyRead(this.events.length));
        this.push({ ...this.read(addresses[i]!, raw, succeeds ? now.success : now.read), ...common, instance });
      }
      if (now.flags !== undefined)
        this.registers.assign(now.flags, subtract(expected[0]!, olds[0]!), joinReads(read, ed), joinReads(read, ep));
      if (succeeds) {
        const pickData = joinReads(vp, joinReads(ep, read));
        for (const [i, value] of values.entries())
          this.push({
            ...this.write(addresses[i]!, value, now.write),
            ...common,
            instance,
            data: vd,
            pickData,
            rmwOf: instance + i,
            amo: true,
          });
      }
      const assign = (depends: Reads, picks: Reads): void => {
        for (const [i, part] of parts.entries()) this.registers.assign(part.register, olds[i]!, depends, picks);
        this.#step(pc + 1);
      };
      if (now.flavour === 'x86' || !succeeds) return assign(read, read);
      // The register gets what it holds or what was read, which are equal: processors may do either.
      if (joinReads(ed, ep) !== NO_READS) this.branchOff(() => assign(read, read));
      assign(ed, joinReads(ep, read));
    };
    seen([]);
  }
}

const decode = (raw: Value, access: Access): Value => (access.decode === undefined ? raw : access.decode(raw));
