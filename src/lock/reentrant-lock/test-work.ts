/** What the threads of the tests of ReentrantLock run. */
import { type AtomicI32, wakeAll } from '../../atomic/index.ts';
import { sleep } from '../../thread/index.ts';
import { OwnerDiedError, type ReentrantLock } from '../index.ts';

export const work = new URL('./test-work.ts', import.meta.url);

type Counter = ReentrantLock<number>;

function say(ready: AtomicI32, value: number): void {
  ready.store(value);
  wakeAll(ready);
}

/** Counts once at each of so many levels, and goes back out. */
function countDown(lock: Counter, levels: number): void {
  if (levels === 0) return;
  lock.withLock((guard) => {
    countDown(lock, levels - 1);
    guard.value++; // not atomic: exact only if the levels inside have not given the lock back
  });
}

/** Locks so many times, by each form in turn and some levels deep, and counts; returns what it has added. */
export async function comeAndGo(lock: Counter, times: number): Promise<number> {
  let added = 0;
  for (let i = 0; i < times; i++) {
    const guard =
      i % 4 === 0 ? lock.tryLock() : i % 4 === 1 ? lock.tryLockFor(0.01 * (i % 7)) : i % 40 === 2 ? await lock.lockAsync() : lock.lock();
    if (guard === undefined) continue;
    const levels = i % 3;
    countDown(lock, levels);
    guard.value++;
    guard.unlock();
    added += levels + 1;
  }
  return added;
}

/** Locks twice, says so, gives back one of the two when it is told to and says that, and the other one when it is told again. */
export function holdTwice(lock: Counter, ready: AtomicI32, steps: AtomicI32): void {
  lock.lock();
  lock.lock();
  say(ready, 1);
  while (steps.load() < 1) sleep(1);
  lock.unlock();
  say(ready, 2);
  while (steps.load() < 2) sleep(1);
  lock.unlock();
}

/** Locks so many times, says so, and never unlocks. */
export function holdDeep(lock: Counter, levels: number, ready: AtomicI32): void {
  for (let i = 0; i < levels; i++) lock.lock();
  say(ready, 1);
  for (;;) sleep(1000);
}

/** Counts, two levels deep; returns how deep it was when it was innermost. */
export function countInside(lock: Counter): number {
  return lock.withLock(() =>
    lock.withLock((guard) => {
      guard.value++;
      return lock.depth;
    }),
  );
}

/** What came through two handles, and that it is held by neither afterwards. */
export function lockThroughBoth(a: Counter, b: Counter): number[] {
  using _outer = a.lock();
  using inner = b.lock();
  inner.value++;
  return [a.depth, b.depth];
}

/** Locks and unlocks for ever, some levels deep and through the poison of others: to be terminated anywhere in between. */
export function comeAndGoForEver(lock: Counter, ready: AtomicI32): void {
  for (let i = 0; ; i++) {
    try {
      lock.withLock(() => lock.withLock(() => lock.withLock(() => {})));
    } catch (error) {
      if (!(error instanceof OwnerDiedError)) throw error;
      lock.clearPoison();
    }
    if (i === 100) say(ready, 1);
  }
}
