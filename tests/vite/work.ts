/** What the threads of the page run, in a file that Vite builds for workers. */
import { Mutex } from 'lockwright/lock';
import { u32 } from 'lockwright/memory';
import { current, exportToThreads, spawn } from 'lockwright/thread';

export function square(x: number): number {
  return x * x;
}

/** Counts under the lock, and under one that it makes itself. */
export function count(shared: Mutex<number>, times: number): unknown {
  const own = new Mutex(u32, 0);
  for (let n = 0; n < times; n++) {
    shared.withLock((guard) => {
      guard.value += 1;
    });
    own.withLock((guard) => {
      guard.value += 1;
    });
  }
  return { name: current().name, own: own.withLock(({ value }) => value) };
}

export function spawnOne(): number {
  return spawn((x: number) => x + 1, 1).join();
}

export function die(shared: Mutex<number>): never {
  shared.lock();
  throw new RangeError('while it held the lock');
}

exportToThreads(import.meta, { square, count, spawnOne, die });
