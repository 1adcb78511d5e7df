import * as f from './fields.ts';
import type { Graph } from './graph.ts';
import { isWithin } from './heap-blocks.ts';
import type { Locations } from './locations.ts';
import type { Model } from './model.ts';
import * as t from './trie.ts';
import type { Trie } from './trie.ts';

const { INDEX, KIND, LOC, NODE, NO_EVENT, THREAD } = f;

/** A block of the heap that was freed while the program was set up. */
export interface FreedBefore {
  readonly address: number;
  readonly bytes: number;
}

/** An access or a free that comes too late, and the free before it: NO_EVENT if that was in the set-up. */
export interface Misuse {
  readonly free: number;
  readonly event: number;
  readonly isFree: boolean;
}

const NONE_FREED: readonly number[] = [];

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
  /** What the set-up has freed: the same in each run of the program. */
  readonly #freedBefore: readonly FreedBefore[];
  #frees = false;

  constructor(
    parts: { graph: Graph; model: Model; trie: Trie; locations: Locations },
    heap: number,
    bytesOf: (address: number) => number | undefined,
    freedBefore: readonly FreedBefore[],
  ) {
    this.#graph = parts.graph;
    this.#model = parts.model;
    this.#trie = parts.trie;
    this.#locations = parts.locations;
    this.#heap = heap;
    this.#bytesOf = bytesOf;
    this.#freedBefore = freedBefore;
  }

  /** Whether an access comes too late for the free of its block. */
  ofAccess(access: number): Misuse | undefined {
    if (this.#freedBefore.length > 0 && this.#wasFreedBefore(access)) return { free: NO_EVENT, event: access, isFree: false };
    if (!this.#frees) return undefined;
    const graph = this.#graph;
    for (let e = 0; e < graph.size; e++)
      if (this.#isFree(e) && e !== access && this.#isIn(access, this.#addressOf(e))) return { free: e, event: access, isFree: false };
    return undefined;
  }

  /** Another free of the block that `free` frees, or an access that may come after it. */
  ofFree(free: number): Misuse | undefined {
    this.noteFree();
    const graph = this.#graph;
    const address = this.#addressOf(free);
    if (this.#freedBefore.some((block) => block.address === address)) return { free: NO_EVENT, event: free, isFree: true };
    for (let e = 0; e < graph.size; e++) {
      if (e === free) continue;
      if (this.#isFree(e) && this.#addressOf(e) === address) return { free, event: e, isFree: true };
      if (this.#isAccess(e) && this.#isIn(e, address) && !this.#model.happensBefore(e, free)) return { free, event: e, isFree: false };
    }
    return undefined;
  }

  /** In an execution as a whole, where no synchronization is judged: a free after which another one or an access may come. */
  ofExecution(): Misuse | undefined {
    const graph = this.#graph;
    if (this.#freedBefore.length > 0)
      for (let e = 0; e < graph.size; e++)
        if (this.#isAccess(e) && this.#wasFreedBefore(e)) return { free: NO_EVENT, event: e, isFree: false };
    if (!this.#frees) return undefined;
    for (let free = 0; free < graph.size; free++) {
      if (!this.#isFree(free)) continue;
      const address = this.#addressOf(free);
      if (this.#freedBefore.some((block) => block.address === address)) return { free: NO_EVENT, event: free, isFree: true };
      for (let e = 0; e < graph.size; e++) {
        if (e === free) continue;
        if (this.#isFree(e) && this.#addressOf(e) === address) return { free, event: e, isFree: true };
        if (this.#isAccess(e) && this.#isIn(e, address) && !this.#comesBefore(e, free)) return { free, event: e, isFree: false };
      }
    }
    return undefined;
  }

  /** Addresses of the blocks that are freed when all have ended, in ascending order. */
  freed(): readonly number[] {
    if (!this.#frees && this.#freedBefore.length === 0) return NONE_FREED;
    const freed = this.#freedBefore.map(({ address }) => address);
    for (let e = 0; e < this.#graph.size; e++) if (this.#isFree(e)) freed.push(this.#addressOf(e));
    return freed.toSorted((a, b) => a - b);
  }

  /** Who has freed the block at `address`; NO_EVENT if no thread has. */
  freeOf(address: number): number {
    for (let e = 0; e < this.#graph.size; e++) if (this.#isFree(e) && this.#addressOf(e) === address) return e;
    return NO_EVENT;
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

  #addressOf(free: number): number {
    return this.#trie.a[this.#graph.get(free, NODE)]!;
  }

  #isAccess(event: number): boolean {
    return this.#graph.get(event, KIND) <= f.UWRITE && this.#graph.get(event, LOC) >= 0;
  }

  #wasFreedBefore(access: number): boolean {
    return this.#freedBefore.some(({ address }) => this.#isIn(access, address));
  }

  #isIn(access: number, address: number): boolean {
    return isWithin(this.#locations.all[this.#graph.get(access, LOC)]!, this.#heap, address, this.#bytesOf);
  }
}
