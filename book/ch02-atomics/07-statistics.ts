/**
 * Three words of statistics: how many items, how long all of them took, and how long the longest. Each is right; together they are no
 * snapshot, since a reader may come between two of them.
 */
import { AtomicU32 } from 'lockwright/atomic';
import { scope, sleep } from 'lockwright/thread';

export interface Statistics {
  readonly done: AtomicU32;
  readonly total: AtomicU32;
  readonly longest: AtomicU32;
}

export const newStatistics = (): Statistics => ({ done: new AtomicU32(0), total: new AtomicU32(0), longest: new AtomicU32(0) });

export function note({ done, total, longest }: Statistics, took: number): void {
  done.fetchAdd(1, 'relaxed');
  total.fetchAdd(took, 'relaxed');
  longest.fetchMax(took, 'relaxed');
}

export interface Numbers {
  readonly done: number;
  readonly total: number;
  readonly longest: number;
}

export function read({ done, total, longest }: Statistics): Numbers {
  return { total: total.load('relaxed'), done: done.load('relaxed'), longest: longest.load('relaxed') };
}

export function work(statistics: Statistics, items: readonly number[]): void {
  for (const ms of items) {
    sleep(ms);
    note(statistics, ms);
  }
}

function show({ done, total, longest }: Numbers): string {
  return `${done} done, ${done === 0 ? 0 : total / done} ms on average, ${longest} ms at most`;
}

if (import.meta.main) {
  const statistics = newStatistics();
  scope((s) => {
    for (let n = 0; n < 4; n++) s.spawn(import.meta, work, statistics, [1, 2, 3, 4]);
    for (let seen = read(statistics); seen.done < 16; seen = read(statistics)) {
      console.log(`working: ${show(seen)}`);
      sleep(5);
    }
  });
  console.log(`done: ${show(read(statistics))}`);
}
