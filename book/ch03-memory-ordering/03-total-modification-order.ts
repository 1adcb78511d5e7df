/** The writes to one word have one order that all threads see, even relaxed ones: who has read 15 never reads 5 afterwards. */
import { AtomicU32 } from 'lockwright/atomic';
import { scope } from 'lockwright/thread';

export function a(x: AtomicU32): void {
  x.fetchAdd(5, 'relaxed');
  x.fetchAdd(10, 'relaxed');
}

export function b(x: AtomicU32, looks: number): string {
  return Array.from({ length: looks }, () => x.load('relaxed')).join(' ');
}

if (import.meta.main) {
  const x = new AtomicU32(0);
  scope((s) => {
    s.spawn(import.meta, a, x);
    console.log(s.spawn(import.meta, b, x, 4).join());
  });
}
