import type { SharedMemory } from '../../realm/realm.ts';
import { heapRegion } from '../../memory/heap.ts';
import type { AnyLayout, CellKind, Layout, ValueOf, ViewOf } from '../../memory/layout/layout.ts';
import { checkLayout } from '../../memory/layout/limits.ts';
import { MemoryError } from '../../realm/errors.ts';
import type { Region } from '../../memory/region.ts';
import { scratchRegion } from '../../memory/scratch.ts';
import { mismatchError } from '../../memory/layout/mismatch.ts';
import { nameOf } from '../../lock/lock-errors.ts';
import { placeAt } from '../../lock/owned-lock.ts';
import type { DescribedWord } from '../../lock/placed-words.ts';
import { LinkedMap } from '../linked-map/linked-map.ts';
import { EPOCH_BYTES, isNew, type StructureOptions, type StructurePlace, type StructureWhere, WORD_ALIGNMENT } from '../on-epoch.ts';

const OWN_BYTES = 4;
const WORDS: readonly DescribedWord[] = [[0, { name: 'HarrisList' }]];
/** Each use is over before another thread of a checked run can come. */
const scratch = scratchRegion(8);
const NUMBERS: readonly (CellKind | undefined)[] = ['i8', 'u8', 'i16', 'u16', 'i32', 'u32', 'i64', 'u64', 'f32', 'f64'];

/**
 * An ordered map of numbers to values without a lock: any number of threads look keys up, put them in and take them out at once. Each call costs a pin and a load or three for each key that is
 * less than its own: for some hundreds of keys; a {@link HashMap} finds one among many.
 *
 * ```ts
 * const timers = new HarrisList(f64, u32);
 * timers.set(17.5, 1);
 * timers.get(17.5); // 1
 * [...timers.entries()]; // in order
 * timers.delete(17.5); // 1: what was there
 * ```
 *
 * Its word leads to a node that stands before all keys; see {@link LinkedMap} for the rest, the table of `linked-map/linked-map.ts` for what links say, and for what happens when a thread ends in the middle.
 */
export class HarrisList<K extends number | bigint, V, W = V> extends LinkedMap<K, V, W, K> {
  static readonly byteLength: number = OWN_BYTES + EPOCH_BYTES;
  static readonly alignment: number = WORD_ALIGNMENT;

  /** Makes an empty one at `byteOffset` of your own memory. Its nodes are in the heap. Other threads get it as an argument, or by {@link at}. */
  static create<K extends number | bigint, V, W = V>(
    memory: SharedMemory | Region,
    byteOffset: number,
    keys: Layout<K, any>,
    values: Layout<V, W>,
    options: StructureOptions = {},
  ): HarrisList<K, V, W> {
    return new HarrisList<K, V, W>(keys, values, { ...options, ...placeAt('HarrisList', memory, byteOffset), isNew: true });
  }

  /** A handle for the one at `byteOffset` of your own memory, which was made there by {@link create}. */
  static at<K extends number | bigint, V, W = V>(
    memory: SharedMemory | Region,
    byteOffset: number,
    keys: Layout<K, any>,
    values: Layout<V, W>,
  ): HarrisList<K, V, W> {
    return new HarrisList<K, V, W>(keys, values, placeAt('HarrisList', memory, byteOffset));
  }

  /**
   * An empty one in the heap.
   *
   * @param keys a layout of numbers, such as `u32` or `f64`
   * @throws {MemoryError} `BAD_LAYOUT` for other keys
   */
  constructor(keys: Layout<K, any>, values: Layout<V, W>, options?: StructureOptions);
  /** @internal */
  constructor(keys: Layout<K, any>, values: Layout<V, W>, place: StructurePlace);
  constructor(keys: Layout<K, any>, values: Layout<V, W>, where?: StructureWhere) {
    checkNumbers(keys);
    super('HarrisList', keys, values, OWN_BYTES, where, WORDS);
    if (isNew(where)) this.#initialise();
  }

  get kind(): 'HarrisList' {
    return 'HarrisList';
  }

  /** The value of a key: undefined if it is not there. Writes nothing that other threads read, but the pin. */
  get(key: K): V | undefined {
    const stored = this.#stored(key);
    this.epoch.enter();
    try {
      const block = this.look(this.#start(), stored);
      return block === 0 ? undefined : this.valueIn(block);
    } finally {
      this.epoch.unpin();
    }
  }

  /** Whether the key is there. */
  has(key: K): boolean {
    const stored = this.#stored(key);
    return this.epoch.during(() => this.look(this.#start(), stored) !== 0);
  }

  /** Gives a key that value; returns whether the key is new. Throws, and changes nothing, if one is not of its layout. */
  set(key: K, value: V | W): boolean {
    const stored = this.#stored(key);
    this.epoch.enter();
    try {
      return this.put(this.#start(), stored, value);
    } finally {
      this.epoch.unpin();
    }
  }

  /** Takes a key out; returns its value, or undefined if it was not there. */
  delete(key: K): V | undefined {
    const stored = this.#stored(key);
    this.epoch.enter();
    try {
      return this.take(this.#start(), stored);
    } finally {
      this.epoch.unpin();
    }
  }

  /** All keys with their values, in order. What other threads put in or take out meanwhile may be among them or not. */
  entries(): [K, V][] {
    return this.epoch.during(() => Array.from(this.nodesFrom(this.#start()), ([node, block]) => [this.#keyOf(node), this.valueIn(block)]));
  }

  /** Gives its memory back, and that of what is in it. No thread may use it any more. */
  override free(): void {
    this.freeAll(this.blocksFrom(this.#start()));
    super.free();
  }

  /** @internal */
  override compare(node: number, key: K): number {
    const other = this.#keyOf(node);
    return other < key ? -1 : other > key ? 1 : 0;
  }

  /** @internal */
  override orderOf(): number {
    return 0;
  }

  /** @internal */
  override writeKey(node: number, key: K): void {
    this.keys.put(heapRegion(), node + this.keyOffset, key);
  }

  #keyOf(node: number): K {
    return this.keys.readUnchecked(heapRegion(), node + this.keyOffset);
  }

  /** The key as the layout stores it: an f32 has fewer digits. */
  #stored(key: K): K {
    const wrong = this.keys.mismatch(key);
    if (wrong !== undefined) throw mismatchError(this.keys.name, wrong);
    if (Number.isNaN(key)) throw new MemoryError('WRONG_TYPE', `${nameOf(this)}: the key is NaN, which stands in no order`);
    this.keys.put(scratch, 0, key);
    return this.keys.readUnchecked(scratch, 0);
  }

  #start(): number {
    return this.region.ops.load32(this.liveAddress, 'acquire');
  }

  #initialise(): void {
    this.region.ops.store32(this.liveAddress, this.newNode(0, 0), 'release');
  }
}

function checkNumbers(keys: AnyLayout): void {
  checkLayout('HarrisList(keys, values)', keys);
  if (NUMBERS.includes(keys.cell)) return;
  throw new MemoryError(
    'BAD_LAYOUT',
    `HarrisList(keys, values): keys are in order, so expected a layout of numbers, such as u32 or f64, but found ${keys.name}`,
  );
}

/** The type of a list with those layouts. */
export type HarrisListOf<K extends Layout<number, any> | Layout<bigint, any>, L extends AnyLayout> = HarrisList<
  ValueOf<K>,
  ValueOf<L>,
  ViewOf<L>
>;
