import { AtomicI32, wait, wakeAll } from 'lockwright/atomic';
import { spawn } from 'lockwright/thread';
import { sharedClock, spanOf, type Run, type Times } from '../../harness/workload.ts';

/** More threads of ours for workloads of several threads. They are spawned for each sample; all then meet, and only what follows is timed. */

/** What threads do, by name: the last argument is how often. */
export type Works = Readonly<Record<string, (...args: any[]) => void>>;

/** A module that exports `works`, and `inThread` made of them by {@link threadOf}. */
export interface Bodies<W extends Works> {
  readonly url: URL;
  readonly works: W;
}

/** Runs the work of that name in so many threads, this one among them: each does its share. */
export function withThreads<W extends Works>(
  { url, works }: Bodies<W>,
  threads: number,
  name: keyof W & string,
  args: readonly unknown[],
  check: (total: number, share: number) => void,
): Run {
  const arrived = new AtomicI32(0);
  const work = works[name]!;
  return (n) => {
    const share = Math.ceil(n / threads);
    arrived.store(0);
    const others = Array.from({ length: threads - 1 }, () => spawn(url, 'inThread', name, args, arrived, threads, share));
    const mine = atWork(work, args, arrived, threads, share);
    const times = [mine, ...others.map((other) => other.join() as Times)];
    check(share * threads, share);
    return spanOf(times);
  };
}

/** What a spawned thread is told to run. */
export function threadOf(works: Works) {
  return (name: string, args: readonly unknown[], arrived: AtomicI32, threads: number, share: number): Times =>
    atWork(works[name]!, args, arrived, threads, share);
}

/** Waits for the other threads, then does the share. */
export function atWork(work: Works[string], args: readonly unknown[], arrived: AtomicI32, threads: number, share: number): Times {
  meet(arrived, threads);
  const begin = sharedClock();
  work(...args, share);
  return [begin, sharedClock()];
}

/** Two look until both are there, so as to begin at once. More would keep those who are still to come from the processors, and sleep. */
function meet(arrived: AtomicI32, threads: number): void {
  arrived.fetchAdd(1);
  if (threads > 2) wakeAll(arrived);
  for (let there = arrived.load(); there < threads; there = arrived.load()) if (threads > 2) wait(arrived, there);
}
