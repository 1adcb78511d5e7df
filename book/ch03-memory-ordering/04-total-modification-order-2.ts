/** Two threads add to one word: whether 5 or 10 comes first is open, but all readers agree on it. */
import { AtomicU32 } from 'lockwright/atomic';
import { scope } from 'lockwright/thread';

export function add(x: AtomicU32, amount: number): void {
  x.fetchAdd(amount, 'relaxed');
}

export function look(x: AtomicU32, looks: number): string {
  return Array.from({ length: looks }, () => x.load('relaxed')).join(' ');
}

if (import.meta.main) {
  const x = new AtomicU32(0);
  scope((s) => {
    s.spawn(import.meta, add, x, 5);
    s.spawn(import.meta, add, x, 10);
    console.log(s.spawn(import.meta, look, x, 4).join());
  });
}
