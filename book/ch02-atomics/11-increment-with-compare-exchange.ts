/**
 * An addition made of `compareExchange`: it takes place only if the word is still what it was when it was read, and else begins anew from
 * what was found.
 */
import { AtomicU32 } from 'lockwright/atomic';

export function increment(a: AtomicU32): void {
  let current = a.load('relaxed');
  for (;;) {
    const found = a.compareExchange(current, current + 1, 'relaxed', 'relaxed');
    if (found === current) return;
    current = found;
  }
}

if (import.meta.main) {
  const a = new AtomicU32(0);
  increment(a);
  increment(a);
  console.log(a.load());
}
