import { allocateAligned, free } from '../../memory/allocate.ts';
import * as heap from '../../memory/heap.ts';
import type { AnyLayout, Layout } from '../../memory/layout/layout.ts';
import { checkLayout, roundUp } from '../../memory/layout/limits.ts';
import type { DescribedWord } from '../../lock/placed-words.ts';
import { OnEpoch, type StructureWhere } from '../on-epoch.ts';

// V8 folds a module's own constants into the code, but loads an imported one at each use and checks it.
const { heapRegion } = heap;

/** Of a node: the next one, and {@link MARK}. */
const NEXT = 0;
/** Of a node: the block with its value; 0 for a dead one. */
const VALUE = 4;
/** Of a node: a word for the map that it belongs to. */
export const ORDER = 8;
const KEY = 12;
const NODE_ALIGNMENT = 16;
/** In `NEXT`: this node is dead, and nothing is put behind it any more. */
const MARK = 1;

/** Where a key is, or would be: between `before` and `node`. */
interface Position {
  readonly before: number;
  /** The first node that is not less; 0 for none. */
  readonly node: number;
  readonly isFound: boolean;
}

/**
 * Nodes with a key and a value each, linked in an order, that any number of threads look through while others put in and take out: what a {@link HarrisList} and a {@link HashMap} have in common.
 *
 * | word of a node | meaning                                    | who changes it                                                               |
 * |----------------|--------------------------------------------|------------------------------------------------------------------------------|
 * | next           | the node behind it                         | who puts a node in between, or takes the one behind it out                   |
 * | next, bit 0    | nothing may be put behind it any more      | who finds it dead                                                            |
 * | value          | a block with its value; 0: it is dead      | `set`: to another block; `delete`: to 0, once and for all                    |
 * | order, key     | where it stands                            | nobody, once others can see it                                               |
 *
 * **Three steps to take a node out.** The value becomes 0: from here on the key is not there. Then the node is marked: an exchange of its `next` by someone who puts a node behind it fails from here
 * on, so that what is put in cannot be lost with it. Then the `next` of the node before it is exchanged, and who does that retires the node. Whoever meets a node between two steps does the
 * next one, so a thread that ends in the middle leaves nothing that others wait for. The value decides, and not the mark, so that a `set` and a `delete` of one key cannot both succeed with
 * the value that was there.
 *
 * T. L. Harris, *A pragmatic implementation of non-blocking linked-lists* (2001), as M. M. Michael put it in *High performance dynamic lock-free hash tables and list-based sets* (2002).
 */
export abstract class LinkedMap<K, V, W, Probe> extends OnEpoch<V, W> {
  /** How a key lies in memory. */
  readonly keys: Layout<K, any>;
  /** @internal From the start of a node to its key. */
  readonly keyOffset: number;
  readonly #nodeBytes: number;

  constructor(
    what: string,
    keys: Layout<K, any>,
    values: Layout<V, W>,
    ownBytes: number,
    where: StructureWhere | undefined,
    words: readonly DescribedWord[],
  ) {
    checkLayout(`${what}(keys, values)`, keys as AnyLayout);
    super(what, values, { ownBytes, linkBytes: 0 }, where, words);
    this.keys = keys;
    this.keyOffset = roundUp(KEY, Math.max(4, keys.alignment));
    this.#nodeBytes = this.keyOffset + roundUp(keys.byteLength, 4);
  }

  /** @internal Less than 0 if the key that is looked for comes after that of the node, 0 if it is the same. */
  abstract compare(node: number, probe: Probe): number;

  /** @internal What stands in the word `ORDER` of its node. */
  abstract orderOf(probe: Probe): number;

  /** @internal Writes the key into a node that nobody can see yet. */
  abstract writeKey(node: number, probe: Probe): void;

