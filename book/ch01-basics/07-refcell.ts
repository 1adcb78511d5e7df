/**
 * A borrow that is checked while the program runs: many may read, or one may write, and who comes at a wrong moment gets an error.
 * Rust's `RefCell` is for one thread; in JavaScript only shared memory has two who change it, so this one counts its borrows with atomics.
 */
import { AtomicI32 } from 'lockwright/atomic';
import { spawn } from 'lockwright/thread';

const FREE = 0;
const WRITING = -1;

export class SharedCell {
  /** `FREE`, `WRITING`, or how many read. */
  readonly #borrows: AtomicI32;
  readonly #numbers: Int32Array;

  constructor(borrows: AtomicI32, numbers: Int32Array) {
    this.#borrows = borrows;
    this.#numbers = numbers;
  }

  borrow<R>(body: (numbers: Int32Array) => R): R {
    const before = this.#borrows.fetchUpdate((n) => (n === WRITING ? null : n + 1), 'acquire', 'relaxed');
    if (before === null) throw new Error('already mutably borrowed: end that borrow first');
    try {
      return body(this.#numbers);
    } finally {
      this.#borrows.fetchSub(1, 'release');
    }
  }

  borrowMut<R>(body: (numbers: Int32Array) => R): R {
    if (this.#borrows.compareExchange(FREE, WRITING, 'acquire', 'relaxed') !== FREE)
      throw new Error('already borrowed: end that borrow first');
    try {
      return body(this.#numbers);
    } finally {
      this.#borrows.store(FREE, 'release');
    }
  }
}

export function append(borrows: AtomicI32, numbers: Int32Array, number: number): void {
  new SharedCell(borrows, numbers).borrowMut((all) => {
    const length = all[0]!;
    all[length + 1] = number;
    all[0] = length + 1;
  });
}

if (import.meta.main) {
  const borrows = new AtomicI32(FREE);
  // Its first number says how many there are.
  const numbers = new Int32Array(new SharedArrayBuffer(8 * Int32Array.BYTES_PER_ELEMENT));
  numbers.set([3, 1, 2, 3]);
  spawn(import.meta, append, borrows, numbers, 1).join();
  const cell = new SharedCell(borrows, numbers);
  cell.borrow((all) => {
    console.log(all.subarray(1, 1 + all[0]!).join(' '));
    try {
      cell.borrowMut(() => {});
    } catch (error) {
      console.log(String(error));
    }
  });
}
