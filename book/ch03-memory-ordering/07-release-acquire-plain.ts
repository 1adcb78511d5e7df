/**
 * The same with data that is not atomic, as Rust's `static mut`. Here that needs no `unsafe`, so nobody warns: if the flag did not order
 * the two accesses, they would be a data race.
 */
import { AtomicBool } from 'lockwright/atomic';
import { scope, sleep } from 'lockwright/thread';

export function write(data: Int32Array, ready: AtomicBool): void {
  data[0] = 123;
  ready.store(true, 'release');
}

export function read(data: Int32Array, ready: AtomicBool, whenNot: () => void): number {
  while (!ready.load('acquire')) whenNot();
  return data[0]!;
}

if (import.meta.main) {
  const data = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  const ready = new AtomicBool(false);
  scope((s) => {
    s.spawn(import.meta, write, data, ready);
    const value = read(data, ready, () => {
      sleep(100);
      console.log('waiting...');
    });
    console.log(value);
  });
}
