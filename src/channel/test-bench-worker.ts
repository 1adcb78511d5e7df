/** The other side of the `.bench.ts` of each kind: takes what is sent, one by one or in batches. Costs what receiving costs. */
import type { Receiver } from './index.ts';

/** How many a batch has. */
export const BATCH = 64;

export const work = new URL('./test-bench-worker.ts', import.meta.url);

/** As {@link takeAll}, into a typed array. */
export function takeAllInto(receiver: Receiver<number>, count: number): number {
  const values = new Uint32Array(BATCH);
  receiver.receive();
  const start = performance.now();
  for (let left = count - 1; left > 0;) left -= receiver.receiveInto(values);
  receiver.close();
  return performance.now() - start;
}

/** Receives so many; returns how many milliseconds that took, from the first on. */
export function takeAll(receiver: Receiver<number>, count: number, most: number): number {
  receiver.receive();
  const start = performance.now();
  for (let left = count - 1; left > 0;) {
    if (most === 1) {
      receiver.receive();
      left--;
    } else {
      left -= receiver.receiveMany(most).length;
    }
  }
  receiver.close();
  return performance.now() - start;
}
