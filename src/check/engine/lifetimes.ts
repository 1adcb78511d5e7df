import * as f from './fields.ts';
import type { Graph } from './graph.ts';
import type { Locations } from './locations.ts';
import type { Model } from './model.ts';
import * as t from './trie.ts';
import type { Trie } from './trie.ts';

const { INDEX, KIND, LOC, NODE, NO_EVENT, THREAD } = f;

/**
 * Finds uses of blocks of the heap after their end: an access that does not happen before the block is freed, and a second free. Costs nothing while nobody frees. Blocks are never
 * used again, so an address names one.
 */
export class Lifetimes {
  readonly #graph: Graph;
  readonly #model: Model;
  readonly #trie: Trie;
  readonly #locations: Locations;
  readonly #heap: number;
  readonly #bytesOf: (address: number) => number | undefined;
  #frees = false;

  constructor(
    parts: { graph: Graph; model: Model; trie: Trie; locations: Locations },
    heap: number,
    bytesOf: (address: number) => number | undefined,
  ) {
    this.#graph = parts.graph;
    this.#model = parts.model;
    this.#trie = parts.trie;
    this.#locations = parts.locations;
    this.#heap = heap;
    this.#bytesOf = bytesOf;
  }

  /** The free that an access comes too late for; NO_EVENT if there is none. */
  findFree(access: number): number {
    if (!this.#frees) return NO_EVENT;
    const graph = this.#graph;
    for (let e = 0; e < graph.size; e++) if (this.#isFree(e) && e !== access && this.#isIn(access, e)) return e;
    return NO_EVENT;
  }

  /** Another free of the block that `free` frees, or an access that may come after it; NO_EVENT if there is none. */
  findUse(free: number): { event: number; isFree: boolean } {
    this.noteFree();
    const graph = this.#graph;
    const address = this.#trie.a[graph.get(free, NODE)]!;
    for (let e = 0; e < graph.size; e++) {
      if (e === free) continue;
      if (this.#isFree(e) && this.#trie.a[graph.get(e, NODE)] === address) return { event: e, isFree: true };
      const isAccess = graph.get(e, KIND) <= f.UWRITE && graph.get(e, LOC) >= 0;
      if (isAccess && this.#isIn(e, free) && !this.#model.happensBefore(e, free)) return { event: e, isFree: false };
    }
    return { event: NO_EVENT, isFree: false };
  }

  /**
   * In an execution as a whole, where no synchronization is judged: a free after which another one or an access may come. Both events, the free first; undefined if there is none.
   */
  findMisuse(): { free: number; event: number; isFree: boolean } | undefined {
    if (!this.#frees) return undefined;
    const graph = this.#graph;
    for (let free = 0; free < graph.size; free++) {
      if (!this.#isFree(free)) continue;
      const address = this.#trie.a[graph.get(free, NODE)];
      for (let e = 0; e < graph.size; e++) {
        if (e === free) continue;
        if (this.#isFree(e) && this.#trie.a[graph.get(e, NODE)] === address) return { free, event: e, isFree: true };
        const isAccess = graph.get(e, KIND) <= f.UWRITE && graph.get(e, LOC) >= 0;
        if (isAccess && this.#isIn(e, free) && !this.#comesBefore(e, free)) return { free, event: e, isFree: false };
      }
    }
    return undefined;
  }

  #comesBefore(access: number, free: number): boolean {
    const graph = this.#graph;
    // A write of the thread that frees may still be in its store buffer: it is over for the thread all the same.
    if (graph.get(access, THREAD) === graph.get(free, THREAD)) return graph.get(access, INDEX) < graph.get(free, INDEX);
    return this.#model.comesBefore(access, free);
  }

  /** Somebody frees something. */
  noteFree(): void {
    this.#frees = true;
  }

  #isFree(event: number): boolean {
    return this.#trie.kind[this.#graph.get(event, NODE)] === t.FREE;
  }

  #isIn(access: number, free: number): boolean {
    const location = this.#locations.all[this.#graph.get(access, LOC)]!;
    if (location.kind !== 'word' || location.buffer !== this.#heap) return false;
    const address = this.#trie.a[this.#graph.get(free, NODE)]!;
    return location.offset >= address && location.offset < address + (this.#bytesOf(address) ?? 0);
  }
}
