import { ClhLock, Condvar, McsLock, Mutex, ParkingMutex, ReentrantLock, RwLock, Semaphore, SpinLock, TicketLock } from 'lockwright/lock';
import { heapRegion } from 'lockwright/memory';
import { on, type Workloads } from '../../harness/workload.ts';
import { bodies, type works } from './bodies.ts';
import { counting, expectCount, newCounter } from './counter.ts';
import { withThreads } from './partner.ts';

/** Our locks, in the heap, around an increment of a word in the heap. */

export const workloads: Workloads = {
  ...byThreads('mutex', 'incrementMany', () => new Mutex()),
  ...byThreads('spin-lock', 'incrementMany', () => new SpinLock()),
  ...byThreads('ticket-lock', 'incrementMany', () => new TicketLock()),
  ...byThreads('clh-lock', 'incrementMany', () => new ClhLock()),
  ...byThreads('mcs-lock', 'incrementMany', () => new McsLock()),
  ...byThreads('reentrant-lock', 'incrementMany', () => new ReentrantLock()),
  ...byThreads('parking-mutex', 'incrementMany', () => new ParkingMutex()),
  ...byThreads('semaphore', 'incrementWithPermit', () => new Semaphore(1)),
  ...byThreads('rw-lock-write', 'writeMany', () => new RwLock()),

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

/** An increment under the lock by one thread, by two and by four. */
function byThreads(name: string, work: keyof typeof works, make: () => unknown): Workloads {
  const by = (threads: number) => () => {
    const counter = newCounter();
    return withThreads(bodies, threads, work, [make(), counter], (total) => expectCount(counter, total));
  };
  return { [name]: by(1), [`${name}-two-threads`]: by(2), [`${name}-four-threads`]: by(4) };
}
