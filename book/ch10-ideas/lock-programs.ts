/**
 * Programs that the checks of this chapter's locks have in common. Each makes its lock anew in every execution: a function that gives each
 * thread its own handle for it.
 */
import { boundedOvertaking, mutuallyExclusive, type Program } from 'lockwright/check';
import { mustBe } from '../lib/claims.ts';
import { type AnyLock, count } from './counting.ts';

type Make = () => () => AnyLock;

/** Threads that count so many times each: no count is lost. */
export const countTo = (make: Make, threads: number, times: number) => (): Program => {
  const lock = make();
  const total = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  return {
    threads: Array.from({ length: threads }, () => () => count(lock(), total, times)),
    finally: () => mustBe(total[0], threads * times, 'the count'),
  };
};

export const oneAtATime = (make: Make) => (): Program => {
  const lock = make();
  const section = mutuallyExclusive('the critical section');
  const visit = (): void => {
    const mine = lock();
    mine.lock();
    section(() => {});
    mine.unlock();
  };
  return { threads: [visit, visit] };
};

/** A lock that says when a thread has its place in the line. */
interface LockWithLine extends AnyLock {
  lock(hasPlace?: () => void): void;
}

/** Who has its place in the line is not overtaken. */
export const inTheirOrder = (make: () => () => LockWithLine, threads: number) => (): Program => {
  const queue = boundedOvertaking(0);
  const lock = make();
  const visit = (): void => {
    const mine = lock();
    queue.asks();
    mine.lock(() => queue.waits());
    queue.enters();
    mine.unlock();
  };
  return { threads: Array.from({ length: threads }, () => visit) };
};
