/** `fetchAdd` adds, and returns the value from before, as one step: no other thread can come between. */
import { AtomicI32 } from 'lockwright/atomic';

export function add(a: AtomicI32): readonly [before: number, after: number] {
  const before = a.fetchAdd(23, 'relaxed');
  const after = a.load('relaxed');
  return [before, after];
}

if (import.meta.main) {
  const [before, after] = add(new AtomicI32(100));
  console.log(`before: ${before}`);
  console.log(`after: ${after}`);
}
