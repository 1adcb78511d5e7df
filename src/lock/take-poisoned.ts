import { OwnerDiedError } from '../realm/errors.ts';

/** What {@link takePoisoned} needs to know of a lock. */
export interface Recoverable {
  lock(): unknown;
  unlock(): void;
}

/**
 * Locks although the owner died: `take` goes straight from poisoned to held, so that nobody sees the lock free before it is repaired. Returns false, with nothing held, if there is no poison or another
 * thread repairs it first. Waits while others hold it.
 */
export function takePoisoned(lock: Recoverable, take: () => boolean): boolean {
  for (;;) {
    try {
      lock.lock();
      lock.unlock();
      return false;
    } catch (error) {
      if (!(error instanceof OwnerDiedError)) throw error;
    }
    if (take()) return true;
  }
}
