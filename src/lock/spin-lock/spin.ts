import { realm } from '../../realm/realm.ts';
import { isMine, sleepOn, takeOwnerWord } from '../../memory/owner-word.ts';
import type { Region } from '../../memory/region.ts';
import * as errors from '../lock-errors.ts';
import type { SpinLock } from './spin-lock.ts';

/**
 * The most pauses between two looks. Each look fetches the cache line from the owner, so waiters look ever less often; beyond about a microsecond that saves
 * nothing, and the lock stays free unseen. A guess, as the 64 of crossbeam's Backoff is.
 */
const MOST_PAUSES = 64;

/** After so many looks, about 100 µs, the owner has most likely lost its processor, maybe to this very thread. */
const LOOKS = 100;

/** How long this thread then makes way for others, again and again. As short as timers allow, since nobody wakes it. */
const NAP_MS = 0.1;

/** The slow path of a spin lock: waits until this thread has the lock, or `deadline` has passed. Returns whether it has it. */
export function spin(lock: SpinLock<any, any>, call: string, deadline: number): boolean {
  const { region, address } = lock;
  const { ops } = region;
  let pauses = 1;
  let looks = realm.availableParallelism() > 1 ? 0 : LOOKS; // on one processor the owner cannot run while this thread spins
  for (;;) {
    // Test, then test-and-set: a load shares the cache line among all who wait, while each vain exchange would take it away from the owner.
    const word = ops.load32(address, 'relaxed');
    if (word === 0) {
      if (takeOwnerWord(region, address) === 0) return true;
      continue;
    }
    errors.refusePoisonedOrFreed(lock, word);
    if (isMine(region, address, word)) throw errors.selfDeadlock(lock);
    if (realm.now() >= deadline) return false;
    if (looks < LOOKS) {
      looks++;
      for (let i = 0; i < pauses; i++) realm.pause();
      pauses = Math.min(2 * pauses, MOST_PAUSES);
    } else {
      if (!realm.canBlock()) throw errors.cannotBlock(lock, call, 'await lockAsync(), or tryLock()');
      nap(region, address, word);
    }
  }
}

function nap(region: Region, address: number, word: number): void {
  // To a checker a nap is a look like any other: one that sleeps until a time has passed would only be one more way to get to the same.
  if (realm.checked !== undefined) return realm.pause();
  // A sleep with an end, on the word only so that it ends at once if the word has changed already, or is poisoned.
  sleepOn(region, address, word, NAP_MS);
}
