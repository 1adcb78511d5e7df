/**
 * One thread writes two words, the other reads them the other way round. By their declared orders even `x: 0, y: 20` may come out;
 * JavaScript itself runs every atomic operation as sequentially consistent, so on threads it never does.
 */
import { AtomicU32 } from 'lockwright/atomic';
import { scope } from 'lockwright/thread';

export function a(x: AtomicU32, y: AtomicU32): void {
  x.store(10, 'relaxed');
  y.store(20, 'relaxed');
}

export function b(x: AtomicU32, y: AtomicU32): string {
  const seenY = y.load('relaxed');
  const seenX = x.load('relaxed');
  return `x: ${seenX}, y: ${seenY}`;
}

if (import.meta.main) {
  const x = new AtomicU32(0);
  const y = new AtomicU32(0);
  scope((s) => {
    s.spawn(import.meta, a, x, y);
    console.log(s.spawn(import.meta, b, x, y).join());
  });
}
