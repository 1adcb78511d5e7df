import type { Evaluator } from './cat/evaluate.ts';
import { MOST_EVENTS } from './enumerate/limit.ts';
import { Skeleton, type PlacedEvent } from './enumerate/execution.ts';
import { joinReads, NO_READS, onlyRead, type Reads } from './enumerate/reads.ts';
import type { Trace, TraceEvent } from './enumerate/trace-events.ts';
import type { LitmusTest, Value } from './program.ts';

/** What two accesses must have alike to race alike. */
const kindOf = (thread: number, { address, isRead, isWrite, tags }: TraceEvent): string =>
  `${thread} ${address} ${isRead} ${isWrite} ${tags.join(' ')}`;

/**
 * Which kinds of accesses can make a program undefined: those that do where nothing is in any order. Costs one question to the model, about one access of each
 * kind.
 */
export class Races {
  /** Undefined where all may. */
  readonly #kinds: ReadonlySet<string> | undefined;

  constructor(test: LitmusTest, traces: readonly (readonly Trace[])[], evaluator: Evaluator) {
    const kinds: string[] = [];
    const events: PlacedEvent[] = [];
    const offsets: number[] = [];
    for (const address of addressesOf(traces)) {
      kinds.push('');
      events.push({ ...ALONE, isWrite: true, address, thread: -1, instruction: -1 });
    }
    for (const [thread, ofThread] of traces.entries()) {
      offsets.push(events.length);
      const seen = new Set<string>();
      let before: Reads = NO_READS;
      for (const event of ofThread.flatMap((trace) => trace.events)) {
        const kind = kindOf(thread, event);
        if (seen.size === seen.add(kind).size) continue;
        const { isRead, isWrite, address, tags, instruction } = event;
        kinds.push(kind);
        // In no order with those before it.
        events.push({ ...ALONE, isRead, isWrite, address, tags, instruction, thread, unsequenced: before });
        before = joinReads(before, onlyRead(seen.size - 1));
      }
    }
    if (events.length > MOST_EVENTS) return;
    evaluator.begin(new Skeleton(test, events, offsets));
    const racing = evaluator.undefinedWithoutOrder();
    this.#kinds = racing && new Set(racing.map((event) => kinds[event]!));
  }

  get areNone(): boolean {
    return this.#kinds?.size === 0;
  }

  mayBeOne(thread: number, event: TraceEvent): boolean {
    return this.#kinds === undefined || this.#kinds.has(kindOf(thread, event));
  }
}

const ALONE = {
  isRead: false, isWrite: false, address: 0, read: 0, written: 0, tags: [], instruction: 0, addr: NO_READS, data: NO_READS, ctrl: NO_READS,
  pickAddr: NO_READS, pickData: NO_READS, pickCtrl: NO_READS, rmwOf: -1, amo: false, instance: -1, isWhole: false, unsequenced: NO_READS,
} satisfies TraceEvent; // prettier-ignore

function addressesOf(traces: readonly (readonly Trace[])[]): ReadonlySet<Value> {
  const addresses = new Set<Value>();
  for (const ofThread of traces)
    for (const { events } of ofThread) for (const { isRead, isWrite, address } of events) if (isRead || isWrite) addresses.add(address);
  return addresses;
}