  /** @internal A node without a key, that nobody can see yet. */
  newNode(value: number, order: number): number {
    const node = allocateAligned(this.#nodeBytes, Math.max(NODE_ALIGNMENT, this.keys.alignment));
    const { ops, i32 } = heapRegion();
    i32[(node + ORDER) >>> 2] = order;
    ops.store32(node + NEXT, 0, 'relaxed');
    ops.store32(node + VALUE, value, 'relaxed');
    return node;
  }

  /** @internal Puts a value in; returns whether the key was new. Pinned. */
  put(start: number, probe: Probe, value: V | W): boolean {
    const block = this.newBlock(value);
    const { ops } = heapRegion();
    let made = 0;
    for (;;) {
      const { before, node, isFound } = this.#find(start, probe);
      if (isFound) {
        const old = ops.load32(node + VALUE, 'acquire');
        if (old === 0) {
          this.#mark(node);
        } else if (ops.cas32(node + VALUE, old, block, 'release', 'relaxed') === old) {
          if (made !== 0) free(made);
          this.epoch.retire(old);
          return false;
        }
        continue;
      }
      if (made === 0) {
        made = this.newNode(block, this.orderOf(probe));
        this.writeKey(made, probe);
      }
      if (this.#link(before, node, made)) return true;
    }
  }

  /** @internal Puts a node in that has no value and is never taken out; returns it, or the one with the same key that was there. Pinned. */
  putMark(start: number, probe: Probe, made: number): number {
    for (;;) {
      const { before, node, isFound } = this.#find(start, probe);
      if (isFound) {
        free(made);
        return node;
      }
      if (this.#link(before, node, made)) return made;
    }
  }

  /** @internal The block with the value of a key; 0 if it is not there. Writes nothing. Pinned. */
  look(start: number, probe: Probe): number {
    const { ops } = heapRegion();
    this.#reachNode(start);
    // A dead node is as good a way to the next one.
    for (let node = ops.load32(start + NEXT, 'acquire') & ~MARK; node !== 0; node = ops.load32(node + NEXT, 'acquire') & ~MARK) {
      this.#reachNode(node);
      const order = this.compare(node, probe);
      if (order > 0) return 0;
      if (order < 0) continue;
      const block = ops.load32(node + VALUE, 'acquire');
      if (block !== 0) this.reach(block);
      return block;
    }
    return 0;
  }

  /** @internal Takes a key out; returns its value, or undefined if it is not there. Pinned. */
  take(start: number, probe: Probe): V | undefined {
    const { ops } = heapRegion();
    const { node, isFound } = this.#find(start, probe);
    if (!isFound) return undefined;
    const block = ops.exchange32(node + VALUE, 0, 'acqRel');
    this.#mark(node);
    this.#find(start, probe); // takes it out of the list
    if (block === 0) return undefined;
    this.reach(block);
    const value = this.valueIn(block);
    this.epoch.retire(block);
    return value;
  }

  /** @internal All nodes behind `start` that are not dead, with their blocks. Pinned. */
  *nodesFrom(start: number): Generator<readonly [node: number, block: number]> {
    const { ops } = heapRegion();
    this.#reachNode(start);
    for (let node = ops.load32(start + NEXT, 'acquire') & ~MARK; node !== 0; node = ops.load32(node + NEXT, 'acquire') & ~MARK) {
      this.#reachNode(node);
      const block = ops.load32(node + VALUE, 'acquire');
      if (block === 0) continue;
      this.reach(block);
      yield [node, block];
    }
  }

  /** @internal All blocks of all nodes from `start` on, for the end of the map. */
  *blocksFrom(start: number): Generator<number> {
    const { ops } = heapRegion();
    for (let node = start; node !== 0;) {
      this.#reachNode(node);
      const next = ops.load32(node + NEXT, 'acquire') & ~MARK;
      const block = ops.load32(node + VALUE, 'acquire');
      if (block !== 0) yield block;
      yield node; // who takes it may free it
      node = next;
    }
  }

  #link(before: number, node: number, made: number): boolean {
    const { ops } = heapRegion();
    ops.store32(made + NEXT, node, 'relaxed');
    // release: who finds the node finds its key and its value
    return ops.cas32(before + NEXT, node, made, 'release', 'relaxed') === node;
  }

  #mark(node: number): void {
    heapRegion().ops.or32(node + NEXT, MARK, 'relaxed');
  }

  #reachNode(node: number): void {
    heapRegion().check(node, this.#nodeBytes, NODE_ALIGNMENT, 'a node of a map');
  }

  /** Takes out the marked nodes on its way. */
  #find(start: number, probe: Probe): Position {
    const { ops } = heapRegion();
    this.#reachNode(start);
    retry: for (;;) {
      let before = start;
      let node = ops.load32(before + NEXT, 'acquire'); // pairs with the release of who put the node there
      while (node !== 0) {
        this.#reachNode(node);
        const next = ops.load32(node + NEXT, 'acquire');
        if ((next & MARK) !== 0) {
          // release: who finds the next node here finds what is in it
          if (ops.cas32(before + NEXT, node, next & ~MARK, 'release', 'relaxed') !== node) continue retry;
          this.epoch.retire(node);
          node = next & ~MARK;
          continue;
        }
        const order = this.compare(node, probe);
        if (order >= 0) return { before, node, isFound: order === 0 };
        before = node;
        node = next;
      }
      return { before, node: 0, isFound: false };
    }
  }
}
