/** Nothing that is pushed under the lock is lost, and the data has no race. */
import { AtomicBool } from 'lockwright/atomic';
import { hasOutcomes, holds, mustBe } from '../lib/claims.ts';
import { push, SpinLock } from './03-guard.ts';

const orders = ['1 2 2', '2 1 2', '2 2 1'];

hasOutcomes({ sc: orders, js: orders, rc11: orders }, 'what is pushed', () => {
  const locked = new AtomicBool(false);
  const numbers = new Int32Array(new SharedArrayBuffer(4 * Int32Array.BYTES_PER_ELEMENT));
  return { threads: [() => push(locked, numbers, [1]), () => push(locked, numbers, [2, 2])], outcome: () => numbers.subarray(1).join(' ') };
});

holds({ sc: 2, js: 2, rc11: 2 }, 'a guard ends once, and cannot be used afterwards', () => {
  const locked = new AtomicBool(false);
  const value = new Int32Array(new SharedArrayBuffer(4));
  const visit = (): boolean => {
    const guard = new SpinLock(locked, value).lock();
    guard.value[0]! += 1;
    guard[Symbol.dispose]();
    guard[Symbol.dispose](); // must not unlock the lock of the other thread
    try {
      guard.value[0]! += 1;
      return false;
    } catch {
      return true;
    }
  };
  return {
    threads: [visit, visit],
    finally: (refused) => {
      mustBe(refused.includes(false), false, 'whether a guard was of use after its end');
      mustBe(value[0], 2, 'the count');
    },
  };
});
