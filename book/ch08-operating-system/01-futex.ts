/**
 * To sleep until a word changes, and to wake who sleeps: on Linux the system call `futex`, in JavaScript `Atomics.wait` and
 * `Atomics.notify`, which engines make of it. `wait` looks and falls asleep as one step, so a change in between is not missed; and it may
 * return early, so the caller looks again.
 */
import { scope, sleep } from 'lockwright/thread';

/** Sleeps if the word is what was expected. */
export function wait(word: Int32Array, expected: number): void {
  Atomics.wait(word, 0, expected);
}

export function wakeOne(word: Int32Array): void {
  Atomics.notify(word, 0, 1);
}

export function setAndWake(word: Int32Array, ms: number): void {
  sleep(ms);
  Atomics.store(word, 0, 1, 'relaxed');
  wakeOne(word);
}

export function waitUntilSet(word: Int32Array): void {
  while (Atomics.load(word, 0, 'relaxed') === 0) wait(word, 0);
}

if (import.meta.main) {
  const word = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  scope((s) => {
    s.spawn(import.meta, setAndWake, word, 50);
    console.log('waiting...');
    waitUntilSet(word);
    console.log('done!');
  });
}
