import type { Step, Trace } from './trace.ts';

/** What a word holds at some time. */
export interface WordState {
  readonly value: string;
  /** The step that wrote it; -1: it was there before the threads started. */
  readonly writer: number;
}

/** The words after the first `count` steps, in the order of `trace.words`. Costs a walk over these steps. */
export function wordsAfter(trace: Trace, count: number): WordState[] {
  const ranks = coherenceRanks(trace);
  const states: WordState[] = trace.words.map(({ initial }) => ({ value: initial, writer: -1 }));
  for (const step of trace.steps.slice(0, count)) {
    if (!writes(step)) continue;
    const { writer } = states[step.word]!;
    // In weak models a write may be shown before another that precedes it in the order of writes.
    if (writer < 0 || ranks[step.id]! >= ranks[writer]!) states[step.word] = { value: step.written, writer: step.id };
  }
  return states;
}

/** For each step that reads: the last step before it, in the order shown, that wrote its word (-1: none); undefined for the others. */
export function latestWriters(trace: Trace): (number | undefined)[] {
  const last = trace.words.map(() => -1);
  const ranks = coherenceRanks(trace);
  return trace.steps.map((step) => {
    if (step.word === undefined) return undefined;
    const latest = last[step.word]!;
    if (writes(step) && (latest < 0 || ranks[step.id]! >= ranks[latest]!)) last[step.word] = step.id;
    return step.readsFrom === undefined ? undefined : latest;
  });
}

export function writes(step: Step): step is Step & { word: number; written: string } {
  return step.word !== undefined && step.written !== undefined;
}

/** Where each write stands in the order of writes to its word; that of the steps shown, where `follows` does not tell. */
function coherenceRanks(trace: Trace): number[] {
  const ranks: number[] = [];
  const previous = trace.words.map(() => -1);
  const predecessor: number[] = [];
  for (const step of trace.steps) {
    if (!writes(step)) continue;
    predecessor[step.id] = step.follows ?? previous[step.word]!;
    previous[step.word] = step.id;
  }
  for (const step of trace.steps) {
    const chain: number[] = [];
    for (let id = step.id; id >= 0 && ranks[id] === undefined && predecessor[id] !== undefined && chain.length <= trace.steps.length;) {
      chain.push(id);
      id = predecessor[id]!;
    }
    for (const id of chain.toReversed()) ranks[id] = (ranks[predecessor[id]!] ?? 0) + 1;
  }
  return ranks;
}
