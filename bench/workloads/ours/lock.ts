import { Condvar, Mutex, SpinLock } from 'lockwright/lock';
import { allocateAligned, heapRegion } from 'lockwright/memory';
import { expectEqual, on, type Run, type Workloads } from '../../harness/workload.ts';
import { incrementMany } from './bodies.ts';
import { withSpawned } from './partner.ts';

/** Our locks, in the heap, around an increment of a word in the heap. */

export const workloads: Workloads = {
  mutex: () => alone(new Mutex()),
  'mutex-two-threads': () => byTwo(new Mutex()),
  'spin-lock': () => alone(new SpinLock()),
  'spin-lock-two-threads': () => byTwo(new SpinLock()),

  'mutex-lock-unlock': () =>
    counting(new Mutex(), (mutex, counter, n) => {
      const heap = heapRegion();
      for (let i = 0; i < n; i++) {
        mutex.lock();
        try {
          (heap.i32[counter >> 2] as number)++;
        } finally {
          mutex.unlock();
        }
      }
    }),

  'mutex-guard': () =>
    counting(new Mutex(), (mutex, counter, n) => {
      const heap = heapRegion();
      for (let i = 0; i < n; i++) {
        const guard = mutex.lock();
        (heap.i32[counter >> 2] as number)++;
        guard.unlock();
      }
    }),

  'mutex-using': () =>
    counting(new Mutex(), (mutex, counter, n) => {
      const heap = heapRegion();
      for (let i = 0; i < n; i++) {
        // oxlint-disable-next-line no-underscore-dangle -- the underscore says that it is there to be disposed of
        using _guard = mutex.lock();
        (heap.i32[counter >> 2] as number)++;
      }
    }),

  'mutex-async': () => {
    const mutex = new Mutex();
    const counter = newCounter();
    return async (n) => {
      const heap = heapRegion();
      for (let i = 0; i < n; i++) {
        const guard = await mutex.lockAsync();
        (heap.i32[counter >> 2] as number)++;
        guard.unlock();
      }
      expectCount(counter, n);
    };
  },

  'condvar-notify': () =>
    on(new Condvar(), (condvar, n) => {
      for (let i = 0; i < n; i++) condvar.notifyOne();
    }),
};

function alone(lock: Mutex | SpinLock): Run {
  return counting(lock, incrementMany);
}

function byTwo(lock: Mutex | SpinLock): Run {
  const counter = newCounter();
  return withSpawned(
    'incrementInThread',
    [lock, counter],
    (share) => incrementMany(lock, counter, share),
    (total) => expectCount(counter, total),
  );
}

/** A run that adds `n` to a counter, and is checked to have done so. */
function counting<L>(lock: L, run: (lock: L, counter: number, n: number) => void): Run {
  const counter = newCounter();
  return (n) => {
    run(lock, counter, n);
    expectCount(counter, n);
  };
}

/** A word on a cache line of its own, as the counter of the hand-written locks has. */
const LINE_BYTES = 128;

function newCounter(): number {
  const counter = allocateAligned(LINE_BYTES, LINE_BYTES);
  heapRegion().i32[counter >> 2] = 0;
  return counter;
}

function expectCount(counter: number, total: number): void {
  const { i32 } = heapRegion();
  expectEqual(Atomics.exchange(i32, counter >> 2, 0), total, 'the count under the lock');
}
