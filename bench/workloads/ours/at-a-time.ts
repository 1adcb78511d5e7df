import { RwLock, Semaphore, SeqLock } from 'lockwright/lock';
import { u32 } from 'lockwright/memory';
import { expectEqual, on, type Run, type Workloads } from '../../harness/workload.ts';
import { bodies, type works, WRITE_EVERY } from './bodies.ts';
import { expectCount, newCounter } from './counter.ts';
import { withThreads } from './partner.ts';

/** What several threads can have at a time: reader-writer locks, copies of a value, and permits. */

export const workloads: Workloads = {
  'rw-lock-read': () =>
    on(new RwLock(u32, 1), (lock, n) => {
      let sum = 0;
      const read = ({ value }: { value: number }): void => void (sum += value);
      for (let i = 0; i < n; i++) lock.withRead(read);
      expectEqual(sum, n, 'the sum of the values');
    }),

  'rw-lock-read-guard': () =>
    on(new RwLock(u32, 1), (lock, n) => {
      let sum = 0;
      for (let i = 0; i < n; i++) {
        const guard = lock.read();
        sum += guard.value;
        guard.unlock();
      }
      expectEqual(sum, n, 'the sum of the values');
    }),

  'rw-lock-read-four-threads': () => {
    const counter = newCounter();
    return withThreads(bodies, 4, 'readMany', [new RwLock(), counter], () => expectCount(counter, 0));
  },

  'rw-lock-mixed-four-threads': () => {
    const counter = newCounter();
    return withThreads(bodies, 4, 'mixMany', [new RwLock(), counter], (_, share) =>
      expectCount(counter, Math.ceil(share / WRITE_EVERY) * 4),
    );
  },

  'seq-lock-read': () => bySequence('copyMany', 1, () => 0),
  'seq-lock-write': () => bySequence('replaceMany', 1, (share) => share),
  'seq-lock-read-four-threads': () => bySequence('copyMany', 4, () => 0),
  'seq-lock-mixed-four-threads': () => bySequence('copyAndReplaceMany', 4, (share) => Math.ceil(share / WRITE_EVERY) * 4),

  'semaphore-acquire-release': () =>
    on(new Semaphore(4), (semaphore, n) => {
      for (let i = 0; i < n; i++) semaphore.acquire().release();
      expectEqual(semaphore.available, 4, 'permits');
    }),
};

/** A sequence lock with a number, which has been added to so often at the end. */
function bySequence(work: keyof typeof works, threads: number, written: (share: number) => number): Run {
  const lock = new SeqLock(u32, 0);
  return withThreads(bodies, threads, work, [lock], (_, share) => {
    expectEqual(lock.read(), written(share), 'the number under the lock');
    lock.write(0);
  });
}
