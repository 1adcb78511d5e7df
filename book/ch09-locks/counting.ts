/** What the programs of this chapter do with their mutexes: several threads count. Costs what the mutex costs. */
import { AtomicU32 } from 'lockwright/atomic';
import { scope } from 'lockwright/thread';

export interface AnyMutex {
  lock(): void;
  /** Returns whether it called `wakeOne`. */
  unlock(): boolean;
}

const THREADS = 4;
const TIMES = 5000;

/** Adds to the total; returns how often `unlock` called `wakeOne`. */
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

/** First one thread alone, which says how often it called `wakeOne`, then four. */
export function run(module: URL, add: Add): void {
  const state = new AtomicU32(0);
  const total = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  console.log(`alone: ${add(state, total, TIMES)} calls of wakeOne for ${TIMES} unlocks`);
  scope((s) => {
    for (let n = 0; n < THREADS; n++) s.spawn(module, 'add', state, total, TIMES);
  });
  console.log(`counted: ${total[0]}`);
}
