import { LockError } from '../../realm/errors.ts';
import { heapRegion } from '../../memory/heap.ts';
import { Guard } from '../guard.ts';
import { freed, nameOf, staleGuard } from '../lock-errors.ts';
import { Mutex } from '../mutex/mutex.ts';
import type { Condvar } from './condvar.ts';
import { shown } from '../../memory/layout/mismatch.ts';

/**
 * Makes sure that `guard` is live and belongs to the mutex that the condition variable is used with: the first one that ever waited on it. One atomic load
 * after the first time.
 *
 * Two mutexes on one condition variable would break the rule that who notifies has changed the condition under the waiter's mutex.
 */
export function belongTogether(condvar: Condvar, mutexWord: number, guard: Guard<any, any>): void {
  if (!(guard instanceof Guard) || !(guard.lock instanceof Mutex)) {
    throw new LockError(
      'BAD_GUARD',
      `${nameOf(condvar)}: expected the guard of a Mutex, as mutex.lock() returns it, but got ${shown(guard)}`,
    );
  }
  if (!guard.isLive) throw staleGuard(guard.lock, 'wait with');
  const { region, address } = condvar;
  if (address === 0 && region === heapRegion()) throw freed(condvar);
  const mutex = guard.lock;
  if (mutex.region !== region) {
    throw new LockError('WRONG_MUTEX', `${nameOf(condvar)} and ${nameOf(mutex)} lie in different memories. Put both into one`);
  }
  const name = mutex.address + 1;
  const { ops } = region;
  let bound = ops.load32(address + mutexWord, 'relaxed');
  // relaxed: the word says which mutex, and publishes nothing. compare-and-swap, since two threads may be the first at once.
  if (bound === 0) bound = ops.cas32(address + mutexWord, 0, name, 'relaxed', 'relaxed') || name;
  if (bound !== name) {
    throw new LockError(
      'WRONG_MUTEX',
      `${nameOf(condvar)} is used with the mutex at address ${bound - 1}, but this guard is of the one at address ${mutex.address}. Use one condition variable for each mutex`,
    );
  }
}
