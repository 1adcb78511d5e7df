/**
 * Each call gives another id, until the word is full: after 2³² calls it gives 0 again. Here all but the last few of those calls are left
 * out.
 */
import { AtomicU32, type AtomicU8 } from 'lockwright/atomic';

export function allocateId(next: AtomicU32 | AtomicU8): number {
  return next.fetchAdd(1, 'relaxed');
}

if (import.meta.main) {
  const next = new AtomicU32(0);
  for (let i = 0; i < 3; i++) console.log(`id: ${allocateId(next)}`);
  console.log('many ids later');
  next.store(2 ** 32 - 1);
  for (let i = 0; i < 2; i++) console.log(`id: ${allocateId(next)}`);
}
