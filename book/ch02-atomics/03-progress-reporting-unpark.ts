/**
 * The same, and the worker unparks the main thread after each item: it hears of the last one at once, instead of after the rest of its
 * sleep.
 */
import { AtomicU32 } from 'lockwright/atomic';
import { current, parkTimeout, scope, sleep, type Thread } from 'lockwright/thread';

export function workThrough(done: AtomicU32, items: number, watcher: Thread, ms: number): void {
  for (let i = 0; i < items; i++) {
    if (ms > 0) sleep(ms); // an item is processed
    done.store(i + 1, 'relaxed');
    watcher.unpark();
  }
}

export function watch(done: AtomicU32, items: number, ms: number, report: (seen: number) => void): void {
  for (;;) {
    const seen = done.load('relaxed');
    if (seen === items) return;
    report(seen);
    parkTimeout(ms);
  }
}

export function run(items: number, ms: number, lookEveryMs: number, report: (seen: number) => void): void {
  const done = new AtomicU32(0);
  scope((s) => {
    s.spawn(import.meta, workThrough, done, items, current(), ms);
    watch(done, items, lookEveryMs, report);
  });
}

if (import.meta.main) {
  run(10, 2, 10_000, (seen) => console.log(`working: ${seen} of 10 done`));
  console.log('done!');
}
