import { free } from '../../memory/allocate.ts';
import type { SharedMemory } from '../../realm/realm.ts';
import * as heap from '../../memory/heap.ts';
import type { AnyLayout, Layout, ValueOf, ViewOf } from '../../memory/layout/layout.ts';
import { roundUp } from '../../memory/layout/limits.ts';
import type { Region } from '../../memory/region.ts';
import { placeAt } from '../../lock/owned-lock.ts';
import type { DescribedWord } from '../../lock/placed-words.ts';
import { LinkedMap, ORDER } from '../linked-map/linked-map.ts';
import { EPOCH_BYTES, type StructureOptions, type StructurePlace, type StructureWhere, WORD_ALIGNMENT } from '../on-epoch.ts';
import * as buckets from './buckets.ts';
import { MOST_BUCKETS, segmentsOf, TABLE_BYTES } from './buckets.ts';
import { reverseBits } from './hash.ts';
import * as keyProbe from './key-probe.ts';
import { type KeyProbe, newKeyProbe, type Probe } from './key-probe.ts';

// V8 folds a module's own constants into the code, but loads an imported one at each use and checks it.
const { bucketWord } = buckets;
const { heapRegion } = heap;
const { checkKey, lookFor } = keyProbe;

const BUCKETS = 0;
const COUNT = 4;
const TABLE = 8;
const OWN_BYTES = TABLE + TABLE_BYTES;
/** All zero is a new map, so that the word has one less than the logarithm of the number of buckets: two. */
const FEWEST_BITS = 1;
/** So many keys in a bucket are looked through, on the average, before there are twice as many buckets. */
const KEYS_IN_BUCKET = 2;
const WORDS: readonly DescribedWord[] = [
  [BUCKETS, { name: 'HashMap.buckets', meaning: (word) => `${2 ** (word + FEWEST_BITS)} buckets` }],
  [COUNT, { name: 'HashMap.count' }],
];

/**
 * A map without a lock whose keys and values have layouts: any number of threads look up, put in and take out at once, also while it grows. A look costs a pin, a hash, and a load or three for each of
 * some two keys; putting in two allocations more.
 *
 * ```ts
 * const symbols = new HashMap(string(32), u32);
 * symbols.set('main', 7);
 * symbols.get('main'); // 7
 * symbols.delete('main'); // 7: what was there
 * ```
 *
 * Two keys are the same if their bytes are: 0 and -0 are two, and NaN is one.
 *
 * | word     | meaning                                                   | who changes it                                           |
 * |----------|-----------------------------------------------------------|----------------------------------------------------------|
 * | buckets  | how many buckets there are: 2^(1 + word)                  | who finds more than two keys for each: + 1               |
 * | count    | how many keys there are, about                            | who has put one in, or taken one out                     |
 * | table    | for each bucket a node before its keys: see buckets.ts    | who is the first to need it                              |
 *
 * **Growing without moving anything.** All keys are in one list (see {@link LinkedMap}), in the order of their hashes read backwards. A bucket is a place in that list: before the keys whose hashes
 * end in its number. With twice as many buckets each becomes two neighbours, and only a node at the beginning of the second one has to be put in, by whoever needs it first. A thread that has
 * not noticed that there are more begins at a node further ahead, and finds the same.
 *
 * O. Shalev and N. Shavit, *Split-ordered lists: lock-free extensible hash tables* (2006).
 */
export class HashMap<K, V, W = V> extends LinkedMap<K, V, W, Probe> {
  static readonly byteLength: number = OWN_BYTES + EPOCH_BYTES;
  static readonly alignment: number = WORD_ALIGNMENT;

  readonly #keyWords: number;
  /** Memory of this thread's own for a key. Whoever uses it takes it out, since the threads of a checked run share this handle. */
  #spare: KeyProbe | undefined;

  /** Makes an empty one at `byteOffset` of your own memory. Its nodes are in the heap. Other threads get it as an argument, or by {@link at}. */
  static create<K, V, W = V>(
    memory: SharedMemory | Region,
    byteOffset: number,
    keys: Layout<K, any>,
    values: Layout<V, W>,
    options: StructureOptions = {},
  ): HashMap<K, V, W> {
    return new HashMap<K, V, W>(keys, values, { ...options, ...placeAt('HashMap', memory, byteOffset), isNew: true });
  }

  /** A handle for the one at `byteOffset` of your own memory, which was made there by {@link create}. */
  static at<K, V, W = V>(memory: SharedMemory | Region, byteOffset: number, keys: Layout<K, any>, values: Layout<V, W>): HashMap<K, V, W> {
    return new HashMap<K, V, W>(keys, values, placeAt('HashMap', memory, byteOffset));
  }

  /** An empty one in the heap. */
  constructor(keys: Layout<K, any>, values: Layout<V, W>, options?: StructureOptions);
  /** @internal */
  constructor(keys: Layout<K, any>, values: Layout<V, W>, place: StructurePlace);
  constructor(keys: Layout<K, any>, values: Layout<V, W>, where?: StructureWhere) {
    super('HashMap', keys, values, OWN_BYTES, where, WORDS);
    this.#keyWords = roundUp(keys.byteLength, 4) / 4;
  }

  get kind(): 'HashMap' {
    return 'HashMap';
  }

  /** How many keys it has: out of date as soon as it is known, and too few or too many by those that threads were at when they ended. */
  get size(): number {
    return Math.max(0, this.region.ops.load32(this.liveAddress + COUNT, 'relaxed'));
  }

