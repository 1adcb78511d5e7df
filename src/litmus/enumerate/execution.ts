import { emptyRelation, emptySet, put, putPair } from '../bits.ts';
import type { LitmusTest, Value } from '../program.ts';
import { MOST_EVENTS, type Origin, tooMany } from './limit.ts';
import { hasRead, NO_READS, type Reads } from './reads.ts';
import type { Trace, TraceEvent } from './trace-events.ts';

/** A relation over events as bits, see `bits.ts`. */
export type Relation = Int32Array;

export interface PlacedEvent extends TraceEvent {
  /** -1 for what is there at first. */
  readonly thread: number;
}

/** One choice of a trace for each thread, with all that does not depend on who reads from whom. Costs the square of the events. */
export class Skeleton {
  readonly events: readonly PlacedEvent[];
  readonly size: number;
  /** Relations that the language of the test gives, in place of those that all languages share or beside them. */
  readonly own: ReadonlyMap<string, Relation>;
  readonly #offsets: readonly number[];

  /** `offsets` has for each thread the number of its first event. */
  constructor(test: Origin, events: readonly PlacedEvent[], offsets: readonly number[], own: ReadonlyMap<string, Relation> = new Map()) {
    const beyond = events[MOST_EVENTS];
    if (beyond !== undefined) throw tooMany(test, test.threads[beyond.thread]?.places[beyond.instruction]);
    this.events = events;
    this.size = events.length;
    this.own = own;
    this.#offsets = offsets;
  }

  /** The events of the traces, after a write of what is there at first for each address that they touch. */
  static of(test: LitmusTest, traces: readonly Trace[]): Skeleton {
    const addresses = new Set<Value>();
    for (const { events } of traces) for (const event of events) if (event.isRead || event.isWrite) addresses.add(event.address);
    const events: PlacedEvent[] = [...addresses].map((address) => ({
      isRead: false, isWrite: true, address, read: 0, written: test.initial.get(address) ?? 0, tags: NO_TAGS, instruction: -1,
      addr: NO_READS, data: NO_READS, ctrl: NO_READS, pickAddr: NO_READS, pickData: NO_READS, pickCtrl: NO_READS, rmwOf: -1, amo: false,
      instance: -1, isWhole: false,
      unsequenced: NO_READS, thread: -1,
    })); // prettier-ignore
    const offsets: number[] = [];
    for (const [thread, trace] of traces.entries()) {
      offsets.push(events.length);
      events.push(...placedOf(trace, thread));
    }
    return new Skeleton(test, events, offsets);
  }

  /** Whether the other one differs at most in values, of which models know nothing: then all that does not vary is the same. */
  isLike(other: Skeleton): boolean {
    return (
      this.size === other.size &&
      this.own.size + other.own.size === 0 &&
      this.events.every((a, i) => {
        const b = other.events[i]!;
        return (
          a === b ||
          (a.thread === b.thread && a.address === b.address && a.isRead === b.isRead && a.isWrite === b.isWrite && a.tags === b.tags &&
            a.instruction === b.instruction && a.addr === b.addr && a.data === b.data && a.ctrl === b.ctrl && a.pickAddr === b.pickAddr &&
            a.pickData === b.pickData && a.pickCtrl === b.pickCtrl && a.rmwOf === b.rmwOf && a.amo === b.amo && a.instance === b.instance && a.isWhole === b.isWhole &&
            a.unsequenced === b.unsequenced)
        ); // prettier-ignore
      })
    );
  }

  set(member: (event: PlacedEvent) => boolean): Int32Array {
    const set = emptySet(this.size);
    for (let i = 0; i < this.size; i++) if (member(this.events[i]!)) put(set, i);
    return set;
  }

  relation(member: (a: PlacedEvent, b: PlacedEvent, i: number, j: number) => boolean): Relation {
    const rows = emptyRelation(this.size);
    for (let i = 0; i < this.size; i++) {
      for (let j = 0; j < this.size; j++) if (member(this.events[i]!, this.events[j]!, i, j)) putPair(rows, i, j, this.size);
    }
    return rows;
  }

  /** From the reads that an event depends on to the event. */
  dependency(of: (event: PlacedEvent) => Reads): Relation {
    return this.relation((a, b, i) => a.thread === b.thread && a.thread !== -1 && hasRead(of(b), i - this.#offsets[a.thread]!));
  }

  /** Whether the first event comes before the second one in program order. */
  isBefore(i: number, j: number): boolean {
    if (i >= j) return false;
    const a = this.events[i]!;
    const b = this.events[j]!;
    return a.thread === b.thread && a.thread !== -1 && !hasRead(b.unsequenced, i - this.#offsets[a.thread]!);
  }

  /** Where the event is that another event of its thread names. */
  indexIn(thread: number, number: number): number {
    return this.#offsets[thread]! + number;
  }
}

const NO_TAGS: readonly string[] = [];
const placed = new WeakMap<Trace, readonly PlacedEvent[]>();

/** The events of a trace with the thread, which is always the same one. */
function placedOf(trace: Trace, thread: number): readonly PlacedEvent[] {
  let events = placed.get(trace);
  if (events === undefined) placed.set(trace, (events = trace.events.map((event) => ({ ...event, thread }))));
  return events;
}
