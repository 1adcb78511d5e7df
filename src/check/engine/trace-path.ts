import type { Choice, Step, Word } from '../report/trace.ts';
import { valueText } from '../report/values.ts';
import type { Exploration } from './exploration.ts';
import * as f from './fields.ts';
import * as t from './trie.ts';

const { CHOICE, CO_PREVIOUS, FROM, KIND, LOC, NODE, READ, UREAD, WRITE } = f;

/** What was chosen for each step, in the order in which the exploration added them. */
export function pathOf({ graph, trie }: Exploration, steps: readonly Step[], stepOf: readonly number[], words: readonly Word[]): Choice[] {
  const nameOf = (event: number): string => {
    if (event < 0) return 'the initial value';
    const step = steps[stepOf[event] ?? -1];
    return step === undefined ? 'an earlier step' : `step ${step.index + 1} of thread ${step.thread}`;
  };
  const choiceOf = (e: number, step: Step): string => {
    const kind = graph.get(e, KIND);
    const word = step.word === undefined ? undefined : words[step.word];
    const what = `${step.call.replace(/^Atomics\./, '')}${word === undefined ? '' : ` of ${word.name}`}`;
    const text = (value: string | undefined) => (value === undefined ? '?' : valueText(word, value));
    if (kind === CHOICE) return trie.kind[graph.get(e, NODE)] === t.CHOOSE ? `chooses ${step.read}` : '';
    if (kind === READ || kind === UREAD) {
      const from = graph.get(e, FROM);
      if (step.kind === 'lock' || step.kind === 'notify') return `${step.kind} after ${nameOf(from)}`;
      return step.readsFrom === undefined ? '' : `${what} sees ${text(step.read)} from ${nameOf(from)}`;
    }
    if (kind !== WRITE || graph.get(e, LOC) < 0) return '';
    // Of the writes that were there before it, the one just before it: those that came later are choices of their own.
    let previous = graph.get(e, CO_PREVIOUS);
    while (previous > e) previous = graph.get(previous, CO_PREVIOUS);
    return `${what} sets ${text(step.written)} after ${nameOf(previous)}`;
  };
  const path: Choice[] = [];
  for (let e = 0; e < graph.size; e++) {
    const step = steps[stepOf[e] ?? -1];
    if (step === undefined) continue;
    const text = choiceOf(e, step);
    const last = path.at(-1);
    // The two halves of a read-modify-write are one step, and what one reads says where it writes.
    if (last !== undefined && last.thread === step.thread && last.index === step.index) {
      if (last.text === '' && text !== '') path[path.length - 1] = { ...last, text };
    } else path.push({ thread: step.thread, index: step.index, text });
  }
  return path;
}
