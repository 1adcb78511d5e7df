import type { LitmusTest } from '../program.ts';
import type { Trace } from './trace-events.ts';

/** Of threads with more ways through them it is not found out whether they are alike: a guess, that takes some hundredths of a second. */
const MOST_COMPARED = 10_000;

/** Threads that do the same, so that it is no matter which of them does what. Their traces stand in the same order. */
export interface Alike {
  readonly traces: readonly (readonly Trace[])[];
  /** For each thread the last one before it that is like it, or -1. */
  readonly likes: readonly number[];
}

/** Finds threads that have the same traces, and of which no register is observed. Costs a text for each trace. */
export function alike(test: LitmusTest, traces: readonly (readonly Trace[])[]): Alike {
  const last = new Map<string, number>();
  const inOrder = [...traces];
  const likes = traces.map((ofThread, thread) => {
    const isObserved = test.observed.some((where) => 'thread' in where && where.thread === thread);
    if (isObserved || ofThread.length > MOST_COMPARED) return -1;
    const keyed = ofThread.map((trace) => [keyOf(trace), trace] as const).toSorted(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
    const key = keyed.map(([text]) => text).join('\n');
    inOrder[thread] = keyed.map(([, trace]) => trace);
    const like = last.get(key) ?? -1;
    last.set(key, thread);
    return like;
  });
  return { traces: inOrder, likes };
}

const keyOf = ({ events }: Trace): string => events.map((event) => Object.values(event).join(' ')).join(';');
