import type { AtomicU32 } from 'lockwright/atomic';
import { add as addUnder1 } from '../../../book/ch09-locks/01-mutex-1.ts';
import { Mutex as Mutex2, add as addUnder2 } from '../../../book/ch09-locks/02-mutex-2.ts';
import { add as addUnder3 } from '../../../book/ch09-locks/03-mutex-3.ts';
import { Condvar as Condvar1 } from '../../../book/ch09-locks/04-condvar-1.ts';
import { Condvar as Condvar2 } from '../../../book/ch09-locks/05-condvar-2.ts';
import { RwLock as RwLock1 } from '../../../book/ch09-locks/06-rwlock-1.ts';
import { RwLock as RwLock2 } from '../../../book/ch09-locks/07-rwlock-2.ts';
import { RwLock as RwLock3 } from '../../../book/ch09-locks/08-rwlock-3.ts';
import type { AnyRwLock, Words } from '../../../book/ch09-locks/readers-and-writers.ts';
import { WRITE_EVERY } from '../ours/bodies.ts';
import { threadOf } from '../ours/partner.ts';

/** What all threads of a workload of the book's locks run: on handles of their own, over the words that they share. */

export type Version = 1 | 2 | 3;

const adders = { 1: addUnder1, 2: addUnder2, 3: addUnder3 };

/** Adds 1 so often, each time under the mutex of that version. */
function addMany(version: Version, state: AtomicU32, total: Int32Array, n: number): void {
  adders[version](state, total, n);
}

function rwLockOf(version: Version, { state, writerWakeCounter }: Words): AnyRwLock {
  if (version === 1) return new RwLock1(state);
  return version === 2 ? new RwLock2(state, writerWakeCounter) : new RwLock3(state, writerWakeCounter);
}

/** Reads a number so often, each time under the lock, and returns the sum. */
function readMany(version: Version, words: Words, n: number): number {
  return readAll(rwLockOf(version, words), words.pair, n);
}

function readAll(lock: AnyRwLock, numbers: Int32Array, n: number): number {
  let sum = 0;
  for (let i = 0; i < n; i++) {
    lock.read();
    sum += numbers[0]!;
    lock.endRead();
  }
  return sum;
}

function writeMany(version: Version, words: Words, n: number): void {
  writeAll(rwLockOf(version, words), words.pair, n);
}

function writeAll(lock: AnyRwLock, numbers: Int32Array, n: number): void {
  for (let i = 0; i < n; i++) {
    lock.write();
    numbers[0]! += 1;
    lock.endWrite();
  }
}

/** Reads it, and now and then adds to it. */
function mixMany(version: Version, words: Words, n: number): number {
  return mixAll(rwLockOf(version, words), words.pair, n);
}

function mixAll(lock: AnyRwLock, numbers: Int32Array, n: number): number {
  let sum = 0;
  for (let i = 0; i < n; i++) {
    if (i % WRITE_EVERY === 0) {
      lock.write();
      numbers[0]! += 1;
      lock.endWrite();
    } else {
      lock.read();
      sum += numbers[0]!;
      lock.endRead();
    }
  }
  return sum;
}

export const works = { addMany, readMany, writeMany, mixMany };

export const bodies = { url: new URL(import.meta.url), works };

export const inThread = threadOf(works);

/** The words of a mutex and of a condition variable, and whose turn it is. */
export interface Turns {
  readonly state: AtomicU32;
  readonly counter: AtomicU32;
  readonly waiters: AtomicU32;
  readonly turns: Int32Array;
}

export function condvarOf(version: 1 | 2, { counter, waiters }: Turns): Condvar1 | Condvar2 {
  return version === 1 ? new Condvar1(counter) : new Condvar2(counter, waiters);
}

/** Waits until the count under the mutex has the parity, adds 1 and says so; `n` times. */
export function takeTurns(version: 1 | 2, words: Turns, parity: number, n: number): void {
  const mutex = new Mutex2(words.state);
  const changed = condvarOf(version, words);
  const { turns } = words;
  for (let i = 0; i < n; i++) {
    mutex.lock();
    while (turns[0]! % 2 !== parity) changed.wait(mutex);
    turns[0]! += 1;
    mutex.unlock();
    changed.notifyOne();
  }
}
