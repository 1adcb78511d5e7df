import type { AtomicI32 } from 'lockwright/atomic';
import type { Condvar, Mutex, SpinLock } from 'lockwright/lock';
import { heapRegion } from 'lockwright/memory';
import { park, type Thread } from 'lockwright/thread';
import { atWork, type Times } from './partner.ts';

/** What both threads of a workload of ours run, and what a spawned one is told to run. */

export function fetchAddMany(cell: AtomicI32, n: number): void {
  for (let i = 0; i < n; i++) cell.fetchAdd(1);
}

/** Adds 1 to the word at `counter` so often, each time under the lock. The function that runs under it is made once. */
export function incrementMany(lock: Mutex | SpinLock, counter: number, n: number): void {
  const heap = heapRegion();
  const word = counter >> 2;
  const increment = (): void => void (heap.i32[word] as number)++;
  for (let i = 0; i < n; i++) lock.withLock(increment);
}

export function fetchAddInThread(cell: AtomicI32, arrived: AtomicI32, share: number): Times {
  return atWork(arrived, share, (n) => fetchAddMany(cell, n));
}

export function incrementInThread(lock: Mutex | SpinLock, counter: number, arrived: AtomicI32, share: number): Times {
  return atWork(arrived, share, (n) => incrementMany(lock, counter, n));
}

/** `turns` is odd while it is this thread's turn. */
export function parkInThread(turns: AtomicI32, caller: Thread, n: number): void {
  for (let i = 0; i < n; i++) {
    while (turns.load() % 2 === 0) park();
    turns.fetchAdd(1);
    caller.unpark();
  }
}

/** Waits until the count under the mutex has the parity, adds 1 and says so; `n` times. */
export function takeTurns(mutex: Mutex, changed: Condvar, counter: number, parity: number, n: number): void {
  const heap = heapRegion();
  const word = counter >> 2;
  for (let i = 0; i < n; i++) {
    const guard = mutex.lock();
    while ((heap.i32[word] as number) % 2 !== parity) changed.wait(guard);
    (heap.i32[word] as number)++;
    guard.unlock();
    changed.notifyOne();
  }
}

/** A thread that has nothing to do. */
export function empty(): void {}
