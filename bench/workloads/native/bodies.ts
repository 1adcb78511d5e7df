import { lock, spinLock, spinUnlock, unlock } from './raw-locks.ts';

/** The loops that both threads of a native workload run. */

export function fetchAddMany(words: Int32Array<SharedArrayBuffer>, n: number): void {
  for (let i = 0; i < n; i++) Atomics.add(words, 0, 1);
}

/** A lock word and the counter that it guards, far enough apart not to share a cache line. */
export const LOCK = 0;
export const COUNTER = 64;

export function incrementUnderMutex(words: Int32Array<SharedArrayBuffer>, n: number): void {
  for (let i = 0; i < n; i++) {
    lock(words, LOCK);
    (words[COUNTER] as number)++;
    unlock(words, LOCK);
  }
}

export function incrementUnderSpinLock(words: Int32Array<SharedArrayBuffer>, n: number): void {
  for (let i = 0; i < n; i++) {
    spinLock(words, LOCK);
    (words[COUNTER] as number)++;
    spinUnlock(words, LOCK);
  }
}
