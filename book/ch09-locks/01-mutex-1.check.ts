/** It excludes, and loses no wake-up; each of its unlocks calls the kernel. */
import { AtomicU32 } from 'lockwright/atomic';
import { mutuallyExclusive } from 'lockwright/check';
import { hasOutcomes, holds, mustBe } from '../lib/claims.ts';
import { Mutex } from './01-mutex-1.ts';
import { count } from './counting.ts';

const newMutex = (): Mutex => new Mutex(new AtomicU32(0));

function counting(threads: number, times: number) {
  const mutex = newMutex();
  const total = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  return { threads: Array.from({ length: threads }, () => () => count(mutex, total, times)), total };
}

const countTo = (threads: number, times: number) => () => {
  const { threads: all, total } = counting(threads, times);
  return { threads: all, finally: () => mustBe(total[0], threads * times, 'the count') };
};

holds({ sc: 6, js: 6, rc11: 10 }, 'two threads count once each', countTo(2, 1));
holds({ sc: 142, js: 142, rc11: 304 }, 'two threads count twice each', countTo(2, 2));
holds({ js: 540 }, 'three threads count, and no wake-up is lost', countTo(3, 1));

holds({ sc: 6, js: 6, rc11: 10 }, 'one at a time', () => {
  const mutex = newMutex();
  const section = mutuallyExclusive('the critical section');
  const visit = (): void => {
    mutex.lock();
    section(() => {});
    mutex.unlock();
  };
  return { threads: [visit, visit] };
});

hasOutcomes({ js: ['2'], rc11: ['2'] }, 'calls of the kernel by two threads that lock once', () => {
  const { threads } = counting(2, 1);
  return { threads, outcome: ([one, other]) => String(one + other) };
});
