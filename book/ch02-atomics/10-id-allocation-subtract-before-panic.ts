/**
 * Who is refused takes its one back first. Right as long as fewer threads are between the two steps than the word has room for above the
 * limit.
 */
import { AtomicU32, type AtomicU8 } from 'lockwright/atomic';

export function allocateId(next: AtomicU32 | AtomicU8, limit: number): number {
  const id = next.fetchAdd(1, 'relaxed');
  if (id >= limit) {
    next.fetchSub(1, 'relaxed');
    throw new RangeError(`there are no more than ${limit} ids`);
  }
  return id;
}

if (import.meta.main) {
  const next = new AtomicU32(0);
  for (let i = 0; i < 3; i++) console.log(`id: ${allocateId(next, 1000)}`);
}
