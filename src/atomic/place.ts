import { allocate, free } from '../memory/allocate.ts';
import { heapRegion } from '../memory/heap.ts';
import { describe } from '../memory/layout/mismatch.ts';
import { type Region, regionOf } from '../memory/region.ts';
import { LockwrightError, MemoryError } from '../realm/errors.ts';
import { realm, type SharedMemory } from '../realm/realm.ts';

/** Where the word of an atomic lies. Made here only; costs nothing where the compiler sees both ends. */
export class Place {
  readonly region: Region;
  readonly address: number;

  constructor(region: Region, address: number) {
    this.region = region;
    this.address = address;
  }
}

/** A place in the user's own memory. About 3 ns after the first for that memory. */
export function placeAt(memory: SharedMemory | Region, byteOffset: number, byteLength: number, what: string): Place {
  const region = regionOf(memory, what);
  region.check(byteOffset, byteLength, byteLength, what);
  return new Place(region, byteOffset);
}

/** The place that a constructor was given by `at`, or if none a new word of the heap. */
export function placeOrNew(place: Place | undefined, byteLength: number, what: string): Place {
  const found = place === undefined ? new Place(heapRegion(), allocate(byteLength)) : place;
  if (found instanceof Place) {
    realm.checked?.describe(found.region.memory, found.address, { name: what });
    return found;
  }
  throw new LockwrightError(
    'WRONG_TYPE',
    `new ${what}(initial): takes one argument, but the second is ${describe(place)}. To place it in memory of your own: ${what}.at(memory, byteOffset)`,
  );
}

/**
 * The address of a handle whose memory was freed through it: near the end of what a 32-bit address reaches, where no heap comes to lie, so that
 * the engine refuses an access without a test of ours.
 */
const FREED = -8;

/** The address, if it is not {@link FREED}. */
export function liveAddress(address: number, what: string): number {
  if (address === FREED) throw new MemoryError('FREED', `${what}: its memory was freed through this handle, so it lies nowhere any more`);
  return address;
}

/** Frees what {@link placeOrNew} allocated; returns the address that the handle has from now on. */
export function freeWord(region: Region, address: number, what: string): number {
  if (address === FREED) throw new MemoryError('DOUBLE_FREE', `${what}.free: the memory was freed through this handle before`);
  if (region !== heapRegion()) {
    throw new MemoryError(
      'NOT_ALLOCATED',
      `${what}.free: it lies at byte offset ${address} of memory of your own, which did not come from the heap. There is nothing to free`,
    );
  }
  free(address);
  return FREED;
}