  /** The value of a key: undefined if it is not there. */
  get(key: K): V | undefined {
    const probe = this.#probeFor(key);
    this.epoch.enter();
    try {
      const block = this.look(this.#bucketOf(probe), probe);
      return block === 0 ? undefined : this.valueIn(block);
    } finally {
      this.#end(probe);
    }
  }

  /** Whether the key is there. */
  has(key: K): boolean {
    const probe = this.#probeFor(key);
    this.epoch.enter();
    try {
      return this.look(this.#bucketOf(probe), probe) !== 0;
    } finally {
      this.#end(probe);
    }
  }

  /** Gives a key that value; returns whether the key is new. Throws, and changes nothing, if one is not of its layout. */
  set(key: K, value: V | W): boolean {
    const probe = this.#probeFor(key);
    this.epoch.enter();
    try {
      const isNew = this.put(this.#bucketOf(probe), probe, value);
      if (isNew) this.#grow(this.region.ops.add32(this.liveAddress + COUNT, 1, 'relaxed') + 1);
      return isNew;
    } finally {
      this.#end(probe);
    }
  }

  /** Takes a key out; returns its value, or undefined if it was not there. */
  delete(key: K): V | undefined {
    const probe = this.#probeFor(key);
    this.epoch.enter();
    try {
      const value = this.take(this.#bucketOf(probe), probe);
      if (value !== undefined) this.region.ops.sub32(this.liveAddress + COUNT, 1, 'relaxed');
      return value;
    } finally {
      this.#end(probe);
    }
  }

  /** All keys with their values, in no order. What other threads put in or take out meanwhile may be among them or not. */
  entries(): [K, V][] {
    return this.epoch.during(() =>
      Array.from(this.nodesFrom(this.#bucket(0)), ([node, block]) => [
        this.keys.readUnchecked(heapRegion(), node + this.keyOffset),
        this.valueIn(block),
      ]),
    );
  }

  /** Gives its memory back, and that of what is in it. No thread may use it any more. */
  override free(): void {
    this.freeAll(this.blocksFrom(this.epoch.during(() => this.#bucket(0))));
    for (const segment of segmentsOf(this.region, this.liveAddress + TABLE)) free(segment);
    super.free();
  }

  /** @internal */
  override compare(node: number, { order, key }: Probe): number {
    const { i32 } = heapRegion();
    const other = i32[(node + ORDER) >>> 2]!;
    if (other !== order) return other >>> 0 < order >>> 0 ? -1 : 1;
    if (key === undefined) return 0;
    const at = (node + this.keyOffset) >>> 2;
    // Keys with the same hash stand in any order: go on to the last of them.
    for (let i = 0; i < this.#keyWords; i++) if (i32[at + i] !== key[i]) return -1;
    return 0;
  }

  /** @internal */
  override orderOf({ order }: Probe): number {
    return order;
  }

  /** @internal */
  override writeKey(node: number, { key }: Probe): void {
    const { i32 } = heapRegion();
    const at = (node + this.keyOffset) >>> 2;
    for (let i = 0; i < this.#keyWords; i++) i32[at + i] = key![i]!;
  }

  /** What to look for. Whoever has it gives it back by {@link #end}. */
  #probeFor(key: K): KeyProbe {
    checkKey(this.keys, key);
    const probe = this.#spare ?? newKeyProbe(this.#keyWords);
    this.#spare = undefined;
    lookFor(probe, this.keys, key, this.#keyWords);
    return probe;
  }

  #end(probe: KeyProbe): void {
    this.epoch.unpin();
    this.#spare = probe;
  }

  #bits(): number {
    return this.region.ops.load32(this.liveAddress + BUCKETS, 'relaxed') + FEWEST_BITS;
  }

  #bucketOf({ hash }: KeyProbe): number {
    return this.#bucket(hash & ((1 << this.#bits()) - 1));
  }

  /** The node before the keys of a bucket. Makes it if there is none. */
  #bucket(bucket: number): number {
    const word = bucketWord(this.region, this.liveAddress + TABLE, bucket);
    const { ops } = heapRegion();
    const known = ops.load32(word, 'acquire');
    if (known !== 0) return known;
    const order = reverseBits(bucket);
    const made = this.newNode(0, order);
    if (bucket === 0) {
      const found = ops.cas32(word, 0, made, 'acqRel', 'acquire');
      if (found !== 0) free(made);
      return found === 0 ? made : found;
    }
    // The bucket whose second half it is: without the highest bit.
    const node = this.putMark(this.#bucket(bucket ^ (1 << (31 - Math.clz32(bucket)))), { order, key: undefined }, made);
    ops.store32(word, node, 'release');
    return node;
  }

  #grow(count: number): void {
    const bits = this.#bits();
    const now = 1 << bits;
    if (count <= now * KEYS_IN_BUCKET || now >= MOST_BUCKETS) return;
    const word = bits - FEWEST_BITS;
    this.region.ops.cas32(this.liveAddress + BUCKETS, word, word + 1, 'relaxed', 'relaxed');
  }
}

/** The type of a map with those layouts: `function find(accounts: HashMapOf<typeof Name, typeof Account>)`. */
export type HashMapOf<K extends AnyLayout, L extends AnyLayout> = HashMap<ValueOf<K>, ValueOf<L>, ViewOf<L>>;
