/**
 * Each thread copies what it reads in one word into the other. Both are 0, so both stay 0: a value from nowhere is what C++'s and Rust's
 * text does not exclude, but nothing does. RC11 excludes it.
 */
import { AtomicU32 } from 'lockwright/atomic';
import { scope } from 'lockwright/thread';

export function copy(from: AtomicU32, to: AtomicU32): number {
  const value = from.load('relaxed');
  to.store(value, 'relaxed');
  return value;
}

if (import.meta.main) {
  const x = new AtomicU32(0);
  const y = new AtomicU32(0);
  scope((s) => {
    s.spawn(import.meta, copy, x, y);
    s.spawn(import.meta, copy, y, x);
  });
  console.log(`x: ${x.load()}, y: ${y.load()}`);
}
