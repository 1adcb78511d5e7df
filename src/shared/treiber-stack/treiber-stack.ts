import type { SharedMemory } from '../../realm/realm.ts';
import { heapRegion } from '../../memory/heap.ts';
import type { AnyLayout, Layout, ValueOf, ViewOf } from '../../memory/layout/layout.ts';
import type { Region } from '../../memory/region.ts';
import { placeAt } from '../../lock/owned-lock.ts';
import type { DescribedWord } from '../../lock/placed-words.ts';
import { EPOCH_BYTES, OnEpoch, type StructureOptions, type StructurePlace, type StructureWhere, WORD_ALIGNMENT } from '../on-epoch.ts';

const OWN_BYTES = 4;
const LINK_BYTES = 4;
const WORDS: readonly DescribedWord[] = [[0, { name: 'TreiberStack', meaning: (word) => (word === 0 ? 'empty' : `node ${word}`) }]];

/**
 * A stack that any number of threads push to and pop from without a lock: whoever loses a race tries again, and a thread that stops in the middle stops nobody. A push costs an allocation and
 * an exchange, a pop a pin, an exchange and an allocation.
 *
 * ```ts
 * const jobs = new TreiberStack(u32);
 * jobs.push(1);
 * jobs.pop(); // 1, and then undefined
 * ```
 *
 * | word | meaning                          | who changes it                                                          |
 * |------|----------------------------------|-------------------------------------------------------------------------|
 * | head | the last node that was pushed; 0 | `push`: to a node that has it as its next; `pop`: to the next of what it was |
 *
 * **ABA.** A pop reads the head and its next, and then exchanges one for the other. Were the head popped, freed and pushed again in between, the exchange would succeed with a next that is out of
 * date. Here a node that a thread may have read is not freed, and so not used again, before that thread is done: see {@link Epoch}.
 *
 * **Death.** A thread that ends in the middle of a push has pushed or not; its node is lost if not. What a thread has popped goes with it.
 *
 * R. K. Treiber, *Systems programming: coping with parallelism* (1986).
 */
export class TreiberStack<V, W = V> extends OnEpoch<V, W> {
  static readonly byteLength: number = OWN_BYTES + EPOCH_BYTES;
  static readonly alignment: number = WORD_ALIGNMENT;

  /** Makes an empty one at `byteOffset` of your own memory, for values of that layout. Its nodes are in the heap. Other threads get it as an argument, or by {@link at}. */
  static create<V, W = V>(
    memory: SharedMemory | Region,
    byteOffset: number,
    layout: Layout<V, W>,
    options: StructureOptions = {},
  ): TreiberStack<V, W> {
    return new TreiberStack<V, W>(layout, { ...options, ...placeAt('TreiberStack', memory, byteOffset), isNew: true });
  }

  /** A handle for the one at `byteOffset` of your own memory, which was made there by {@link create}. */
  static at<V, W = V>(memory: SharedMemory | Region, byteOffset: number, layout: Layout<V, W>): TreiberStack<V, W> {
    return new TreiberStack<V, W>(layout, placeAt('TreiberStack', memory, byteOffset));
  }

  /** An empty one in the heap, for values of that layout. */
  constructor(layout: Layout<V, W>, options?: StructureOptions);
  /** @internal */
  constructor(layout: Layout<V, W>, place: StructurePlace);
  constructor(layout: Layout<V, W>, where?: StructureWhere) {
    super('TreiberStack', layout, { ownBytes: OWN_BYTES, linkBytes: LINK_BYTES }, where, WORDS);
  }

  get kind(): 'TreiberStack' {
    return 'TreiberStack';
  }

  /** Whether it has nothing: out of date as soon as it is known. */
  get isEmpty(): boolean {
    return this.region.ops.load32(this.liveAddress, 'relaxed') === 0;
  }

  /** Puts a value on top. Throws, and changes nothing, if it is not one of the layout. */
  push(value: V | W): void {
    const { liveAddress, region } = this;
    const node = this.newBlock(value);
    const { i32 } = heapRegion();
    for (let head = region.ops.load32(liveAddress, 'relaxed'); ;) {
      i32[node >>> 2] = head;
      // pairs with the acquire of pop: who finds the node finds its next and its value
      const found = region.ops.cas32(liveAddress, head, node, 'release', 'relaxed');
      if (found === head) return;
      head = found;
    }
  }

  /** Takes the value from the top: undefined if there is none. */
  pop(): V | undefined {
    const { liveAddress, region, epoch } = this;
    const { ops } = region;
    epoch.enter();
    let node = ops.load32(liveAddress, 'acquire');
    while (node !== 0) {
      this.reach(node);
      // relaxed on success: the node below was published by its own push, whose release sequence this exchange goes on
      const found = ops.cas32(liveAddress, node, heapRegion().i32[node >>> 2]!, 'relaxed', 'acquire');
      if (found === node) break;
      node = found;
    }
    const value = node === 0 ? undefined : this.valueIn(node);
    epoch.unpin();
    if (node !== 0) epoch.retire(node);
    return value;
  }

  /** Gives its memory back, and that of what is on it. No thread may use it any more. */
  override free(): void {
    this.freeAll(this.#nodes());
    super.free();
  }

  *#nodes(): Generator<number> {
    for (let node = this.region.ops.load32(this.liveAddress, 'acquire'); node !== 0;) {
      this.reach(node);
      const next = heapRegion().i32[node >>> 2]!;
      yield node; // who takes it may free it
      node = next;
    }
  }
}

/** The type of a stack whose values have that layout. */
export type TreiberStackOf<L extends AnyLayout> = TreiberStack<ValueOf<L>, ViewOf<L>>;
