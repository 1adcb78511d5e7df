/**
 * A spin lock, and nothing else: who finds the flag up looks again until it is down. The data that it guards is a matter between its
 * users.
 */
import { AtomicBool, spinLoopHint } from 'lockwright/atomic';
import { scope } from 'lockwright/thread';

export class SpinLock {
  readonly #locked: AtomicBool;

  constructor(locked: AtomicBool) {
    this.#locked = locked;
  }

  lock(): void {
    // Pairs with the release of the thread that unlocked: all that it did is seen from here on.
    while (this.#locked.exchange(true, 'acquire')) spinLoopHint();
  }

  unlock(): void {
    this.#locked.store(false, 'release');
  }
}

export function push(locked: AtomicBool, numbers: Int32Array, added: readonly number[]): void {
  const lock = new SpinLock(locked);
  for (const number of added) {
    lock.lock();
    const length = numbers[0]!;
    numbers[length + 1] = number;
    numbers[0] = length + 1;
    lock.unlock();
  }
}

if (import.meta.main) {
  const locked = new AtomicBool(false);
  // Its first number says how many there are.
  const numbers = new Int32Array(new SharedArrayBuffer(4 * Int32Array.BYTES_PER_ELEMENT));
  scope((s) => {
    s.spawn(import.meta, push, locked, numbers, [1]);
    s.spawn(import.meta, push, locked, numbers, [2, 2]);
  });
  console.log(numbers.subarray(1).join(' '));
}
