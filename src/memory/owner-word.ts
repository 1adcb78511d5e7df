import { LIST_SLOW } from '../realm/ops.ts';
import { current } from '../realm/realm.ts';
import { dropHeld, HELD_OWNER_WORD, kindWord, makeRoomForHeld, notePending, pushHeld } from './held-list.ts';
import { HEAP_REGION, heapRegion } from './heap.ts';
import type { Region } from './region.ts';
import { WAIT_ADDRESS, WAIT_REGION } from './thread-block.ts';

/**
 * An owner word: the state of a lock that one thread at a time holds. The address of the holder's block is the owner, with flags in the low bits.
 *
 * | value                | meaning                                             | who may change it                  |
 * |----------------------|-----------------------------------------------------|------------------------------------|
 * | 0                    | free                                                | anyone, by taking it               |
 * | owner                | held, nobody waits                                  | the owner; waiters add flags       |
 * | owner + CONTENDED    | held, threads may be asleep on this word            | the owner                          |
 * | owner + ASYNC        | held, promises may wait on the second word          | the owner                          |
 * | POISONED             | free, but its owner died while it held it           | whoever clears the poison          |
 *
 * The word is followed by a second one (`+4`), a count that goes up whenever promises are to look again. Promises never sleep on the first word: a
 * wake-up of one that went to the promise of a busy or dead thread would strand a blocked one.
 */
export const CONTENDED = 1;
export const ASYNC = 2;
export const POISONED = 4;
const FLAGS = 15;

/** Both words. */
export const OWNER_WORD_BYTES = 8;
/** Where the second word is. */
export const ASYNC_COUNT = 4;

/** The block of the thread that a word names, 0 if none. */
export function ownerOf(word: number): number {
  return word & ~FLAGS;
}

/**
 * Takes the word if it is 0. Returns 0 if taken, else the word found.
 *
 * The `acquire` of the exchange pairs with the `release` of {@link giveOwnerWord}: what the last holder wrote is visible to this one.
 */
export function takeOwnerWord(region: Region, p: number): number {
  if (region.id !== HEAP_REGION) return takeAs(region, p, current.block);
  const found = region.ops.takeOwnerWord(p, current.block, HELD_OWNER_WORD);
  return found === LIST_SLOW ? takeWithRoom(region, p) : found;
}

function takeWithRoom(region: Region, p: number): number {
  makeRoomForHeld();
  return region.ops.takeOwnerWord(p, current.block, HELD_OWNER_WORD);
}

/** Takes a word that is 0, leaving `mine`: this thread's block and flags. Returns 0 if taken, else the word found. */
export function takeAs(region: Region, p: number, mine: number): number {
  const kind = kindWord(region, HELD_OWNER_WORD);
  notePending(p, kind);
  const found = region.ops.cas32(p, 0, mine, 'acquire', 'relaxed');
  if (found === 0) pushHeld(p, kind);
  return found;
}

/** Gives the word back if it is exactly this thread's block, without flags. Returns 0 if given back, else the word found, unchanged. */
export function giveOwnerWord(region: Region, p: number): number {
  if (region.id === HEAP_REGION) {
    const found = region.ops.giveOwnerWord(p, current.block);
    if (found !== LIST_SLOW) return found;
  } else {
    const found = region.ops.cas32(p, current.block, 0, 'release', 'relaxed');
    if (found !== current.block) return found;
  }
  dropHeld(p, kindWord(region, HELD_OWNER_WORD));
  return 0;
}

/** Gives back a word that this thread holds, whatever its flags, leaving `replacement`; returns the word as it was. */
export function releaseOwnerWord(region: Region, p: number, replacement: number): number {
  const word = region.ops.exchange32(p, replacement, 'release');
  dropHeld(p, kindWord(region, HELD_OWNER_WORD));
  return word;
}

/** Lets every promise that waits on the second word look again. */
export function wakePromises(region: Region, p: number): void {
  region.ops.add32(p + ASYNC_COUNT, 1, 'release');
  region.ops.notify(p + ASYNC_COUNT, Infinity);
}

/** Poisons the word if the thread with `block` holds it, and wakes all who wait, to be told. Returns whether it was held. */
export function poisonIfOwned(region: Region, p: number, block: number): boolean {
  for (let word = region.ops.load32(p, 'acquire'); ownerOf(word) === block; ) {
    const found = region.ops.cas32(p, word, POISONED, 'acqRel', 'acquire');
    if (found === word) {
      region.ops.notify(p, Infinity);
      wakePromises(region, p);
      return true;
    }
    word = found;
  }
  return false;
}

/**
 * Sleeps on a word, at most `ms`, noting where: if the thread dies after a wake-up that was meant for one thread only, the supervisor passes it on.
 */
export function sleepOn(region: Region, p: number, expected: number, ms: number): 'ok' | 'not-equal' | 'timed-out' {
  const block = current.block >>> 2;
  const { i32 } = heapRegion();
  i32[block + WAIT_REGION] = kindWord(region, 0);
  i32[block + WAIT_ADDRESS] = p;
  const result = region.ops.wait32(p, expected, ms);
  heapRegion().i32[block + WAIT_ADDRESS] = 0;
  return result;
}
