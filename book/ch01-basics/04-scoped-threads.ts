/**
 * Two threads read the same numbers, and a scope joins both before it returns. Rust lends them the vector; here what is lent is shared
 * bytes, since agents share nothing else. No check is needed as long as all only read: the model checker finds no race.
 */
import { scope } from 'lockwright/thread';

export function sum(numbers: Int32Array): number {
  return numbers.reduce((total, number) => total + number, 0);
}

export function listThem(numbers: Int32Array): void {
  for (const number of numbers) console.log(number);
}

if (import.meta.main) {
  const numbers = new Int32Array(new SharedArrayBuffer(3 * Int32Array.BYTES_PER_ELEMENT));
  numbers.set([1, 2, 3]);
  scope((s) => {
    const total = s.spawn(import.meta, sum, numbers);
    s.spawn(import.meta, listThem, numbers);
    console.log(`sum: ${total.join()}`);
  });
}
