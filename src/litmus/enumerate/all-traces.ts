import type { LitmusTest, Value } from '../program.ts';
import { endlessLoop } from './limit.ts';
import { joinReads, NO_READS, onlyRead, type Reads } from './reads.ts';
import { tracesOf } from './trace.ts';
import type { Trace, TraceEvent, Traces } from './trace-events.ts';

/** What is known of a value at an address: the threads that write it, and how many writes come before it at least, itself included. */
interface Known {
  writers: Reads;
  depth: number;
}

/**
 * The traces of all threads, with the values that memory can hold found by repetition until there is no new one; `notes` gets what is left out and
 * could surprise.
 */
export function allTraces(test: LitmusTest, isCoherent: boolean, notes: string[] = []): readonly (readonly Trace[])[] {
  const values = new Values(test, isCoherent);
  for (let round = 0; ; round++) {
    const traces = test.threads.map((thread, number) => tracesOf(thread, number, values.known, test, isCoherent));
    values.count(traces);
    const isNew = values.add(traces);
    // A value that needs a chain of more stores than there are cannot be there.
    if (isNew && round <= values.stores) continue;
    for (const [number, { endless }] of traces.entries())
      for (const [pc, rounds] of endless) notes.push(endlessLoop(test, number, test.threads[number]!.places[pc]!, rounds));
    return traces.map(({ complete }) => complete.filter(({ events }) => values.isPossible(events)));
  }
}

/** The values that memory may hold. A value whose chain of writes is longer than there are writes to its address is left out. */
class Values {
  readonly known = new Map<Value, Map<Value, Known>>();
  readonly #test: LitmusTest;
  readonly #isCoherent: boolean;
  /** How many writes there can be at most, of all and to each address. */
  stores = 0;
  #most = new Map<Value, number>();

  constructor(test: LitmusTest, isCoherent: boolean) {
    this.#test = test;
    this.#isCoherent = isCoherent;
  }

  count(traces: readonly Traces[]): void {
    this.stores = 0;
    this.#most = new Map();
    for (const ofThread of traces) {
      const own = new Map<Value, number>();
      let most = 0;
      for (const events of eventsOf(ofThread)) {
        const writes = events.filter(({ isWrite }) => isWrite);
        most = Math.max(most, writes.length);
        const counts = new Map<Value, number>();
        for (const { address } of writes) counts.set(address, (counts.get(address) ?? 0) + 1);
        for (const [address, n] of counts) own.set(address, Math.max(own.get(address) ?? 0, n));
      }
      this.stores += most;
      for (const [address, n] of own) this.#most.set(address, (this.#most.get(address) ?? 0) + n);
    }
  }

  /** Adds what the threads write; whether anything was not known yet. */
  add(traces: readonly Traces[]): boolean {
    let isNew = false;
    for (const [number, ofThread] of traces.entries()) {
      for (const events of eventsOf(ofThread)) {
        this.#walk(events, ({ address, written }, depth) => {
          const domain = this.known.get(address);
          const value = domain?.get(written);
          const writers = joinReads(value?.writers ?? NO_READS, onlyRead(number));
          if (value !== undefined && value.writers === writers && value.depth <= depth) return;
          isNew = true;
          const known = { writers, depth: Math.min(depth, value?.depth ?? depth) };
          if (domain === undefined) this.known.set(address, new Map([[written, known]]));
          else domain.set(written, known);
        });
      }
    }
    return isNew;
  }

  /** Whether each write of a trace can have its place among the writes to its address. */
  isPossible(events: readonly TraceEvent[]): boolean {
    return this.#walk(events, () => {});
  }

  /**
   * Calls `see` for each write with the least number of writes up to it: it comes after what it replaces and after all that its thread
   * has seen of the address before. Ends, with false, at a write that has no place.
   */
  #walk(events: readonly TraceEvent[], see: (event: TraceEvent, depth: number) => void): boolean {
    const reached = new Map<Value, number>();
    for (const event of events) {
      const { address, isRead, isWrite, rmwOf, unsequenced } = event;
      if (!isRead && !isWrite) continue;
      const before = unsequenced === NO_READS ? (reached.get(address) ?? 0) : 0;
      const replaced = isRead ? event.read : rmwOf === -1 ? undefined : events[rmwOf]!.read;
      let depth = Math.max(before, replaced === undefined ? 0 : this.#depthOf(address, replaced));
      if (isWrite) {
        depth++;
        if (this.#isCoherent && depth > this.#most.get(address)!) return false;
        see(event, depth);
      }
      reached.set(address, depth);
    }
    return true;
  }

  #depthOf(address: Value, value: Value): number {
    if ((this.#test.initial.get(address) ?? 0) === value) return 0;
    return this.known.get(address)?.get(value)?.depth ?? 0;
  }
}

const eventsOf = ({ complete, abandoned }: Traces): readonly (readonly TraceEvent[])[] => [
  ...complete.map(({ events }) => events),
  ...abandoned,
];
