import * as f from './fields.ts';
import type { Graph } from './graph.ts';
import type { Values } from './values.ts';

// V8 folds a module's own constants into the code.
const { BEFORE, CHOICE, FENCE_EVENT, FROM, KIND, LOC, MARK, NO_EVENT, READ, THREAD, TWIN, UREAD, VALUE } = f;
const { WRITE } = f;

/** Of a thread that has no twin before it. */
const NONE = -1;

/**
 * Leaves out executions that equal another up to which of several twins (threads that are one function) did what. Costs a look at the twin for each event of a twin.
 *
 * The idea is that of Kokologiannakis, Marmanis and Vafeiadis, *SPORE: Combining Symmetry and Partial Order Reduction* (PLDI 2024). As long as two twins have read the same, the next
 * event of the later one depends on that of the earlier one; it reads from no older a write than that, writes after it, and chooses no more. So of the orders of twins that gives the
 * one that is sorted where they first differ, and that there is one is a part of what a consistent graph is. That holds of what an event depends on if it holds of the whole, and
 * the latest is always allowed: which is all that revisits ask of a model.
 *
 * Nothing may depend on itself. Where twins differ, the earlier event comes before the later in the order of all events: by the order of writes, or since what the earlier reads is
 * overwritten by what the later reads. Where they do not, all that come before the one come before the other, so both can be taken to have been at the first one's time. RC11 has no
 * such order: a relaxed read may come to depend on a write that is older than what it reads. What is one step must be kept as a whole: without the write of a read-modify-write on
 * which a twin depends, it would be added again where it is not the latest.
 */
export class Symmetry {
  readonly #graph: Graph;
  readonly #values: Values;
  /** By thread: the twin before it; below 0 if there is none. */
  readonly #before: readonly number[];
  /** A twin has gone further than the one before it, although they had done the same: then they are none. */
  isBroken = false;

  constructor(graph: Graph, values: Values, before: readonly number[]) {
    this.#graph = graph;
    this.#values = values;
    this.#before = before;
  }

  /** Notes the twin of a new event, which then depends on it. */
  link(event: number): void {
    const graph = this.#graph;
    const thread = graph.get(event, THREAD);
    const other = this.#before[thread] ?? NONE;
    if (other < 0) return;
    const before = graph.get(event, BEFORE);
    let twin = NO_EVENT;
    if (before === NO_EVENT) twin = this.#first(other);
    else {
      const last = graph.get(before, TWIN);
      if (last === NO_EVENT || !this.#isTied(last, before)) return;
      twin = graph.next(last);
    }
    if (twin === NO_EVENT) {
      this.isBroken = true;
      return;
    }
    graph.set(event, TWIN, twin);
    graph.dependOnTwin(event);
  }

  /** How many executions the one at hand stands for: all orders of twins, but for those that differ in nothing. */
  standsFor(): number {
    let orders = 1;
    let length = 0;
    let same = 0;
    for (let thread = 0; thread < this.#before.length; thread++) {
      if (this.#before[thread]! < 0) continue;
      ({ length, same } = this.#place(thread));
      orders = (orders * length) / same;
    }
    return orders;
  }

  /** The how-manieth of its twins a thread is, and the how-manieth of those that did all the same. */
  #place(thread: number): { length: number; same: number } {
    let length = 1;
    let same = 1;
    let isSame = true;
    for (let t = thread; this.#before[t]! >= 0; t = this.#before[t]!) {
      length++;
      isSame &&= this.#didTheSame(t);
      if (isSame) same++;
    }
    return { length, same };
  }

  #didTheSame(thread: number): boolean {
    const graph = this.#graph;
    const last = graph.lastOf(thread);
    const twinsLast = graph.lastOf(this.#before[thread]!);
    if (last === NO_EVENT || twinsLast === NO_EVENT) return last === twinsLast;
    return graph.get(last, TWIN) === twinsLast && this.#isTied(twinsLast, last);
  }

  /** The distinct orders of a tuple, by thread, in which twins change places. */
  ordersOf(values: readonly number[]): Generator<readonly number[], void, void> {
    return ordersFrom(0, values, this.#before);
  }

  /** How many there are. */
  orderCount(values: readonly number[]): number {
    let count = 1;
    for (let thread = 0; thread < this.#before.length; thread++) {
      let length = 1;
      let same = 1;
      for (let t = this.#before[thread]!; t >= 0; t = this.#before[t]!) {
        length++;
        if (values[t] === values[thread]) same++;
      }
      count = (count * length) / same;
    }
    return count;
  }

  #first(thread: number): number {
    const graph = this.#graph;
    for (let e = 0; e < graph.size; e++) if (graph.get(e, THREAD) === thread) return e;
    return NO_EVENT;
  }

  /** Whether two events that are at the same place of two twins are the same to both. */
  #isTied(a: number, b: number): boolean {
    const graph = this.#graph;
    const kind = graph.get(a, KIND);
    if (kind !== graph.get(b, KIND) || graph.get(a, LOC) !== graph.get(b, LOC)) return false;
    switch (kind) {
      case READ:
      case UREAD:
      case MARK:
        return graph.get(a, FROM) === graph.get(b, FROM);
      case CHOICE:
        return graph.get(a, VALUE) === graph.get(b, VALUE);
      case FENCE_EVENT:
        return true;
      default:
        return false;
    }
  }

  #isSource(kind: number): boolean {
    return kind === READ || kind === UREAD;
  }

