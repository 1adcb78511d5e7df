/**
 * What the programs of this chapter do with their locks: two threads count. Few times, for who spins while the other is not running waits
 * for the scheduler.
 */
import type { AtomicU32 } from 'lockwright/atomic';
import { scope } from 'lockwright/thread';

export interface AnyLock {
  lock(): void;
  unlock(): void;
}

const THREADS = 2;
const TIMES = 200;

export function count(lock: AnyLock, total: Int32Array, times: number): void {
  for (let i = 0; i < times; i++) {
    lock.lock();
    total[0]! += 1;
    lock.unlock();
  }
}

/** Has two threads call the function `add` of the module, which makes its lock of these words and counts under it. */
export function run(module: URL, words: readonly AtomicU32[]): void {
  const total = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  scope((s) => {
    for (let n = 0; n < THREADS; n++) s.spawn(module, 'add', words, total, TIMES);
  });
  console.log(`counted: ${total[0]}`);
}
