import { realm } from '../realm/realm.ts';
import type { CheckedHooks, WordDescription } from '../realm/checked.ts';
import { allocateAligned, free, zeroFill } from '../memory/allocate.ts';
import { Handle } from '../memory/handle.ts';
import { heapRegion } from '../memory/heap.ts';
import type { Region } from '../memory/region.ts';
import '../memory/settle-held.ts';
import * as errors from './lock-errors.ts';
import { placeIn, type Where } from './lock-options.ts';
import { refuseInUse } from './refuse-in-use.ts';

/** What words take, and what their address must be a multiple of. */
export interface Extent {
  readonly bytes: number;
  readonly alignment: number;
}

/** What reports of the checker call a word, by its byte offset. */
export type DescribedWord = readonly [offset: number, description: WordDescription];

/**
 * Some words of shared memory that are one thing, in the heap or in memory of the user's own; all zero is new. A few comparisons more than an address.
 */
export abstract class PlacedWords extends Handle {
  readonly region: Region;
  #address: number;

  /** What errors call it. */
  abstract readonly kind: string;

  constructor(what: string, { bytes, alignment }: Extent, where: Where | undefined, words: readonly DescribedWord[]) {
    super();
    const place = placeIn(what, where);
    const heap = heapRegion(); // threads name themselves by their blocks there, wherever the words lie
    if (place === undefined) {
      this.region = heap;
      this.#address = allocateAligned(bytes, alignment);
      zeroFill(heap, this.#address, bytes);
    } else {
      place.region.check(place.address, bytes, alignment, what);
      if (place.address === 0 && place.region === heap) throw errors.nullAddress(what);
      this.region = place.region;
      this.#address = place.address;
    }
    if (realm.checked !== undefined) this.#describe(realm.checked, what, words, where?.name);
  }

  /** Tells a checked run what the words are, for its reports. */
  #describe(checked: CheckedHooks, what: string, words: readonly DescribedWord[], name: string = what): void {
    for (const [offset, word] of words) {
      checked.describe(this.region.memory, this.#address + offset, { ...word, name: `${name}${word.name?.slice(what.length) ?? ''}` });
    }
  }

  /** The byte offset of its words in its memory. */
  get address(): number {
    return this.#address;
  }

  /** @internal The address, of what was not freed. */
  get liveAddress(): number {
    const address = this.#address;
    if (address === 0 && this.region === heapRegion()) throw errors.freed(this);
    return address;
  }

  /**
   * Gives its memory in the heap back. No thread may use any handle for it afterwards; this one refuses from here on. Join the threads that use it first:
   * one that was terminated in the middle of a call is using it until its end is known.
   *
   * @throws {LockError} `STILL_HELD`
   * @throws {MemoryError} `DOUBLE_FREE`; `NOT_ALLOCATED` in memory of your own, or inside of a larger block
   */
  free(): void {
    if (this.region !== heapRegion()) throw errors.notInHeap(this);
    if (this.#address !== 0) refuseInUse(this, this.use, this.promisesAt);
    this.giveMemoryBack();
  }

  /** @internal How its words say that it is in use, if they do: `while …`. */
  protected get use(): string | undefined {
    return undefined;
  }

  /** @internal The word on which promises sleep. */
  protected get promisesAt(): number {
    return this.#address;
  }

  /** @internal {@link free}, whatever its words say. */
  protected giveMemoryBack(): void {
    if (this.#address === 0) throw errors.freedTwice(this);
    free(this.#address);
    this.#address = 0;
  }
}
