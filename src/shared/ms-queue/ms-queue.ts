import type { SharedMemory } from '../../realm/realm.ts';
import { heapRegion } from '../../memory/heap.ts';
import type { AnyLayout, Layout, ValueOf, ViewOf } from '../../memory/layout/layout.ts';
import type { Region } from '../../memory/region.ts';
import { placeAt } from '../../lock/owned-lock.ts';
import type { DescribedWord } from '../../lock/placed-words.ts';
import {
  EPOCH_BYTES,
  isNew,
  OnEpoch,
  type StructureOptions,
  type StructurePlace,
  type StructureWhere,
  WORD_ALIGNMENT,
} from '../on-epoch.ts';

const HEAD = 0;
const TAIL = 4;
const OWN_BYTES = 8;
const LINK_BYTES = 4;
const WORDS: readonly DescribedWord[] = [
  [HEAD, { name: 'MsQueue.head' }],
  [TAIL, { name: 'MsQueue.tail' }],
];

/**
 * A queue without a bound that any number of threads put into and take from without a lock: whoever finds another in the middle does the rest for it. Each call costs a pin and two exchanges,
 * and an allocation.
 *
 * ```ts
 * const jobs = new MsQueue(u32);
 * jobs.enqueue(1);
 * jobs.dequeue(); // 1, and then undefined
 * ```
 *
 * | word | meaning                                                          | who changes it                                                     |
 * |------|------------------------------------------------------------------|--------------------------------------------------------------------|
 * | head | the node before the first value; its own value was taken         | `dequeue`: to the next node                                        |
 * | tail | the last node, or the one before it                              | anyone who finds that it has a next one: to that                   |
 * | next, of a node | the node after it; 0 for the last                     | `enqueue`, from 0                                                  |
 *
 * A value is in the queue from the moment that its node is the next of the last one. The tail may be one behind; the head never overtakes it, so that a node is not taken out while the
 * tail still leads to it.
 *
 * It never waits: for a queue that one can wait at, see `lockwright/channel`.
 *
 * **Death.** A thread that ends in the middle of an enqueue has put its value in or not; its node is lost if not. What a thread has taken goes with it.
 *
 * M. M. Michael and M. L. Scott, *Simple, fast, and practical non-blocking and blocking concurrent queue algorithms* (1996).
 */
export class MsQueue<V, W = V> extends OnEpoch<V, W> {
  static readonly byteLength: number = OWN_BYTES + EPOCH_BYTES;
  static readonly alignment: number = WORD_ALIGNMENT;

  /** Makes an empty one at `byteOffset` of your own memory. Its nodes are in the heap. Other threads get it as an argument, or by {@link at}. */
  static create<V, W = V>(
    memory: SharedMemory | Region,
    byteOffset: number,
    layout: Layout<V, W>,
    options: StructureOptions = {},
  ): MsQueue<V, W> {
    return new MsQueue<V, W>(layout, { ...options, ...placeAt('MsQueue', memory, byteOffset), isNew: true });
  }

  /** A handle for the one at `byteOffset` of your own memory, which was made there by {@link create}. */
  static at<V, W = V>(memory: SharedMemory | Region, byteOffset: number, layout: Layout<V, W>): MsQueue<V, W> {
    return new MsQueue<V, W>(layout, placeAt('MsQueue', memory, byteOffset));
  }

  /** An empty one in the heap, for values of that layout. */
  constructor(layout: Layout<V, W>, options?: StructureOptions);
  /** @internal */
  constructor(layout: Layout<V, W>, place: StructurePlace);
  constructor(layout: Layout<V, W>, where?: StructureWhere) {
    super('MsQueue', layout, { ownBytes: OWN_BYTES, linkBytes: LINK_BYTES }, where, WORDS);
    if (isNew(where)) this.#initialise();
  }

  get kind(): 'MsQueue' {
    return 'MsQueue';
  }

  /** Puts a value at the end. Throws, and changes nothing, if it is not one of the layout. */
  enqueue(value: V | W): void {
    const { liveAddress, region, epoch } = this;
    const node = this.newBlock(value);
    const heap = heapRegion();
    heap.ops.store32(node, 0, 'relaxed');
    epoch.enter();
    for (;;) {
      const last = region.ops.load32(liveAddress + TAIL, 'acquire');
      this.reach(last);
      // release: pairs with the acquire of dequeue, which reads the value; acquire: and what another has put in is passed on with the tail
      const next = heap.ops.cas32(last, 0, node, 'release', 'acquire');
      region.ops.cas32(liveAddress + TAIL, last, next === 0 ? node : next, 'release', 'relaxed');
      if (next === 0) break;
    }
    epoch.unpin();
  }

  /** Takes the first value: undefined if there is none. */
  dequeue(): V | undefined {
    const { liveAddress, region, epoch } = this;
    const { ops } = region;
    epoch.enter();
    let value: V | undefined;
    let taken = 0;
    for (;;) {
      const before = ops.load32(liveAddress + HEAD, 'acquire');
      this.reach(before);
      const first = heapRegion().ops.load32(before, 'acquire');
      if (first === 0) break;
      // Not beyond the tail: it would lead to a node that was taken out. relaxed: who put the first value behind this node had found the tail here, so that this look does not find it further back
      if (ops.load32(liveAddress + TAIL, 'relaxed') === before) ops.cas32(liveAddress + TAIL, before, first, 'release', 'relaxed');
      // release: who finds the node here finds what it leads to
      if (ops.cas32(liveAddress + HEAD, before, first, 'release', 'relaxed') !== before) continue;
      this.reach(first);
      value = this.valueIn(first);
      taken = before;
      break;
    }
    epoch.unpin();
    if (taken !== 0) epoch.retire(taken);
    return value;
  }

  /** Gives its memory back, and that of what is in it. No thread may use it any more. */
  override free(): void {
    this.freeAll(this.#nodes());
    super.free();
  }

  #initialise(): void {
    const { ops } = this.region;
    const node = this.newEmptyBlock();
    heapRegion().ops.store32(node, 0, 'relaxed');
    ops.store32(this.liveAddress + HEAD, node, 'release');
    ops.store32(this.liveAddress + TAIL, node, 'release');
  }

  *#nodes(): Generator<number> {
    for (let node = this.region.ops.load32(this.liveAddress + HEAD, 'acquire'); node !== 0;) {
      this.reach(node);
      const next = heapRegion().ops.load32(node, 'acquire');
      yield node; // who takes it may free it
      node = next;
    }
  }
}

/** The type of a queue whose values have that layout. */
export type MsQueueOf<L extends AnyLayout> = MsQueue<ValueOf<L>, ViewOf<L>>;
