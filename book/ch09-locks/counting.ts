/** What the programs of this chapter do with their mutexes: several threads count. Costs what the mutex costs. */
import { AtomicU32 } from 'lockwright/atomic';
import { scope } from 'lockwright/thread';

export interface AnyMutex {
  lock(): void;
  /** Returns whether it asked the kernel to wake somebody. */
  unlock(): boolean;
}

const THREADS = 4;
const TIMES = 5000;

/** Adds to the total; returns how often `unlock` called the kernel. */
export function count(mutex: AnyMutex, total: Int32Array, times: number): number {
  let calls = 0;
  for (let i = 0; i < times; i++) {
    mutex.lock();
    total[0]! += 1;
    if (mutex.unlock()) calls += 1;
  }
  return calls;
}

/** A function that makes its mutex over the word, and counts under it. */
export type Add = (state: AtomicU32, total: Int32Array, times: number) => number;

/** First one thread alone, then four: how often each called the kernel. */
export function run(module: URL, add: Add): void {
  const state = new AtomicU32(0);
  const total = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  console.log(`alone: ${add(state, total, TIMES)} calls of the kernel for ${TIMES} unlocks`);
  scope((s) => {
    for (let n = 0; n < THREADS; n++) s.spawn(module, 'add', state, total, TIMES);
  });
  console.log(`counted: ${total[0]}`);
}
