import { Condvar, Mutex } from 'multithreading';
import { expectEqual, on, type Workloads } from '../../harness/workload.ts';
import { withPartner } from '../native/partner.ts';
import { incrementMany } from './bodies.ts';

/** The npm package `multithreading`, by its own API; its `SharedArrayBuffer`s are handed to a worker of ours. */

export const workloads: Workloads = {
  mutex: () =>
    on(new Mutex(counter()), (mutex, n) => {
      incrementMany(mutex, n);
      expectCount(mutex, n);
    }),

  'mutex-two-threads': () => {
    const state = { lockWord: new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT), counter: counter() };
    const mutex = new Mutex(state.counter, state.lockWord);
    return withPartner(
      new URL('./mutex-partner.ts', import.meta.url),
      state,
      (_, share) => incrementMany(mutex, share),
      (_, total) => expectCount(mutex, total),
    );
  },

  'mutex-async': () =>
    on(new Mutex(counter()), async (mutex, n) => {
      for (let i = 0; i < n; i++) {
        const guard = await mutex.lock();
        (guard.value[0] as number)++;
        guard.dispose();
      }
      expectCount(mutex, n);
    }),

  'condvar-notify': () =>
    on(new Condvar(), (condvar, n) => {
      for (let i = 0; i < n; i++) condvar.notifyOne();
    }),
};

function counter(): Int32Array<SharedArrayBuffer> {
  return new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
}

function expectCount(mutex: Mutex<Int32Array<SharedArrayBuffer>>, total: number): void {
  const guard = mutex.blockingLock();
  expectEqual(guard.value[0] ?? NaN, total, 'the count under the lock');
  guard.value[0] = 0;
  guard.dispose();
}
