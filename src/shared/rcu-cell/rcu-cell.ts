import type { SharedMemory } from '../../realm/realm.ts';
import { free } from '../../memory/allocate.ts';
import { heapRegion } from '../../memory/heap.ts';
import type { AnyLayout, Layout, ValueOf, ViewOf } from '../../memory/layout/layout.ts';
import type { Region } from '../../memory/region.ts';
import { checkFunction } from '../../lock/lock-errors.ts';
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

const OWN_BYTES = 4;
const LINK_BYTES = 0;
const WORDS: readonly DescribedWord[] = [[0, { name: 'RcuCell', meaning: (word) => (word === 0 ? 'no value' : `version ${word}`) }]];

/**
 * A value that is read far more often than it is replaced: readers never wait and write to no word that others read, a writer makes a new version beside the old one and exchanges the two. Reading
 * costs a pin and the reading, writing an allocation and a copy of the value.
 *
 * ```ts
 * const config = new RcuCell(struct({ limit: u32, verbose: bool }), { limit: 10, verbose: false });
 *
 * config.read().limit; // a copy
 * config.withRead((version) => version.limit); // without one
 * config.update((old) => ({ ...old, limit: old.limit + 1 })); // no other update is lost
 * ```
 *
 * | word    | meaning                               | who changes it                                                   |
 * |---------|---------------------------------------|------------------------------------------------------------------|
 * | version | the block with the value as it is     | `write`, and `update` if it is still the one that it began with  |
 *
 * Readers may see the last version for as long as they read, though a new one is there; no version changes. The old ones are freed when no reader can have them: see {@link Epoch}. For
 * small values that are often written, a `SeqLock` needs no allocation.
 *
 * **Death.** A reader or writer that ends in the middle leaves the value as it was, or as it was to be.
 *
 * P. E. McKenney and J. D. Slingwine, *Read-copy update: using execution history to solve concurrency problems* (1998).
 */
export class RcuCell<V, W = V> extends OnEpoch<V, W> {
  static readonly byteLength: number = OWN_BYTES + EPOCH_BYTES;
  static readonly alignment: number = WORD_ALIGNMENT;

  /** Makes one at `byteOffset` of your own memory. Its versions are in the heap. Other threads get it as an argument, or by {@link at}. */
  static create<V, W = V>(
    memory: SharedMemory | Region,
    byteOffset: number,
    layout: Layout<V, W>,
    initial: V | W,
    options: StructureOptions = {},
  ): RcuCell<V, W> {
    return new RcuCell<V, W>(layout, initial, { ...options, ...placeAt('RcuCell', memory, byteOffset), isNew: true });
  }

  /** A handle for the one at `byteOffset` of your own memory, which was made there by {@link create}. */
  static at<V, W = V>(memory: SharedMemory | Region, byteOffset: number, layout: Layout<V, W>): RcuCell<V, W> {
    return new RcuCell<V, W>(layout, undefined, placeAt('RcuCell', memory, byteOffset));
  }

  /** One in the heap, with a first value. */
  constructor(layout: Layout<V, W>, initial: V | W, options?: StructureOptions);
  /** @internal */
  constructor(layout: Layout<V, W>, initial: V | W | undefined, place: StructurePlace);
  constructor(layout: Layout<V, W>, initial?: V | W, where?: StructureWhere) {
    super('RcuCell', layout, { ownBytes: OWN_BYTES, linkBytes: LINK_BYTES }, where, WORDS);
    if (!isNew(where)) return;
    try {
      this.#initialise(initial as V | W);
    } catch (error) {
      this.freeAll([]);
      if (where === undefined || !('region' in where)) super.free();
      throw error;
    }
  }

  get kind(): 'RcuCell' {
    return 'RcuCell';
  }

  /** A plain copy of the value. Never waits. */
  read(): V {
    return this.epoch.during(() => this.valueIn(this.#version()));
  }

  /** Calls `body` with the value where it lies, without a copy: for large ones. What `body` gets is good until it returns, and must not be written; versions that are replaced meanwhile are kept. */
  withRead<R>(body: (version: W) => R): R {
    checkFunction('RcuCell.withRead', body);
    return this.epoch.during(() => body(this.layout.getUnchecked(heapRegion(), this.#version() + this.valueOffset)));
  }

  /** Replaces the value, whatever it is. Throws, and changes nothing, if it is not one of the layout. */
  write(value: V | W): void {
    const block = this.newBlock(value);
    // release: pairs with the acquire of who finds the version, and so its value
    const old = this.region.ops.exchange32(this.liveAddress, block, 'release');
    if (old !== 0) this.epoch.retire(old);
  }

  /** Replaces the value by what `change` makes of a copy of it, and returns that. If another thread replaces it meanwhile, `change` is called again. */
  update(change: (old: V) => V | W): V | W {
    checkFunction('RcuCell.update', change);
    const { epoch, region, liveAddress } = this;
    // Pinned all the time: the old version is not freed, and so its address is not used again.
    return epoch.during(() => {
      for (let old = this.#version(); ;) {
        const value = change(this.valueIn(old));
        const block = this.newBlock(value);
        const found = region.ops.cas32(liveAddress, old, block, 'release', 'acquire');
        if (found === old) {
          epoch.retire(old);
          return value;
        }
        free(block);
        old = found;
        this.reach(old);
      }
    });
  }

  /** Gives its memory back, and that of its value. No thread may use it any more. */
  override free(): void {
    const version = this.region.ops.load32(this.liveAddress, 'acquire');
    this.freeAll(version === 0 ? [] : [version]);
    super.free();
  }

  #initialise(initial: V | W): void {
    this.region.ops.store32(this.liveAddress, this.newBlock(initial), 'release');
  }

  #version(): number {
    const version = this.region.ops.load32(this.liveAddress, 'acquire'); // pairs with the release of who made it the value
    this.reach(version);
    return version;
  }
}

/** The type of a cell whose value has that layout: `function read(config: RcuCellOf<typeof Config>)`. */
export type RcuCellOf<L extends AnyLayout> = RcuCell<ValueOf<L>, ViewOf<L>>;
