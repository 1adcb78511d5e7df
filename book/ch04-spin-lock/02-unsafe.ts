/**
 * The lock has the data in it, and `lock` hands it out. Nobody sees to it that it is not used after `unlock`: in Rust that is what
 * `unsafe` says, here it is a comment.
 */
import { AtomicBool, spinLoopHint } from 'lockwright/atomic';
import { scope } from 'lockwright/thread';

export class SpinLock {
  readonly #locked: AtomicBool;
  readonly #value: Int32Array;

  constructor(locked: AtomicBool, value: Int32Array) {
    this.#locked = locked;
    this.#value = value;
  }

  lock(): Int32Array {
    while (this.#locked.exchange(true, 'acquire')) spinLoopHint();
    return this.#value;
  }

  /** Not while what `lock` gave is still in use: nothing would notice. */
  unlock(): void {
    this.#locked.store(false, 'release');
  }
}

export function push(locked: AtomicBool, value: Int32Array, added: readonly number[]): void {
  const lock = new SpinLock(locked, value);
  for (const number of added) {
    const numbers = lock.lock();
    const length = numbers[0]!;
    numbers[length + 1] = number;
    numbers[0] = length + 1;
    lock.unlock();
  }
}

if (import.meta.main) {
  const locked = new AtomicBool(false);
  // Its first number says how many there are.
  const value = new Int32Array(new SharedArrayBuffer(4 * Int32Array.BYTES_PER_ELEMENT));
  scope((s) => {
    s.spawn(import.meta, push, locked, value, [1]);
    s.spawn(import.meta, push, locked, value, [2, 2]);
  });
  console.log(value.subarray(1).join(' '));
}
