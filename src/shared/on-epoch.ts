import { allocateAligned, free, zeroFill } from '../memory/allocate.ts';
import * as heap from '../memory/heap.ts';
import type { Layout } from '../memory/layout/layout.ts';
import { checkLayout, roundUp } from '../memory/layout/limits.ts';
import { mismatchError } from '../memory/layout/mismatch.ts';
import { giveName, type LockOptions, type Place } from '../lock/lock-options.ts';
import { type DescribedWord, PlacedWords } from '../lock/placed-words.ts';
import { Epoch } from './epoch/epoch.ts';
import { notAnEpoch, notMade } from './shared-error.ts';

// V8 folds a module's own constants into the code, but loads an imported one at each use and checks it.
const { heapRegion } = heap;

/** Blocks are aligned to this at least. */
const BLOCK_ALIGNMENT = 16;
/** The word that has the address of the epoch. */
export const EPOCH_BYTES = 4;
export const WORD_ALIGNMENT = 4;
/** Beside the address of the epoch: others stand on it too, so that it does not end with this structure. */
const IS_GIVEN = 1;

/** What can be said of a structure where it is made. */
export interface StructureOptions extends LockOptions {
  /** An epoch that several structures share: each thread tells of its pins once for all of them. Without one it has its own. */
  readonly epoch?: Epoch | undefined;
}

/** Where the words of a structure lie; `isNew` if they are to become one. */
export interface StructurePlace extends Place, StructureOptions {
  readonly isNew?: boolean;
}

/** The last argument of the constructors: options, or a place, which is internal. */
export type StructureWhere = StructurePlace | StructureOptions;

/** Whether a structure is to be made, in the heap if no place is given. */
export function isNew(where: StructureWhere | undefined): boolean {
  return where === undefined || !('region' in where) || where.isNew === true;
}

/**
 * Words that lead to blocks of the heap with a value each, which threads read while others take them out: an epoch, whose address the last word has, says when they can be freed. Making a block costs an allocation and
 * the value.
 *
 * What a look at a word must be is said there, not here. An order that only the epoch needs is none of theirs: a pin is a fence, and so is the look at the epoch of who retires.
 *
 * A block is `linkBytes` of words of the structure, then the value at the next address that suits its layout. It is written before others can reach it, and the value is not changed any more.
 */
export abstract class OnEpoch<V, W> extends PlacedWords {
  /** How a value lies in memory. */
  readonly layout: Layout<V, W>;
  /** @internal */
  readonly epoch: Epoch;
  /** @internal From the start of a block to its value. */
  readonly valueOffset: number;
  readonly #blockBytes: number;
  readonly #ownsEpoch: boolean;

  constructor(
    what: string,
    layout: Layout<V, W>,
    { ownBytes, linkBytes }: { readonly ownBytes: number; readonly linkBytes: number },
    where: StructureWhere | undefined,
    words: readonly DescribedWord[],
  ) {
    checkLayout(`${what}(layout)`, layout);
    const given = where?.epoch;
    if (given !== undefined && !(given instanceof Epoch)) throw notAnEpoch(what, given);
    super(what, { bytes: ownBytes + EPOCH_BYTES, alignment: WORD_ALIGNMENT }, where, words);
    if (where?.name !== undefined) giveName(this, where.name);
    this.layout = layout;
    const word = this.address + ownBytes;
    if (isNew(where)) {
      zeroFill(this.region, this.address, ownBytes);
      this.epoch = given ?? new Epoch();
      this.#ownsEpoch = given === undefined;
      this.region.ops.store32(word, this.epoch.address | (given === undefined ? 0 : IS_GIVEN), 'release');
    } else {
      const found = this.region.ops.load32(word, 'acquire');
      if (found === 0) throw notMade(this);
      this.epoch = Epoch.at(heapRegion(), found & ~IS_GIVEN);
      this.#ownsEpoch = (found & IS_GIVEN) === 0;
    }
    if (this.#ownsEpoch) this.epoch.of = this;
    this.valueOffset = roundUp(linkBytes, layout.alignment);
    this.#blockBytes = this.valueOffset + layout.byteLength;
  }

  /** @internal A block with that value, and with whatever the last owner left in its links. Throws, with nothing made, if the value is not one of the layout. */
  newBlock(value: V | W): number {
    const { layout } = this;
    const wrong = layout.mismatch(value);
    if (wrong !== undefined) throw mismatchError(layout.name, wrong);
    const block = this.newEmptyBlock();
    layout.put(heapRegion(), block + this.valueOffset, value);
    return block;
  }

  /** @internal A block without a value. */
  newEmptyBlock(): number {
    return allocateAligned(this.#blockBytes, Math.max(BLOCK_ALIGNMENT, this.layout.alignment));
  }

  /** @internal Brings the views up to date, if the block lies in pages that another thread added. */
  reach(block: number): void {
    heapRegion().check(block, this.#blockBytes, BLOCK_ALIGNMENT, 'a block of a structure');
  }

  /** @internal A copy of the value of a block. */
  valueIn(block: number): V {
    return this.layout.readUnchecked(heapRegion(), block + this.valueOffset);
  }

  /** @internal Frees each of those blocks at once, and the epoch with all that was retired if it is its own: for the end of the structure. */
  freeAll(blocks: Iterable<number>): void {
    for (const block of blocks) free(block);
    if (this.#ownsEpoch) this.epoch.free();
  }
}
