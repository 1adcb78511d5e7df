/** Four workers count what they have done in one word. Each adds to it: a store of its own count would overwrite those of the others. */
import { AtomicU32 } from 'lockwright/atomic';
import { scope, sleep } from 'lockwright/thread';

export function workThrough(done: AtomicU32, items: number, ms: number): void {
  for (let i = 0; i < items; i++) {
    sleep(ms); // an item is processed
    done.fetchAdd(1, 'relaxed');
  }
}

if (import.meta.main) {
  const done = new AtomicU32(0);
  scope((s) => {
    for (let n = 0; n < 4; n++) s.spawn(import.meta, workThrough, done, 5, 2);
    for (let seen = 0; seen < 20; seen = done.load('relaxed')) {
      console.log(`working: ${seen} of 20 done`);
      sleep(10);
    }
  });
  console.log('done!');
}
