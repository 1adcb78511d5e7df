import { inLockTable, lockTable, TABLE_FLAGS } from '../../memory/lock-table.ts';
import { heapRegion } from '../../memory/heap.ts';
import { LockError } from '../../realm/errors.ts';
import { shown } from '../../memory/layout/mismatch.ts';

export interface LockDebugOptions {
  /** What happens in the thread that closes a deadlock: a `DeadlockError` (the default), or a report, after which it hangs as it would. For all threads. */
  readonly onDeadlock?: 'throw' | 'report';
  /** Who is told of deadlocks that are not thrown and of orders of locks that can deadlock, in this thread; `console.warn` if left out, and in other threads. */
  readonly report?: (text: string) => void;
  /** How often this thread looks for circles through timed waits and promises, in ms; 0 for never. */
  readonly watchMs?: number;
}

const REPORTS_ONLY = 1;
/** Long enough that no working program stands still for two of them: a guess. */
export const WATCH_MS = 1000;
const MOST_WATCH_MS = 2 ** 31 - 1;

let tell: (text: string) => void = (text) => console.warn(text);

export function report(text: string): void {
  tell(text);
}

export function throwsDeadlocks(): boolean {
  return (heapRegion().i32[(lockTable() >>> 2) + TABLE_FLAGS]! & REPORTS_ONLY) === 0;
}

/** Refuses options that mean nothing. */
export function checkOptions(options: LockDebugOptions): void {
  const what = 'enableLockDebugging(options)';
  if (typeof options !== 'object' || options === null) throw bad(`${what}: expected an object, but got ${shown(options)}`);
  const { onDeadlock, report: listener, watchMs } = options;
  if (onDeadlock !== undefined && onDeadlock !== 'throw' && onDeadlock !== 'report') {
    throw bad(`${what}: expected onDeadlock to be 'throw' or 'report', but got ${shown(onDeadlock)}`);
  }
  if (listener !== undefined && typeof listener !== 'function') {
    throw bad(`${what}: expected report to be a function, but got ${shown(listener)}`);
  }
  if (watchMs !== undefined && !(typeof watchMs === 'number' && watchMs >= 0 && watchMs <= MOST_WATCH_MS)) {
    throw bad(`${what}: expected watchMs to be a number of milliseconds from 0 to ${MOST_WATCH_MS}, but got ${shown(watchMs)}`);
  }
}

function bad(text: string): LockError {
  return new LockError('BAD_OPTIONS', text);
}

export function applySettings({ onDeadlock, report: listener }: LockDebugOptions): void {
  if (listener !== undefined) tell = listener;
  if (onDeadlock === undefined) return;
  inLockTable((i32, root) => {
    i32[root + TABLE_FLAGS] = onDeadlock === 'report' ? REPORTS_ONLY : 0;
  });
}
