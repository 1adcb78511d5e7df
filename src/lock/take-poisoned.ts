import { OwnerDiedError } from '../realm/errors.ts';

/**
 * Locks although the owner died: `take` goes straight from poisoned to held, so that nobody sees the lock free before it is repaired. Returns false, with nothing held, if there is no poison or another
 * thread repairs it first. Waits while others hold it.
 *
 * @param lockAndUnlock throws if there is poison
 */
export function takePoisoned(lockAndUnlock: () => void, take: () => boolean): boolean {
  for (;;) {
    try {
      lockAndUnlock();
      return false;
    } catch (error) {
      if (!(error instanceof OwnerDiedError)) throw error;
    }
    if (take()) return true;
  }
}
