/** Nothing that is pushed under the lock is lost, and the data has no race. */
import { AtomicBool } from 'lockwright/atomic';
import { fails, hasOutcomes } from '../lib/claims.ts';
import { push, SpinLock } from './02-unsafe.ts';

const orders = ['1 2 2', '2 1 2', '2 2 1'];

hasOutcomes({ sc: orders, js: orders, rc11: orders }, 'what is pushed', () => {
  const locked = new AtomicBool(false);
  const numbers = new Int32Array(new SharedArrayBuffer(4 * Int32Array.BYTES_PER_ELEMENT));
  return { threads: [() => push(locked, numbers, [1]), () => push(locked, numbers, [2, 2])], outcome: () => numbers.subarray(1).join(' ') };
});

fails({ js: 'dataRace', rc11: 'dataRace' }, 'the data is used after unlock', () => {
  const locked = new AtomicBool(false);
  const value = new Int32Array(new SharedArrayBuffer(4));
  const keep = (): void => {
    const lock = new SpinLock(locked, value);
    const kept = lock.lock();
    lock.unlock();
    kept[0]! += 1;
  };
  return { threads: [keep, keep] };
});
