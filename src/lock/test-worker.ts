/** The threads of the tests of this room: joins the heap of its parent under a block of its own, and runs one of the jobs below. Node only. */
import { parentPort, workerData } from 'node:worker_threads';
import '../realm/host.ts';
import { allocate, free } from '../memory/allocate.ts';
import { joinHeap } from '../memory/heap.ts';
import { regionOf } from '../memory/region.ts';
import type { SharedMemory } from '../realm/realm.ts';
import { Condvar, Mutex, OwnerDiedError, SpinLock } from './index.ts';
import type { Start } from './test-threads.ts';

const start = workerData as Start;
const heap = joinHeap(start.heap, start.block);
const region = start.memory === undefined ? heap : regionOf(start.memory as SharedMemory);
const lock = (start.kind === 'SpinLock' ? (SpinLock as unknown as typeof Mutex) : Mutex).at(region, start.lock);
const condvar = start.condvar === 0 ? undefined : Condvar.at(region, start.condvar);
const counter = start.counter >>> 2;
const { times } = start;

const bump = (): void => {
  // A plain read and a plain write, with room for another thread in between: exact only under the lock.
  const before = region.i32[counter]!;
  region.i32[counter] = before + 1;
};

/** Does `work` again if a thread died holding the lock: those that do have not changed anything. */
function throughDeaths(work: () => void): void {
  for (;;) {
    try {
      return work();
    } catch (error) {
      if (!(error instanceof OwnerDiedError)) throw error;
      lock.clearPoison();
    }
  }
}

const jobs: Record<string, () => unknown> = {
  withLock() {
    for (let i = 0; i < times; i++) lock.withLock(bump);
  },

  /** Each form by turns, with timeouts that often run out. */
  everyForm() {
    for (let done = 0; done < times;) {
      const guard = done % 3 === 0 ? lock.tryLock() : done % 3 === 1 ? lock.tryLockFor(0.01 * (done % 7)) : lock.lock();
      if (guard === undefined) {
        lock.withLock(bump); // some waits must end in success, or no progress is proved
      } else {
        bump();
        guard.unlock();
      }
      done++;
    }
  },

  async withLockAsync() {
    for (let i = 0; i < times; i++) await lock.withLockAsync(bump);
  },

  /** Uses the heap as well, so that it grows meanwhile. */
  allocating() {
    const mine: number[] = [];
    for (let i = 0; i < times; i++) {
      lock.withLock(bump);
      mine.push(allocate(64 + (i % 512)));
      if (mine.length > 500) for (const p of mine.splice(0)) free(p);
    }
  },

  /** Locks and unlocks until told to stop by the counter. */
  hammer() {
    let n = 0;
    for (; n < 1000; n++) lock.withLock(() => {});
    parentPort!.postMessage('hammering');
    for (; Atomics.load(region.i32, counter) === 0; n++) lock.withLock(() => {});
    return n;
  },

  /** Locks and never gives back; the parent terminates it. */
  hold() {
    lock.lock();
    parentPort!.postMessage('held');
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
  },

  /** Asks for a promise of the lock, then blocks for it: the promise cannot be served meanwhile. */
  async promiseThenBlock() {
    const promise = lock.lockAsync();
    parentPort!.postMessage('asked');
    lock.lock();
    bump();
    lock.unlock();
    const guard = await promise;
    bump();
    guard.unlock();
  },

  /** Locks and unlocks, through every death of others, until told to stop by the word after the counter. */
  survive() {
    let n = 0;
    for (; Atomics.load(region.i32, counter + 1) === 0; n++) throughDeaths(() => lock.withLock(bump));
    return n;
  },

  forEver() {
    for (;;) throughDeaths(() => lock.withLock(bump));
  },

  /** Adds 1 whenever the counter has this thread's parity. */
  pingPong() {
    for (let i = 0; i < times; i++) {
      const guard = lock.lock();
      condvar!.waitWhile(guard, () => region.i32[counter]! % 2 !== start.parity);
      bump();
      guard.unlock();
      condvar!.notifyOne();
    }
  },

  async pingPongAsync() {
    for (let i = 0; i < times; i++) {
      const guard = await lock.lockAsync();
      await condvar!.waitWhileAsync(guard, () => region.i32[counter]! % 2 !== start.parity);
      bump();
      guard.unlock();
      condvar!.notifyOne();
    }
  },

  /** Takes 1 from the counter, waiting until there is something, with short waits that may end at any moment. */
  consume() {
    for (let i = 0; i < times; i++) {
      throughDeaths(() => {
        using guard = lock.lock();
        while (region.i32[counter] === 0) condvar!.waitFor(guard, i % 4 === 0 ? 0.05 : Infinity);
        region.i32[counter]!--;
      });
    }
  },

  produce() {
    for (let i = 0; i < times; i++) {
      throughDeaths(() => lock.withLock(bump));
      condvar!.notifyOne();
    }
  },

  /** Waits again and again for nothing, and takes nothing: a victim that uses up wake-ups while it lives, so it passes each on. */
  waitForEver() {
    const guard = lock.lock();
    parentPort!.postMessage('held');
    for (;;) {
      condvar!.wait(guard);
      condvar!.notifyOne();
    }
  },

  waitOnce() {
    const guard = lock.lock();
    parentPort!.postMessage('held');
    condvar!.waitWhile(guard, () => region.i32[counter] === 0);
    guard.unlock();
  },
};

parentPort!.postMessage('started');
const result = await jobs[start.job]!();
parentPort!.postMessage({ done: result });
