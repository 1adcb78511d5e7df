/**
 * Each thread sleeps while it still holds the lock, so all others wait for it: never do two sleep at the same time, and ten threads take
 * ten times as long.
 */
import { AtomicU32 } from 'lockwright/atomic';
import { Mutex, type MutexOf } from 'lockwright/lock';
import { u32 } from 'lockwright/memory';
import { scope, sleep } from 'lockwright/thread';

export interface Work {
  readonly total: MutexOf<typeof u32>;
  /** How many sleep now, and how many did so at the same time at most. */
  readonly asleep: AtomicU32;
  readonly most: AtomicU32;
}

export const newWork = (): Work => ({ total: new Mutex(u32, 0), asleep: new AtomicU32(0), most: new AtomicU32(0) });

export function addAndSleep({ total, asleep, most }: Work, times: number, ms: number): void {
  const guard = total.lock();
  for (let i = 0; i < times; i++) guard.value += 1;
  rest(asleep, most, ms);
  total.unlock();
}

function rest(asleep: AtomicU32, most: AtomicU32, ms: number): void {
  most.fetchMax(asleep.fetchAdd(1, 'relaxed') + 1, 'relaxed');
  sleep(ms);
  asleep.fetchSub(1, 'relaxed');
}

if (import.meta.main) {
  const work = newWork();
  scope((s) => {
    for (let n = 0; n < 10; n++) s.spawn(import.meta, addAndSleep, work, 100, 10);
  });
  console.log(work.total.withLock((guard) => guard.value));
  console.log(`asleep at the same time: ${work.most.load()}`);
}
