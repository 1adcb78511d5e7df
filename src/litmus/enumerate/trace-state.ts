import { showValue } from '../addresses.ts';
import { LitmusError } from '../litmus-error.ts';
import { MOST_EVENTS, MOST_TRACES, tooMany, tooManyTraces } from './limit.ts';
import { joinReads, NO_READS, onlyRead, type Reads } from './reads.ts';
import { Registers } from './registers.ts';
import type { Access, Instruction, LitmusTest, Thread, Value } from '../program.ts';
import type { Domains, Trace, TraceEvent } from './trace-events.ts';

const NO_TAGS: readonly string[] = [];

/** What decides how a thread goes on by more than what its registers hold. */
const isDecided = ({ op }: Instruction): boolean => op !== 'set' && op !== 'fence' && op !== 'store' && op !== 'branch' && op !== 'jump';

/** Where a thread is on one of its ways, and what it has done so far. Costs a copy of its registers at each fork. */
export class TraceState {
  readonly thread: Thread;
  readonly test: LitmusTest;
  readonly found: Trace[] = [];
  readonly abandoned: (readonly TraceEvent[])[] = [];
  readonly endless = new Map<number, number>();
  readonly registers: Registers;
  readonly events: TraceEvent[] = [];
  ctrl = NO_READS;
  pickCtrl = NO_READS;
  /** The last exclusive load, -1 if there is none whose store may still succeed, and how many bytes it read. */
  exclusive = -1;
  exclusiveSize = 0;
  loops: number[];
  readonly #me: Reads;
  readonly #domains: Domains;
  readonly #isCoherent: boolean;

  constructor(thread: Thread, number: number, domains: Domains, test: LitmusTest, isCoherent: boolean) {
    this.thread = thread;
    this.#me = onlyRead(number);
    this.#domains = domains;
    this.test = test;
    this.#isCoherent = isCoherent;
    this.registers = new Registers(thread.initial);
    this.loops = thread.code.map(() => 0);
  }

  /** What a thread writes before it waits in vain, others may read; `pc` is the end of the loop that it waits in. Costs as much memory as a trace. */
  abandon(pc: number, target: number, rounds: number): void {
    if (!this.thread.code.slice(target, pc).some(isDecided)) this.endless.set(pc, rounds);
    this.mayKeep();
    this.abandoned.push([...this.events]);
  }

  /** An error if there are as many ways through the thread as there may be. */
  mayKeep(): void {
    if (this.found.length + this.abandoned.length < MOST_TRACES) return;
    const read = this.events.findLast(({ isRead }) => isRead);
    throw tooManyTraces(this.test, read && this.thread.places[read.instruction]);
  }

  /** An error at an instruction. */
  fail(instruction: number, message: string): LitmusError {
    return new LitmusError(this.test.file, this.test.text, this.thread.places[instruction]!, message);
  }

  /**
   * Goes on once for each value that a read of `address` may see, each time from here: what the thread itself wrote last, or what is there
   * at first, and what others write. Anything else would be incoherent; where that is no matter, it is what is there at first, or whatever
   * anybody writes.
   */
  each(address: Value, go: (raw: Value) => void): void {
    const own = this.#isCoherent ? this.events.findLast((event) => event.isWrite && event.address === address) : undefined;
    const seen = own === undefined ? (this.test.initial.get(address) ?? 0) : own.written;
    this.branchOff(() => go(seen));
    // Where expressions leave events in no order, what this thread writes later may count, too.
    const ofOthersOnly = this.#isCoherent && this.thread.unsequenced === undefined;
    for (const [raw, { writers }] of this.#domains.get(address) ?? []) {
      if (raw !== seen && !(ofOthersOnly && writers === this.#me)) this.branchOff(() => go(raw));
    }
  }

  branchOff(go: () => void): void {
    const registers = this.registers.save();
    const loops = this.loops;
    const [ctrl, pickCtrl, exclusive, exclusiveSize, count] = [
      this.ctrl,
      this.pickCtrl,
      this.exclusive,
      this.exclusiveSize,
      this.events.length,
    ];
    this.loops = loops.slice();
    go();
    this.registers.restore(registers);
    this.loops = loops;
    this.ctrl = ctrl;
    this.pickCtrl = pickCtrl;
    this.exclusive = exclusive;
    this.exclusiveSize = exclusiveSize;
    this.events.length = count;
  }

  read(address: Value, read: Value, { tags, isWhole = false }: Access): Partial<TraceEvent> {
    return { isRead: true, address, read, tags, isWhole };
  }

  write(address: Value, value: Value, { tags, encode, isWhole = false }: Access): Partial<TraceEvent> {
    return { isWrite: true, address, written: encode === undefined ? value : encode(value), tags, isWhole };
  }

  push(event: Partial<TraceEvent>): void {
    const { isRead = false, isWrite = false, address = 0, read = 0, written = 0, tags = NO_TAGS, instruction = 0 } = event;
    if ((isRead || isWrite) && this.test.labels.has(address) && (isWrite || !this.test.initial.has(address)))
      throw this.fail(
        instruction,
        `found an access to ${showValue(address, this.test.locations)}, expected one to a location: code does not change`,
      );
    if (this.events.length === MOST_EVENTS - 1) throw tooMany(this.test, this.thread.places[instruction]);
    const { addr = NO_READS, data = NO_READS, pickAddr = NO_READS, pickData = NO_READS, rmwOf = -1, amo = false } = event;
    const { isWhole = false, instance = amo ? rmwOf : this.events.length } = event;
    this.events.push({
      isRead, isWrite, address, read, written, tags, instruction, addr, data, ctrl: this.ctrl, pickAddr, pickData, pickCtrl: this.pickCtrl,
      rmwOf, amo, instance, isWhole, unsequenced: this.#unsequenced(instruction),
    }); // prettier-ignore
  }

  /** The exclusive load that an exclusive store to `address` is the other half of, or -1. */
  exclusiveLoadOf(address: Value): number {
    const at = this.events.findLastIndex((event) => event.address === address && event.tags.includes('X'));
    return at !== -1 && this.events[at]!.isRead ? at : -1;
  }

  #unsequenced(instruction: number): Reads {
    const ranges = this.thread.unsequenced?.get(instruction);
    let found = NO_READS;
    if (ranges === undefined) return found;
    // Within an expression instructions only go forward: what is not before this one is of an earlier round of a loop.
    let last = instruction;
    for (let i = this.events.length - 1; i >= 0 && this.events[i]!.instruction < last; i--) {
      last = this.events[i]!.instruction;
      if (ranges.some(([from, to]) => last >= from && last < to)) found = joinReads(found, onlyRead(i));
    }
    return found;
  }
}
