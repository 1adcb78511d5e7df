/**
 * A worker stores how many items it has done, and the main thread looks at that now and then. What it sees may be old, but never goes
 * back.
 */
import { AtomicU32 } from 'lockwright/atomic';
import { scope, sleep } from 'lockwright/thread';

export function workThrough(done: AtomicU32, items: number, ms: number): void {
  for (let i = 0; i < items; i++) {
    sleep(ms); // an item is processed
    done.store(i + 1, 'relaxed');
  }
}

export function watch(done: AtomicU32, items: number, ms: number, report: (seen: number) => void): void {
  for (;;) {
    const seen = done.load('relaxed');
    if (seen === items) return;
    report(seen);
    sleep(ms);
  }
}

if (import.meta.main) {
  const done = new AtomicU32(0);
  scope((s) => {
    s.spawn(import.meta, workThrough, done, 20, 2);
    watch(done, 20, 10, (seen) => console.log(`working: ${seen} of 20 done`));
  });
  console.log('done!');
}
