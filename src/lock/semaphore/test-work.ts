/** What the threads of the tests of Semaphore run. */
import { type AtomicI32, wakeAll } from '../../atomic/index.ts';
import { sleep } from '../../thread/index.ts';
import type { Semaphore } from '../index.ts';

export const work = new URL('./test-work.ts', import.meta.url);

/** Counts who is inside now; the most that were at once goes into `most`. */
function enter(inside: AtomicI32, most: AtomicI32, amount: number): void {
  most.fetchMax(inside.fetchAdd(amount) + amount);
}

/** Comes and goes so many times, by each form of acquiring in turn, for `amount` permits or fewer; returns how often it was inside. */
export async function comeAndGo(semaphore: Semaphore, inside: AtomicI32, most: AtomicI32, times: number, amount: number): Promise<number> {
  let entered = 0;
  for (let i = 0; i < times; i++) {
    const wanted = 1 + (i % amount);
    const permits =
      i % 4 === 0
        ? semaphore.tryAcquire(wanted)
        : i % 4 === 1
          ? semaphore.tryAcquireFor(0.01 * (i % 7), wanted)
          : i % 40 === 2
            ? await semaphore.acquireAsync(wanted)
            : semaphore.acquire(wanted);
    if (permits === undefined) continue;
    enter(inside, most, wanted);
    inside.fetchSub(wanted);
    permits.release();
    entered++;
  }
  return entered;
}

/** Acquires so many, says so, and keeps them for ever. */
export function keep(semaphore: Semaphore, amount: number, ready: AtomicI32): void {
  semaphore.acquire(amount);
  ready.store(1);
  wakeAll(ready);
  for (;;) sleep(1000);
}

/** Says that it comes, waits for so many, and gives them back. */
export function waitFor(semaphore: Semaphore, amount: number, ready: AtomicI32): string {
  ready.store(1);
  wakeAll(ready);
  semaphore.acquire(amount).release();
  return 'served';
}

/** Acquires one and gives it back, for ever: to be terminated anywhere in between. */
export function comeAndGoForEver(semaphore: Semaphore, ready: AtomicI32): void {
  for (let i = 0; ; i++) {
    semaphore.acquire(1 + (i % 2)).release();
    if (i === 100) {
      ready.store(1);
      wakeAll(ready);
    }
  }
}
