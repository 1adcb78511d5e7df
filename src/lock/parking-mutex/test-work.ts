/** What the threads of the tests of ParkingMutex run. */
import { type AtomicI32, wakeAll } from '../../atomic/index.ts';
import { sleep } from '../../thread/index.ts';
import { OwnerDiedError, type ParkingMutex } from '../index.ts';

export const work = new URL('./test-work.ts', import.meta.url);

/** A plain word, exact only under the mutex. */
function bump(mutex: ParkingMutex, counter: number): void {
  mutex.region.i32[counter >>> 2]!++;
}

/** Adds one so many times, by each form of locking in turn. */
export async function count(mutex: ParkingMutex, counter: number, times: number): Promise<void> {
  for (let i = 0; i < times;) {
    const guard =
      i % 5 === 0
        ? mutex.tryLock()
        : i % 5 === 1
          ? mutex.tryLockFor(0.01 * (i % 7))
          : i % 50 === 2
            ? await mutex.lockAsync()
            : mutex.lock();
    if (guard === undefined) {
      mutex.withLock(() => bump(mutex, counter));
    } else {
      bump(mutex, counter);
      if (i % 3 === 0) guard.unlockFair();
      else guard.unlock();
    }
    i++;
  }
}

/** Takes the mutex, says so, and keeps it for ever. */
export function keep(mutex: ParkingMutex, ready: AtomicI32): void {
  mutex.lock();
  ready.store(1);
  wakeAll(ready);
  for (;;) sleep(1000);
}

/** Says that it comes, and returns the code that it met when it wanted the mutex. */
export function meet(mutex: ParkingMutex, ready: AtomicI32): string {
  ready.fetchAdd(1);
  wakeAll(ready);
  try {
    mutex.lock().unlock();
    return 'got it';
  } catch (error) {
    return (error as OwnerDiedError).code;
  }
}

/** Comes and goes until it is stopped, whoever dies meanwhile; returns how often it was in. Each time is long enough for others to park. */
export function comeAndGo(mutex: ParkingMutex, stop: AtomicI32, ready: AtomicI32): number {
  let times = 0;
  for (; stop.load() === 0; times++) {
    try {
      mutex.withLock(() => {});
    } catch (error) {
      if (!(error instanceof OwnerDiedError)) throw error;
      mutex.clearPoison();
    }
    if (times === 100) {
      ready.fetchAdd(1);
      wakeAll(ready);
    }
  }
  return times;
}

/** Holds the mutex nearly all the time, for a time in which others go to sleep, until it is stopped. */
export function hog(mutex: ParkingMutex, stop: AtomicI32, ready: AtomicI32): void {
  const HOLD_MS = 0.3;
  while (stop.load() === 0) {
    mutex.withLock(() => {
      const end = performance.now() + HOLD_MS;
      while (performance.now() < end);
    });
    if (ready.exchange(1) === 0) wakeAll(ready);
  }
}

/** Takes the mutex so many times. */
export function takeTimes(mutex: ParkingMutex, times: number): number {
  for (let i = 0; i < times; i++) mutex.lock().unlock();
  return times;
}
