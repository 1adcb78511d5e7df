/**
 * A semaphore is a count that two calls change: `signal` adds one, `wait` takes one off, and sleeps while there is none. With a first
 * count of 1 it is a mutex that anybody may unlock; with one of 0, a way to say that something has happened.
 */
import { AtomicI32, wait, wakeOne } from 'lockwright/atomic';
import { scope } from 'lockwright/thread';

const NONE = 0;

export class Semaphore {
  readonly #count: AtomicI32;

  constructor(count: AtomicI32) {
    this.#count = count;
  }

  signal(): void {
    this.#count.fetchAdd(1, 'release');
    wakeOne(this.#count);
  }

  wait(): void {
    for (let found = this.#count.load('relaxed'); ;) {
      if (found === NONE) {
        wait(this.#count, NONE);
        found = this.#count.load('relaxed');
        continue;
      }
      const before = this.#count.compareExchange(found, found - 1, 'acquire', 'relaxed');
      if (before === found) return;
      found = before;
    }
  }
}

/** Puts numbers into the box, one at a time, when it is empty. */
export function produce(box: Int32Array, empty: AtomicI32, full: AtomicI32, last: number): void {
  for (let number = 1; number <= last; number++) {
    new Semaphore(empty).wait();
    box[0] = number;
    new Semaphore(full).signal();
  }
}

/** Adds up so many numbers that it finds in the box. */
export function consume(box: Int32Array, empty: AtomicI32, full: AtomicI32, count: number): number {
  let sum = 0;
  for (let i = 0; i < count; i++) {
    new Semaphore(full).wait();
    sum += box[0]!;
    new Semaphore(empty).signal();
  }
  return sum;
}

if (import.meta.main) {
  const box = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  const empty = new AtomicI32(1);
  const full = new AtomicI32(NONE);
  const sum = scope((s) => {
    s.spawn(import.meta, produce, box, empty, full, 100);
    return s.spawn(import.meta, consume, box, empty, full, 100).join();
  });
  console.log(`the sum of 1 to 100: ${sum}`);
}
