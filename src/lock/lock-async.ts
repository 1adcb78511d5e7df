import { realm } from '../realm/realm.ts';
import { ASYNC, ASYNC_COUNT, isMine, takeOwnerWord } from '../memory/owner-word.ts';
import { isQueued, waitInQueue } from './async-queue.ts';
import type { Guard } from './guard.ts';
import * as errors from './lock-errors.ts';
import type { AsyncOptions, OwnedLock } from './owned-lock.ts';

/**
 * How often a promise that was told to look again looks at the word before it waits on, about 20 µs. Threads that lock and unlock in a loop leave the word
 * free for nanoseconds at a time, and waking up takes microseconds, so a single look would find it taken nearly always.
 */
const LOOKS = 1000;

/**
 * After each vain attempt it looks twice as long, up to 2^4 times: a third of a millisecond, in which this thread's other tasks wait. Two threads on two
 * processors that held a lock for a tenth of a millisecond at a time without a pause let a promise in after 38 ms (median) without the doubling, 3 ms with it.
 */
const MOST_DOUBLINGS = 4;

/** How often a promise looks after so many vain attempts. On one processor the owner cannot run while this thread looks. */
export function looksAfter(attempts: number): number {
  return realm.availableParallelism() > 1 ? LOOKS << Math.min(attempts, MOST_DOUBLINGS) : 0;
}

/** Locks without blocking; resolves to undefined after `ms` milliseconds. */
export function lockAsync<V, W>(
  lock: OwnedLock<V, W>,
  call: string,
  ms: number,
  options: AsyncOptions | undefined,
): Promise<Guard<V, W> | undefined> {
  const { region, address } = lock;
  try {
    errors.checkTimeout(`${lock.kind}.${call}`, ms);
    const signal = errors.signalOf(`${lock.kind}.${call}`, options);
    if (signal?.aborted === true) return Promise.reject(signal.reason as Error);
    // Not ahead of those who wait in this thread already: a task that locks and unlocks in a loop would keep the lock from them for ever, since its
    // promises are settled before the event loop turns.
    if (!isQueued(region, address + ASYNC_COUNT) && takeOwnerWord(region, address) === 0) return Promise.resolve(lock.newGuard());
    let attempts = 0;
    const attempt = (): Guard<V, W> | undefined => {
      return takeOrFlag(lock, looksAfter(attempts++)) ? lock.newGuard() : undefined;
    };
    return waitInQueue(region, address + ASYNC_COUNT, attempt, ms, signal);
  } catch (error) {
    return Promise.reject(error as Error);
  }
}

/** Takes the lock, or leaves the flag that makes whoever unlocks it tell the promises. */
function takeOrFlag<V, W>(lock: OwnedLock<V, W>, mostLooks: number): boolean {
  const { region, address } = lock;
  const { ops } = region;
  for (let looks = 0; ; looks++) {
    const word = ops.load32(address, 'relaxed');
    if (word === 0) {
      if (takeOwnerWord(region, address) === 0) return true;
      continue;
    }
    errors.refusePoisonedOrFreed(lock, word);
    if (looks < mostLooks && !isMine(region, address, word)) {
      realm.pause();
    } else if ((word & ASYNC) !== 0 || ops.cas32(address, word, word | ASYNC, 'relaxed', 'relaxed') === word) {
      // The flag needs no order of its own: the exchange that clears it is followed by the raising of the count, which the pump read before this.
      return false;
    }
  }
}
