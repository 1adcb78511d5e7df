/**
 * `lock` gives a guard, the only way to the data, and the end of the guard unlocks. Rust's compiler forbids to use it afterwards; this one
 * throws instead.
 */
import { AtomicBool, spinLoopHint } from 'lockwright/atomic';
import { scope } from 'lockwright/thread';

export class Guard implements Disposable {
  readonly #locked: AtomicBool;
  #value: Int32Array | undefined;

  constructor(locked: AtomicBool, value: Int32Array) {
    this.#locked = locked;
    this.#value = value;
  }

  get value(): Int32Array {
    if (this.#value === undefined) throw new Error('this guard has ended: lock the spin lock again');
    return this.#value;
  }

  [Symbol.dispose](): void {
    if (this.#value === undefined) return;
    this.#value = undefined;
    this.#locked.store(false, 'release');
  }
}

export class SpinLock {
  readonly #locked: AtomicBool;
  readonly #value: Int32Array;

  constructor(locked: AtomicBool, value: Int32Array) {
    this.#locked = locked;
    this.#value = value;
  }

  lock(): Guard {
    while (this.#locked.exchange(true, 'acquire')) spinLoopHint();
    return new Guard(this.#locked, this.#value);
  }
}

export function push(locked: AtomicBool, value: Int32Array, added: readonly number[]): void {
  const lock = new SpinLock(locked, value);
  for (const number of added) {
    using guard = lock.lock();
    const length = guard.value[0]!;
    guard.value[length + 1] = number;
    guard.value[0] = length + 1;
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
  const guard = new SpinLock(locked, value).lock();
  guard[Symbol.dispose]();
  try {
    console.log(guard.value);
  } catch (error) {
    console.log(String(error));
  }
}
