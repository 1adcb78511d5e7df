import * as f from './fields.ts';
import type { Graph } from './graph.ts';
import type { Model } from './model.ts';
import { ATOMIC } from './orders.ts';
import type { Trie } from './trie.ts';

const { KIND, LOC, NODE, NO_EVENT, ORDER, READ, THREAD } = f;
const PART_SIZES = 16;

/**
 * Finds data races: two accesses of different threads to the same bytes, at least one a write and at least one plain, neither of which happens before the other. Costs nothing for
 * locations that are only accessed atomically, else a look at each other access to the location.
 */
export class Races {
  readonly #graph: Graph;
  readonly #model: Model;
  readonly #trie: Trie;
  readonly #allowed: (loc: number) => boolean;
  /** By location: undefined until it is accessed by a plain read or write, or in part. */
  readonly #isWatched: (boolean | undefined)[] = [];

  constructor(graph: Graph, model: Model, trie: Trie, allowed: (loc: number) => boolean) {
    this.#graph = graph;
    this.#model = model;
    this.#trie = trie;
    this.#allowed = allowed;
  }

  /** The event that races with the one that was just added; NO_EVENT if there is none. */
  find(event: number): number {
    const graph = this.#graph;
    const loc = graph.get(event, LOC);
    if (this.#isWatched[loc] !== true) {
      if (this.#isWatched[loc] === false) return NO_EVENT;
      if ((graph.get(event, ORDER) & ATOMIC) !== 0 && this.#trie.part[graph.get(event, NODE)] === 0) return NO_EVENT;
      this.#isWatched[loc] = !this.#allowed(loc);
      if (this.#isWatched[loc] === false) return NO_EVENT;
    }
    const writes = graph.get(event, KIND) !== READ;
    for (let w = graph.latest(loc); ; w = graph.coPrevious(w)) {
      if (w >= 0 && this.#race(w, event)) return w;
      if (writes) for (let r = graph.firstReader(w); r !== NO_EVENT; r = graph.nextReader(r)) if (this.#race(r, event)) return r;
      if (w < 0) return NO_EVENT;
    }
  }

  /** Accesses of the location may race from now on. */
  allow(loc: number): void {
    this.#isWatched[loc] = false;
  }

  #race(other: number, event: number): boolean {
    const graph = this.#graph;
    if (graph.get(other, THREAD) === graph.get(event, THREAD)) return false;
    if (!this.#conflict(other, event)) return false;
    return !this.#model.happensBefore(other, event);
  }

  #conflict(other: number, event: number): boolean {
    const graph = this.#graph;
    const isPlain = (graph.get(other, ORDER) & graph.get(event, ORDER) & ATOMIC) === 0;
    const a = this.#trie.part[graph.get(other, NODE)]!;
    const b = this.#trie.part[graph.get(event, NODE)]!;
    if (a === b) return isPlain;
    const [fromA, fromB] = [Math.floor(a / PART_SIZES), Math.floor(b / PART_SIZES)];
    // Atomic accesses of different ranges race as well, if the ranges overlap.
    return fromA < fromB + (b % PART_SIZES) && fromB < fromA + (a % PART_SIZES);
  }
}
