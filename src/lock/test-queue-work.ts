/** What the threads of the tests of the queue locks run, and of Mutex and SpinLock. */
import { type AtomicI32, wakeAll } from '../atomic/index.ts';
import { sleep } from '../thread/index.ts';
import { type ClhLock, type McsLock, type Mutex, OwnerDiedError, type TicketLock } from './index.ts';

export const work = new URL('./test-queue-work.ts', import.meta.url);

type Counter = TicketLock<number> | ClhLock<number> | McsLock<number> | Mutex<number>;

/** Locks so many times, by each form in turn, and counts; returns how often it was inside. */
export async function comeAndGo(lock: Counter, times: number): Promise<number> {
  let entered = 0;
  for (let i = 0; i < times; i++) {
    const guard =
      i % 4 === 0 ? lock.tryLock() : i % 4 === 1 ? lock.tryLockFor(0.01 * (i % 7)) : i % 40 === 2 ? await lock.lockAsync() : lock.lock();
    if (guard === undefined) continue;
    guard.value++; // not atomic: exact only under the lock
    guard.unlock();
    entered++;
  }
  return entered;
}

function say(ready: AtomicI32, value: number): void {
  ready.store(value);
  wakeAll(ready);
}

/** Locks, says so, and never unlocks. */
export function hold(lock: Counter, ready: AtomicI32): void {
  lock.lock();
  say(ready, 1);
  for (;;) sleep(1000);
}

/** Locks, says so, and unlocks when it is told to. */
export function holdUntil(lock: Counter, ready: AtomicI32, end: AtomicI32): void {
  lock.withLock(() => {
    say(ready, 1);
    while (end.load() === 0) sleep(1);
  });
}

/** Waits for its turn; returns how many were inside before. */
export function takeTurn(lock: Counter): number {
  return lock.withLock((guard) => guard.value++);
}

/** Says that it comes, and waits for its turn. */
export function sayAndTakeTurn(lock: Counter, come: AtomicI32): number {
  come.fetchAdd(1);
  wakeAll(come);
  return takeTurn(lock);
}

/** Waits for its turn, at most so long; returns whether it came. */
export function takeTurnFor(lock: Counter, ms: number): boolean {
  const guard = lock.tryLockFor(ms);
  guard?.unlock();
  return guard !== undefined;
}

/** Locks and unlocks for ever, through the poison of others: to be terminated anywhere in between. */
export function comeAndGoForEver(lock: Counter, ready: AtomicI32): void {
  for (let i = 0; ; i++) {
    try {
      lock.withLock(() => {});
    } catch (error) {
      if (!(error instanceof OwnerDiedError)) throw error;
      lock.clearPoison();
    }
    if (i === 100) say(ready, 1);
  }
}
