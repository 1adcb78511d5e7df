/** Programs that the checks of this chapter's three mutexes have in common. Each makes its mutex anew in every execution. */
import { mutuallyExclusive, type Program } from 'lockwright/check';
import { mustBe, type Showing } from '../lib/claims.ts';
import { count, type AnyMutex } from './counting.ts';

type Make = () => AnyMutex;

function counting(make: Make, threads: number, times: number) {
  const mutex = make();
  const total = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  return { threads: Array.from({ length: threads }, () => () => count(mutex, total, times)), total };
}

/** Threads that count so many times each: no count is lost. */
export const countTo = (make: Make, threads: number, times: number) => (): Program => {
  const { threads: all, total } = counting(make, threads, times);
  return { threads: all, finally: () => mustBe(total[0], threads * times, 'the count') };
};

export const oneAtATime = (make: Make) => (): Program => {
  const mutex = make();
  const section = mutuallyExclusive('the critical section');
  const visit = (): void => {
    mutex.lock();
    section(() => {});
    mutex.unlock();
  };
  return { threads: [visit, visit] };
};

/** How often so many threads that lock once call `wakeOne`, all together. */
export const wakeCalls = (make: Make, threads: number) => (): Showing => {
  const { threads: all } = counting(make, threads, 1);
  return { threads: all, outcome: (calls) => String(calls.reduce((sum, one) => sum + one, 0)) };
};
