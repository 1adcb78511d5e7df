/** Ten threads add to a number that a mutex guards, each a hundred times while it holds the lock: no addition is lost. */
import { Mutex } from 'lockwright/lock';
import { u32 } from 'lockwright/memory';
import { scope } from 'lockwright/thread';

export function count(threads: number, each: number): number {
  const total = new Mutex(u32, 0);
  scope((s) => {
    for (let n = 0; n < threads; n++) {
      s.spawn(
        (shared, times) => {
          shared.withLock((guard) => {
            for (let i = 0; i < times; i++) guard.value += 1;
          });
        },
        total,
        each,
      );
    }
  });
  return total.withLock((guard) => guard.value);
}

if (import.meta.main) console.log(count(10, 100));
