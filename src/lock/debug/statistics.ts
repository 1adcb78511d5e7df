import { heapRegion } from '../../memory/heap.ts';
import { inLockTable, LOCK_ROWS, rowsOf } from '../../memory/lock-table.ts';
import { lockKind, lockName } from './records.ts';

// Words of a lock's row. The sums and maxima are doubles.
const COUNT = 8;
const CONTENDED = 9;
const WAIT = { total: 10, max: 12, buckets: 18 } as const;
const HOLD = { total: 14, max: 16, buckets: 40 } as const;
/** Bucket n counts times from 2^n - 1 to 2^(n+1) - 1 µs; the last one all above 2 s. */
const BUCKETS = 22;
const US = 1000;
const P99 = 0.99;

export interface Times {
  readonly totalMs: number;
  readonly meanMs: number;
  readonly maxMs: number;
  /** At least as much as 99 of 100 took, within a factor of two. */
  readonly p99Ms: number;
}

export interface LockStatistics {
  readonly name: string;
  readonly kind: string;
  /** How often it was taken. */
  readonly count: number;
  /** How often it was not free at once for a thread; promises are not counted. */
  readonly contended: number;
  readonly wait: Times;
  /** Of those that were given back. */
  readonly hold: Times;
}

export function noteWait(row: number, ms: number, isContended: boolean): void {
  if (row === 0) return;
  inLockTable((i32) => {
    i32[row + COUNT]! += 1;
    if (isContended) i32[row + CONTENDED]! += 1;
    note(i32, row, WAIT, ms);
  });
}

export function noteHold(row: number, ms: number): void {
  if (row !== 0) inLockTable((i32) => note(i32, row, HOLD, ms));
}

function note(i32: Int32Array, row: number, times: typeof WAIT | typeof HOLD, ms: number): void {
  const { f64 } = heapRegion();
  f64[(row + times.total) >>> 1]! += ms;
  f64[(row + times.max) >>> 1] = Math.max(f64[(row + times.max) >>> 1]!, ms);
  const bucket = Math.min(BUCKETS - 1, Math.floor(Math.log2(ms * US + 1)));
  i32[row + times.buckets + bucket]! += 1;
}

/** How often each lock was taken, how long that took and how long it was held, the one that was waited for longest first. */
export function lockStatistics(): LockStatistics[] {
  const all = inLockTable((i32, root) =>
    rowsOf(i32, root, LOCK_ROWS).map((row) => ({
      name: lockName(row),
      kind: lockKind(row),
      count: i32[row + COUNT]!,
      contended: i32[row + CONTENDED]!,
      wait: timesOf(i32, row, WAIT),
      hold: timesOf(i32, row, HOLD),
    })),
  );
  return all.toSorted((a, b) => b.wait.totalMs - a.wait.totalMs);
}

function timesOf(i32: Int32Array, row: number, times: typeof WAIT | typeof HOLD): Times {
  const { f64 } = heapRegion();
  const buckets = Array.from({ length: BUCKETS }, (_, n) => i32[row + times.buckets + n]!);
  const count = buckets.reduce((sum, n) => sum + n, 0);
  const totalMs = f64[(row + times.total) >>> 1]!;
  const maxMs = f64[(row + times.max) >>> 1]!;
  let below = 0;
  const p99 = buckets.findIndex((n) => (below += n) >= P99 * count);
  return { totalMs, meanMs: count === 0 ? 0 : totalMs / count, maxMs, p99Ms: Math.min(maxMs, (2 ** (p99 + 1) - 1) / US) };
}
