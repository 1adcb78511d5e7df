/** What the threads of the tests of ParkingLot run. */
import { type AtomicI32, wakeAll } from '../../atomic/index.ts';
import { type ParkingLot, type ParkResult } from '../index.ts';

export const work = new URL('./test-work.ts', import.meta.url);

/** Parks for a key, says so once it is in the queue, and returns how it ended. */
export function parkOnce(lot: ParkingLot, key: number, count: AtomicI32, timeoutMs = Infinity): ParkResult {
  const beforeSleep = (): void => {
    count.fetchAdd(1);
    wakeAll(count);
  };
  return lot.park(key, () => true, { beforeSleep, timeoutMs });
}

/** Parks again and again until the word at the key is 1; unparks the next then. Returns how often it was woken for nothing. */
export function parkUntilSet(lot: ParkingLot, key: number, count: AtomicI32): number {
  const isUnset = (): boolean => lot.region.ops.load32(key) === 0;
  for (let vain = 0; ; vain++) {
    const { reason } = lot.park(key, isUnset, { beforeSleep: () => void count.fetchAdd(1) });
    if (reason === 'invalid') return vain;
  }
}

/** Does all that can be done with two keys, so many times, or until it is terminated. */
export function disturb(lot: ParkingLot, keys: readonly [number, number], times: number, count: AtomicI32): void {
  const [a, b] = keys;
  for (let i = 0; i < times; i++) {
    const [from, to] = i % 2 === 0 ? [a, b] : [b, a];
    if (i % 7 === 0) lot.park(from, () => true, { timeoutMs: 0.05 });
    if (i % 5 === 0) lot.unparkOne(from);
    else if (i % 11 === 0) lot.unparkAll(from);
    else lot.unparkRequeue(from, to, { unpark: i % 3 });
    if (i === 100) {
      count.fetchAdd(1);
      wakeAll(count);
    }
  }
}

/** Sets the bit of a word that is one, waiting while it is set: a lock made of a word and the lot. Adds to a plain word so many times. */
export function countUnderOwnLock(lot: ParkingLot, lock: number, times: number): void {
  const { ops, i32 } = lot.region;
  const isLocked = (): boolean => ops.load32(lock) === PARKED;
  for (let i = 0; i < times; i++) {
    if (ops.cas32(lock, FREE, LOCKED) !== FREE) while (ops.exchange32(lock, PARKED) !== FREE) lot.park(lock, isLocked);
    i32[(lock >>> 2) + 1]!++;
    if (ops.exchange32(lock, FREE) === PARKED) lot.unparkOne(lock);
  }
}
const FREE = 0;
const LOCKED = 1;
const PARKED = 2;
