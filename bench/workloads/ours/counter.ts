import { allocateAligned, heapRegion } from 'lockwright/memory';
import { expectEqual, type Run } from '../../harness/workload.ts';

/** A counter that workloads of locks add to, and that is checked afterwards. */

/** A run that adds `n` to a counter, and is checked to have done so. */
export function counting<L>(lock: L, run: (lock: L, counter: number, n: number) => void): Run {
  const counter = newCounter();
  return (n) => {
    run(lock, counter, n);
    expectCount(counter, n);
  };
}

/** A word on a cache line of its own, as the counter of the hand-written locks has. */
const LINE_BYTES = 128;

export function newCounter(): number {
  const counter = allocateAligned(LINE_BYTES, LINE_BYTES);
  heapRegion().i32[counter >> 2] = 0;
  return counter;
}

/** Checks the count, and makes it 0 again. */
export function expectCount(counter: number, total: number): void {
  const { i32 } = heapRegion();
  expectEqual(Atomics.exchange(i32, counter >> 2, 0), total, 'the count under the lock');
}
