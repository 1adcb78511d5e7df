import { registerHandle } from '../../codec/index.ts';
import { allocateAligned, free } from '../../memory/allocate.ts';
import { Handle } from '../../memory/handle.ts';
import { heapRegion } from '../../memory/heap.ts';
import type { AnyLayout, Layout } from '../../memory/layout/layout.ts';
import { checkLayout, roundUp } from '../../memory/layout/limits.ts';
import { mismatchError } from '../../memory/layout/mismatch.ts';
import { Epoch } from '../epoch/epoch.ts';
import { notAnEpoch, stackFreed } from '../shared-error.ts';

/**
 * A stack that any number of threads push to and pop from without a lock: what is pushed last is popped first. Each call costs an atomic exchange of the top, again if another thread was faster; to pop also a pin of an epoch.
 *
 * ```ts
 * const stack = new TreiberStack(u32);
 * stack.push(7);
 * stack.pop(); // 7; undefined if it is empty
 * ```
 *
 * | word      | meaning                                     | who changes it                                       |
 * |-----------|---------------------------------------------|------------------------------------------------------|
 * | the top   | the address of the node on top, or 0        | `push`: to its own node; `pop`: to the node below it |
 *
 * A node is the address of the one below and a value, and neither changes after it was pushed. A thread that is about to pop has read the node below the top: if the top were popped meanwhile, freed, and pushed again as
 * another node at the same address, the exchange would succeed and put a node in place that is none any more (the ABA problem). So popped nodes are retired, not freed, and no address comes again while a thread is pinned
 * that has seen it. R. Treiber, *Systems programming: coping with parallelism* (1986); the epochs are K. Fraser's.
 *
 * A thread that dies in the middle of a call has done it or not; at worst the memory of one node is lost.
 */
export class TreiberStack<V = unknown, W = V> extends Handle {
  readonly layout: Layout<V, W>;
  /** What frees its nodes: stacks may share one. */
  readonly epoch: Epoch;
  readonly #valueOffset: number;
  #top: number;
  readonly #ownsEpoch: boolean;

  /** An empty one, in the heap. Without an epoch, it makes one of its own. */
  constructor(layout: Layout<V, W>, options?: { readonly epoch?: Epoch });
  /** @internal */
  constructor(layout: Layout<V, W>, options: { readonly epoch: Epoch }, top: number, ownsEpoch: boolean);
  constructor(layout: Layout<V, W>, { epoch }: { readonly epoch?: Epoch } = {}, top?: number, ownsEpoch = epoch === undefined) {
    super();
    checkLayout('TreiberStack(layout)', layout);
    if (epoch !== undefined && !(epoch instanceof Epoch)) throw notAnEpoch(epoch);
    this.layout = layout;
    this.#valueOffset = roundUp(NODE_HEAD_BYTES, layout.alignment);
    this.epoch = epoch ?? new Epoch();
    this.#ownsEpoch = ownsEpoch;
    this.#top = top ?? allocateAligned(TOP_BYTES, TOP_BYTES);
    if (top === undefined) heapRegion().ops.store32(this.#top, 0, 'relaxed');
  }

  get kind(): 'TreiberStack' {
    return 'TreiberStack';
  }

  /** The byte offset of its top in the heap. */
  get address(): number {
    return this.#top;
  }

  /** Whether there was nothing on it. Out of date as soon as it is known. */
  get isEmpty(): boolean {
    return heapRegion().ops.load32(this.#live('isEmpty'), 'relaxed') === 0;
  }

  /** @throws {MemoryError} if the value is none of the layout, with nothing pushed */
  push(value: V | W): void {
    const top = this.#live('push()');
    const { layout } = this;
    const wrong = layout.mismatch(value);
    if (wrong !== undefined) throw mismatchError(layout.name, wrong);
    const node = allocateAligned(this.#valueOffset + layout.byteLength, Math.max(NODE_ALIGNMENT, layout.alignment));
    const heap = heapRegion();
    layout.put(heap, node + this.#valueOffset, value);
    for (let below = heap.ops.load32(top, 'relaxed'); ;) {
      heap.i32[node >>> 2] = below;
      const found = heap.ops.cas32(top, below, node, 'release', 'relaxed'); // pairs with the acquire of pop: the node is whole
      if (found === below) return;
      below = found;
    }
  }

  /** What was pushed last, by copy; undefined if there is nothing. */
  pop(): V | undefined {
    const top = this.#live('pop()');
    return this.epoch.withPin((pin) => {
      const heap = heapRegion();
      for (let node = heap.ops.load32(top, 'acquire'); node !== 0;) {
        heap.check(node, NODE_HEAD_BYTES, NODE_ALIGNMENT, 'node of a TreiberStack');
        const below = heap.i32[node >>> 2]!;
        // relaxed on success: the node below was published by its own push, whose release sequence this exchange goes on
        const found = heap.ops.cas32(top, node, below, 'relaxed', 'acquire');
        if (found === node) {
          const value = this.layout.read(heap, node + this.#valueOffset);
          pin.retire(node);
          return value;
        }
        node = found;
      }
      return undefined;
    });
  }

  /** Gives its memory back, and the values that are on it. No thread may use it afterwards. The epoch too, unless it was given. */
  free(): void {
    const top = this.#live('free()');
    while (this.pop() !== undefined);
    if (this.#ownsEpoch) this.epoch.free();
    free(top);
    this.#top = 0;
  }

  /** @internal What another thread needs to make a handle for it. */
  get parts(): readonly [layout: Layout<V, W>, epoch: Epoch, top: number, ownsEpoch: boolean] {
    return [this.layout, this.epoch, this.#live('send'), this.#ownsEpoch];
  }

  #live(call: string): number {
    if (this.#top === 0) throw stackFreed(call);
    return this.#top;
  }
}

/** The top has a cache line of its own. */
const TOP_BYTES = 128;
/** The address of the node below; then the value. */
const NODE_HEAD_BYTES = 4;
const NODE_ALIGNMENT = 16;

registerHandle<TreiberStack>({
  tag: 'lockwright.TreiberStack',
  moduleUrl: import.meta.url,
  class: TreiberStack,
  write(stack, writer) {
    const [layout, epoch, top, ownsEpoch] = stack.parts;
    writer.u32(top);
    writer.u32(ownsEpoch ? 1 : 0);
    writer.value(layout);
    writer.value(epoch);
  },
  read(reader) {
    const top = reader.u32();
    const ownsEpoch = reader.u32() === 1;
    return new TreiberStack(reader.value() as AnyLayout, { epoch: reader.value() as Epoch }, top, ownsEpoch);
  },
});
