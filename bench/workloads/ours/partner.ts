import { AtomicI32 } from 'lockwright/atomic';
import { spawn } from 'lockwright/thread';
import { halfOf, sharedClock, spanOf, type Run } from '../../harness/workload.ts';

/** A second thread of ours for workloads of two threads. It is spawned for each sample; both then meet, and only what follows is timed. */

const BOTH = 2;

/** When a thread began and ended its share, on the clock of all threads. */
export type Times = readonly [begin: bigint, end: bigint];

/**
 * Runs `work(share)` here and the export `name` of `./bodies.ts` in a thread, which gets `args` and then what {@link atWork} needs.
 */
export function withSpawned(name: string, args: readonly unknown[], work: (share: number) => void, check: (total: number) => void): Run {
  const arrived = new AtomicI32(0);
  return (n) => {
    const share = halfOf(n);
    arrived.store(0);
    const other = spawn(new URL('./bodies.ts', import.meta.url), name, ...args, arrived, share);
    const mine = atWork(arrived, share, work);
    const theirs = other.join() as Times;
    check(share * BOTH);
    return spanOf(...mine, ...theirs);
  };
}

/** Waits for the other thread, then does the share. */
export function atWork(arrived: AtomicI32, share: number, work: (share: number) => void): Times {
  arrived.fetchAdd(1);
  while (arrived.load() < BOTH);
  const begin = sharedClock();
  work(share);
  return [begin, sharedClock()];
}
