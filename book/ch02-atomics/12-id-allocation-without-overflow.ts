/**
 * Ids that never come again: the limit is looked at before the word is changed, so the word never passes it. JavaScript has no weak
 * compareExchange, and needs none.
 */
import { AtomicU32, type AtomicU8 } from 'lockwright/atomic';

export function allocateId(next: AtomicU32 | AtomicU8, limit: number): number {
  let id = next.load('relaxed');
  for (;;) {
    if (id >= limit) throw new RangeError(`there are no more than ${limit} ids`);
    const found = next.compareExchange(id, id + 1, 'relaxed', 'relaxed');
    if (found === id) return id;
    id = found;
  }
}

if (import.meta.main) {
  const next = new AtomicU32(0);
  for (let i = 0; i < 3; i++) console.log(`id: ${allocateId(next, 1000)}`);
}
