import { ASYNC, CONTENDED, forgetOwnerWord, isMine, POISONED, wakePromises } from '../memory/owner-word.ts';
import { LIST_SLOW } from '../realm/ops.ts';
import type { Region } from '../memory/region.ts';
import { notOwner } from './lock-errors.ts';
import type { OwnedLock } from './owned-lock.ts';

/** The slow path of unlocking: the word is not just this thread's block, or not the last on its list. Either it has flags, and there is someone to wake, or this thread is not the owner. */
export function unlockContended(lock: OwnedLock<any, any>, found: number): void {
  if (found === LIST_SLOW) return forgetOwnerWord(lock.region, lock.address); // it is given back, but this thread took another lock since, which it still holds
  if (!isMine(lock.region, lock.address, found)) throw notOwner(lock, found);
  releaseSlowly(lock.region, lock.address, 0);
}

/**
 * Gives back an owner word that this thread holds and that may have flags, and wakes who waits. A microsecond or more if there is someone to wake.
 *
 * @param left what the word becomes: 0, or `POISONED`
 */
export function releaseSlowly(region: Region, p: number, left: 0 | typeof POISONED): void {
  const { ops } = region;
  // Reads the flags and clears them in one step: of a waiter that sets its flag in between, a load and a store would lose track, and it would sleep for
  // ever. `release` pairs with the `acquire` of the next take.
  const word = ops.exchange32(p, left, 'release');
  // One: a single thread can have the lock, and it takes the word with the flag set, so it will wake the next. All, if they are to be told of poison.
  if ((word & CONTENDED) !== 0) ops.notify(p, left === POISONED ? Infinity : 1);
  // All: promises of busy or dead threads do nothing with a wake-up, and nobody can tell which those are.
  if ((word & ASYNC) !== 0) wakePromises(region, p);
  // Last: should this thread die before here, the supervisor finds the word in its list and wakes them.
  forgetOwnerWord(region, p);
}