  /** Of the writes that a read may read from, latest first, those that are not before what its twin reads. */
  keepSources(read: number, found: Int32Array, count: number): number {
    const graph = this.#graph;
    const twin = graph.get(read, TWIN);
    if (twin === NO_EVENT || !this.#isSource(graph.get(twin, KIND)) || graph.get(twin, LOC) !== graph.get(read, LOC)) return count;
    let kept = 0;
    for (let i = 0; i < count; i++) if (this.mayRead(read, found[i]!)) found[kept++] = found[i]!;
    return kept;
  }

  mayRead(read: number, write: number): boolean {
    const graph = this.#graph;
    const twin = graph.get(read, TWIN);
    if (twin === NO_EVENT || !this.#isSource(graph.get(twin, KIND)) || graph.get(twin, LOC) !== graph.get(read, LOC)) return true;
    const least = graph.get(twin, FROM);
    // Two read-modify-writes cannot read the same.
    if (write === least) return graph.get(twin, KIND) !== UREAD;
    return this.#isAfter(write, least);
  }

  keepPlaces(write: number, found: Int32Array, count: number): number {
    const graph = this.#graph;
    const twin = graph.get(write, TWIN);
    if (twin === NO_EVENT || graph.get(twin, KIND) !== WRITE || graph.get(twin, LOC) !== graph.get(write, LOC)) return count;
    let kept = 0;
    for (let i = 0; i < count; i++) if (found[i] === twin || this.#isAfter(found[i]!, twin)) found[kept++] = found[i]!;
    return kept;
  }

  /** The maximal choice is 0, so that the later twin chooses no more than the earlier. */
  mostChosen(choice: number): number | undefined {
    const graph = this.#graph;
    const twin = graph.get(choice, TWIN);
    if (twin === NO_EVENT || graph.get(twin, KIND) !== CHOICE) return undefined;
    return this.#values.decode(graph.get(twin, VALUE)) as number;
  }

  #isAfter(write: number, earlier: number): boolean {
    const graph = this.#graph;
    if (write < 0) return false;
    if (earlier < 0) return true;
    for (let w = graph.coNext(earlier); w !== NO_EVENT; w = graph.coNext(w)) if (w === write) return true;
    return false;
  }
}

/** From `thread` on: it has its own value, or that of one of the twins after it, which then has its. Each value once. */
function* ordersFrom(thread: number, rest: readonly number[], before: readonly number[]): Generator<readonly number[], void, void> {
  if (thread === rest.length) {
    yield rest;
    return;
  }
  const tried = new Set<number>();
  for (let other = thread; other < rest.length; other++) {
    if (!isTwin(other, thread, before) || tried.has(rest[other]!)) continue;
    tried.add(rest[other]!);
    const next = [...rest];
    next[thread] = rest[other]!;
    next[other] = rest[thread]!;
    yield* ordersFrom(thread + 1, next, before);
  }
}

function isTwin(thread: number, of: number, before: readonly number[]): boolean {
  let t = thread;
  while (t > of) t = before[t] ?? NONE;
  return t === of;
}
