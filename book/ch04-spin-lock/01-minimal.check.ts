/** Nothing that is pushed under the lock is lost, and the data has no race. */
import { AtomicBool } from 'lockwright/atomic';
import { mutuallyExclusive } from 'lockwright/check';
import { hasOutcomes, holds } from '../lib/claims.ts';
import { push, SpinLock } from './01-minimal.ts';

const orders = ['1 2 2', '2 1 2', '2 2 1'];

hasOutcomes({ sc: orders, js: orders, rc11: orders }, 'what is pushed', () => {
  const locked = new AtomicBool(false);
  const numbers = new Int32Array(new SharedArrayBuffer(4 * Int32Array.BYTES_PER_ELEMENT));
  return { threads: [() => push(locked, numbers, [1]), () => push(locked, numbers, [2, 2])], outcome: () => numbers.subarray(1).join(' ') };
});

holds({ sc: 6, js: 6, rc11: 6 }, 'three threads, one at a time', () => {
  const lock = new SpinLock(new AtomicBool(false));
  const section = mutuallyExclusive('the critical section');
  const visit = (): void => {
    lock.lock();
    section(() => {});
    lock.unlock();
  };
  return { threads: [visit, visit, visit] };
});
