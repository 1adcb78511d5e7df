/** What the programs of this chapter do with their reader-writer locks: some threads add, others look. Costs what the lock costs. */
import { AtomicU32 } from 'lockwright/atomic';
import { scope } from 'lockwright/thread';

export interface AnyRwLock {
  read(): void;
  /** Returns whether it called `wakeOne`. */
  endRead(): boolean;
  /** `onWaiting` is called whenever it has to wait. */
  write(onWaiting?: () => void): void;
  endWrite(): void;
}

/** The words of a lock, and two numbers that it keeps equal. */
export interface Words {
  readonly state: AtomicU32;
  readonly writerWakeCounter: AtomicU32;
  readonly pair: Int32Array;
}

export const newWords = (): Words => ({
  state: new AtomicU32(0),
  writerWakeCounter: new AtomicU32(0),
  pair: new Int32Array(new SharedArrayBuffer(2 * Int32Array.BYTES_PER_ELEMENT)),
});

const THREADS = 2;
const TIMES = 1000;

export function addBoth(lock: AnyRwLock, pair: Int32Array, times: number): void {
  for (let i = 0; i < times; i++) {
    lock.write();
    pair[0]! += 1;
    pair[1]! += 1;
    lock.endWrite();
  }
}

/** Whether the two numbers were equal at each look. */
export function lookAtBoth(lock: AnyRwLock, pair: Int32Array, times: number): boolean {
  let equal = true;
  for (let i = 0; i < times; i++) {
    lock.read();
    equal &&= pair[0] === pair[1];
    lock.endRead();
  }
  return equal;
}

/** Runs two threads that add and two that look: the exports `add` and `look` of a module. */
export function run(module: URL): void {
  const words = newWords();
  const equal = scope((s) => {
    for (let n = 0; n < THREADS; n++) s.spawn(module, 'add', words, TIMES);
    const readers = Array.from({ length: THREADS }, () => s.spawn(module, 'look', words, TIMES));
    return readers.every((reader) => reader.join() === true);
  });
  console.log(`added: ${words.pair.join(' ')}`);
  console.log(`always equal: ${equal}`);
}
