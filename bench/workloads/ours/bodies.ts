import type { AtomicI32 } from 'lockwright/atomic';
import {
  type Barrier,
  type ClhLock,
  type Condvar,
  type McsLock,
  type Mutex,
  ParkingLot,
  type ParkingMutex,
  type ReentrantLock,
  type RwLock,
  type Semaphore,
  type SeqLock,
  type SeqLockGuard,
  type SpinLock,
  type TicketLock,
} from 'lockwright/lock';
import { heapRegion } from 'lockwright/memory';
import { park, type Thread } from 'lockwright/thread';
import { threadOf } from './partner.ts';

/** What all threads of a workload of ours run, and what a spawned one is told to run. */

/** What has `withLock`. */
export type AnyLock = ClhLock | McsLock | Mutex | ParkingMutex | ReentrantLock | SpinLock | TicketLock;

/** Where some of many threads write, one operation in so many does; the same as in `bench/rust`. */
export const WRITE_EVERY = 10;

export function fetchAddMany(cell: AtomicI32, n: number): void {
  for (let i = 0; i < n; i++) cell.fetchAdd(1);
}

/** Adds 1 to the word at `counter` so often, each time under the lock. The function that runs under it is made once. */
export function incrementMany(lock: AnyLock, counter: number, n: number): void {
  const heap = heapRegion();
  const word = counter >> 2;
  const increment = (): void => void (heap.i32[word] as number)++;
  for (let i = 0; i < n; i++) lock.withLock(increment);
}

/** The same under a reader-writer lock. */
export function writeMany(lock: RwLock, counter: number, n: number): void {
  const heap = heapRegion();
  const word = counter >> 2;
  const increment = (): void => void (heap.i32[word] as number)++;
  for (let i = 0; i < n; i++) lock.withWrite(increment);
}

/** The same with the one permit of a semaphore. */
export function incrementWithPermit(semaphore: Semaphore, counter: number, n: number): void {
  const heap = heapRegion();
  const word = counter >> 2;
  const increment = (): void => void (heap.i32[word] as number)++;
  for (let i = 0; i < n; i++) semaphore.withPermits(1, increment);
}

/** Reads the word so often, each time under the lock, and returns the sum. */
export function readMany(lock: RwLock, counter: number, n: number): number {
  const heap = heapRegion();
  const word = counter >> 2;
  let sum = 0;
  const read = (): void => void (sum += heap.i32[word] as number);
  for (let i = 0; i < n; i++) lock.withRead(read);
  return sum;
}

/** Reads it, and now and then adds to it. */
export function mixMany(lock: RwLock, counter: number, n: number): number {
  const heap = heapRegion();
  const word = counter >> 2;
  let sum = 0;
  const read = (): void => void (sum += heap.i32[word] as number);
  const increment = (): void => void (heap.i32[word] as number)++;
  for (let i = 0; i < n; i++) {
    if (i % WRITE_EVERY === 0) lock.withWrite(increment);
    else lock.withRead(read);
  }
  return sum;
}

/** The number in a sequence lock, copied so often. */
export function copyMany(lock: SeqLock<number>, n: number): number {
  let sum = 0;
  for (let i = 0; i < n; i++) sum += lock.read();
  return sum;
}

const addOne = (guard: SeqLockGuard<number>): void => void guard.value++;

/** Adds 1 to it so often. */
export function replaceMany(lock: SeqLock<number>, n: number): void {
  for (let i = 0; i < n; i++) lock.withLock(addOne);
}

/** Copies it, and now and then adds to it. */
export function copyAndReplaceMany(lock: SeqLock<number>, n: number): number {
  let sum = 0;
  for (let i = 0; i < n; i++) {
    if (i % WRITE_EVERY === 0) lock.withLock(addOne);
    else sum += lock.read();
  }
  return sum;
}

export function meetMany(barrier: Barrier, n: number): void {
  for (let i = 0; i < n; i++) barrier.wait();
}

export const works = {
  fetchAddMany,
  incrementMany,
  writeMany,
  incrementWithPermit,
  readMany,
  mixMany,
  copyMany,
  replaceMany,
  copyAndReplaceMany,
  meetMany,
};

export const bodies = { url: new URL(import.meta.url), works };

export const inThread = threadOf(works);

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

/** Parks until `turns` has the parity, adds 1 and unparks the other; `n` times. */
export function takeTurnsParked(turns: AtomicI32, parity: number, n: number): void {
  const lot = ParkingLot.heap();
  const { address } = turns;
  const notMine = (): boolean => turns.load() % 2 !== parity;
  for (let i = 0; i < n; i++) {
    while (notMine()) lot.park(address, notMine);
    turns.fetchAdd(1);
    lot.unparkOne(address);
  }
}

/** A thread that has nothing to do. */
export function empty(): void {}
