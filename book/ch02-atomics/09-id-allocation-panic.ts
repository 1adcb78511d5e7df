/**
 * Ids end at a limit, and who asks for more gets an error. But each such call still counts on, so a program that goes on asking is given 0
 * again in the end.
 */
import { AtomicU8, type AtomicU32 } from 'lockwright/atomic';

export function allocateId(next: AtomicU32 | AtomicU8, limit: number): number {
  const id = next.fetchAdd(1, 'relaxed');
  if (id >= limit) throw new RangeError(`there are no more than ${limit} ids`);
  return id;
}

if (import.meta.main) {
  // A word of 8 bits, so that it does not take hours.
  const next = new AtomicU8(0);
  let errors = 0;
  for (let seen = 0; seen < 4;) {
    try {
      console.log(`id: ${allocateId(next, 3)}`);
      seen++;
    } catch {
      errors++;
    }
  }
  console.log(`errors before an id was given again: ${errors}`);
}
