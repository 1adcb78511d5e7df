import type { Exploration } from './exploration.ts';
import * as f from './fields.ts';
import { ACQUIRE, ATOMIC, RELEASE } from './orders.ts';

const { FROM, KIND, MARK, NO_EVENT, ORDER, THREAD, UREAD } = f;

/** A pair of steps, of which the first synchronizes with the second. */
export type Pair = readonly [from: number, to: number];

/**
 * Which steps of one thread synchronize with which of another: with program order, these make up happens-before. `order` are the events as they are told, `stepOf` says which step each
 * belongs to. Costs a look at each pair of threads for each event.
 */
export function synchronization(x: Exploration, modelName: string, order: readonly number[], stepOf: readonly number[]): Pair[] {
  const isRc11 = modelName === 'rc11';
  const shown = order.filter((e) => stepOf[e] !== undefined);
  const events = [...direct(x, isRc11, shown), ...(isRc11 ? implied(x, order) : [])];
  const pairs = new Map<string, Pair>();
  for (const [from, to] of events) {
    const [a, b] = [stepOf[from], stepOf[to]];
    const isOfTwo = x.graph.get(from, THREAD) !== x.graph.get(to, THREAD);
    if (a !== undefined && b !== undefined && isOfTwo) pairs.set(`${a} ${b}`, [a, b]);
  }
  return [...pairs.values()].toSorted(([, a], [, b]) => a - b);
}

/** A read and the write that it reads from; a wake-up and its notification; a join and what ended; the start of a thread and its spawn. */
function direct({ graph, explorer }: Exploration, isRc11: boolean, order: readonly number[]): Pair[] {
  const [reading, writing] = isRc11 ? [ATOMIC | ACQUIRE, ATOMIC | RELEASE] : [ATOMIC, ATOMIC];
  const pairs: Pair[] = [];
  const hasBegun = new Set<number>();
  for (const e of order) {
    const thread = graph.get(e, THREAD);
    const spawn = graph.spawnOf(thread);
    if (!hasBegun.has(thread) && spawn !== NO_EVENT && explorer.exists(thread)) pairs.push([spawn, e]);
    hasBegun.add(thread);
    const [from, kind] = [graph.get(e, FROM), graph.get(e, KIND)];
    if (from < 0) continue;
    const isPair = kind <= UREAD && (graph.get(e, ORDER) & reading) === reading && (graph.get(from, ORDER) & writing) === writing;
    if (isPair || kind === MARK) pairs.push([from, e]);
  }
  return pairs;
}

/** What fences and release sequences add, which only the model knows: for each event the latest of each other thread that happens before it, unless something between them says so. */
function implied({ graph, model }: Exploration, order: readonly number[]): Pair[] {
  const byThread = Map.groupBy(order, (e) => graph.get(e, THREAD));
  const pairs: Pair[] = [];
  for (const [thread, events] of byThread) {
    /** By other thread: how many of its events happen before the event at hand. */
    const known = new Map<number, number>();
    for (const e of events) {
      const latest: number[] = [];
      for (const [other, theirs] of byThread) {
        if (other === thread) continue;
        let count = known.get(other) ?? 0;
        const before = count;
        while (count < theirs.length && model.happensBefore(theirs[count]!, e)) count++;
        known.set(other, count);
        if (count > before) latest.push(theirs[count - 1]!);
      }
      pairs.push(...latest.filter((a) => !latest.some((b) => b !== a && model.happensBefore(a, b))).map((a): Pair => [a, e]));
    }
  }
  return pairs;
}
