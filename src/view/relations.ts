import type { Trace } from '../check/report/trace.ts';
import { writes } from '../check/report/words.ts';
import { HappensBefore } from './happens-before.ts';

/** Relations between steps, by the names that papers give them. */
export type Relation = 'rf' | 'co' | 'fr' | 'sw' | 'hb';

export const RELATIONS: readonly Relation[] = ['rf', 'co', 'fr', 'sw', 'hb'];

/** Those that a trace tells of. What synchronizes with what is a matter of each model, and an execution of a litmus test has it only in words. */
export function relationsOf({ outcome }: Trace): readonly Relation[] {
  return outcome === undefined ? RELATIONS : RELATIONS.filter((relation) => relation !== 'sw' && relation !== 'hb');
}

/** What each of them is, in words that need no paper. */
export const MEANINGS: Readonly<Record<Relation, string>> = {
  rf: 'reads from: the write whose value a read returns',
  co: 'coherence: the order of the writes to one word',
  fr: 'from-reads: the write that overwrites what a read returned',
  sw: 'synchronizes with: what came before the one is visible after the other',
  hb: 'happens before: program order and synchronizes-with, one after the other',
};

/** What the step at the start of an edge does to the one at its end, and the other way round. */
export const VERBS: Readonly<Record<Relation, readonly [forward: string, backward: string]>> = {
  rf: ['is read by', 'reads from'],
  co: ['is overwritten by', 'overwrites'],
  fr: ['read what is overwritten by', 'overwrites what was read by'],
  sw: ['synchronizes with', 'is synchronized with by'],
  hb: ['happens before', 'happens after'],
};

/** An edge from one step to another, by their ids. */
export interface Edge {
  readonly relation: Relation;
  readonly from: number;
  readonly to: number;
}

/** Steps whose `readsFrom` says who let them go on, and not what value they read. */
const WOKEN: ReadonlySet<string> = new Set(['wake', 'start', 'join']);

/** All edges between steps; of happens-before only those that no others imply. Costs a walk over the steps, and one over their pairs of threads. */
export function edgesOf(trace: Trace, visible: (id: number) => boolean = () => true): Edge[] {
  const edges = [...dataEdges(trace), ...synchronizing(trace)].filter(({ from, to }) => visible(from) && visible(to));
  return [...edges, ...new HappensBefore(trace).reduced(visible).map(([from, to]) => ({ relation: 'hb', from, to }) as const)];
}

function dataEdges({ steps }: Trace): Edge[] {
  const edges: Edge[] = [];
  const successors = new Map<string, number>();
  for (const step of steps) if (writes(step) && step.follows !== undefined) successors.set(`${step.word} ${step.follows}`, step.id);
  for (const step of steps) {
    const { id, word, readsFrom, follows, kind } = step;
    if (writes(step) && follows !== undefined && follows >= 0) edges.push({ relation: 'co', from: follows, to: id });
    if (readsFrom === undefined || WOKEN.has(kind)) continue;
    if (readsFrom >= 0) edges.push({ relation: 'rf', from: readsFrom, to: id });
    const overwriting = successors.get(`${word} ${readsFrom}`);
    if (overwriting !== undefined && overwriting !== id) edges.push({ relation: 'fr', from: id, to: overwriting });
  }
  return edges;
}

function synchronizing({ steps, synchronizes }: Trace): Edge[] {
  const pairs = new Map(synchronizes.map(([from, to]) => [`${from} ${to}`, [from, to] as const]));
  for (const { id, kind, readsFrom } of steps)
    if (WOKEN.has(kind) && readsFrom !== undefined && readsFrom >= 0) pairs.set(`${readsFrom} ${id}`, [readsFrom, id]);
  // Within a thread, program order says as much.
  return [...pairs.values()]
    .filter(([from, to]) => steps[from]!.thread !== steps[to]!.thread)
    .map(([from, to]) => ({ relation: 'sw', from, to }));
}
