/** It excludes, loses no wake-up, and calls the kernel only when somebody waits or has waited; checked with one look before it sleeps instead of a hundred. */
import { AtomicU32 } from 'lockwright/atomic';
import { mutuallyExclusive } from 'lockwright/check';
import { hasOutcomes, holds, mustBe } from '../lib/claims.ts';
import { Mutex } from './03-mutex-3.ts';
import { count } from './counting.ts';

const newMutex = (): Mutex => new Mutex(new AtomicU32(0), 1);

function counting(threads: number, times: number) {
  const mutex = newMutex();
  const total = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  return { threads: Array.from({ length: threads }, () => () => count(mutex, total, times)), total };
}

const countTo = (threads: number, times: number) => () => {
  const { threads: all, total } = counting(threads, times);
  return { threads: all, finally: () => mustBe(total[0], threads * times, 'the count') };
};

holds({ sc: 12, js: 12, rc11: 14 }, 'two threads count once each', countTo(2, 1));
holds({ sc: 880, js: 880, rc11: 1146 }, 'two threads count twice each', countTo(2, 2));
holds({ js: 3792 }, 'three threads count, and no wake-up is lost', countTo(3, 1));

holds({ sc: 12, js: 12, rc11: 14 }, 'one at a time', () => {
  const mutex = newMutex();
  const section = mutuallyExclusive('the critical section');
  const visit = (): void => {
    mutex.lock();
    section(() => {});
    mutex.unlock();
  };
  return { threads: [visit, visit] };
});

hasOutcomes({ js: ['0', '1', '2'], rc11: ['0', '1', '2'] }, 'calls of the kernel by two threads that lock once', () => {
  const { threads } = counting(2, 1);
  return { threads, outcome: ([one, other]) => String(one + other) };
});
