/** `lockwright/lock/debug`: who waits for whom, deadlocks named, orders of locks that can deadlock, and times. Nothing of it costs anything until `enableLockDebugging` is called. */
import { isToBeDebugged } from '../../realm/host.ts';
import { heapRegion } from '../../memory/heap.ts';
import { lockTable, openLockTable } from '../../memory/lock-table.ts';
import { realm } from '../../realm/realm.ts';
import { debugHook } from '../debug-hook.ts';
import { followAll } from './kinds.ts';
import { callerPlace } from './place.ts';
import { forgetLockAt, lockRow } from './records.ts';
import { applySettings, checkOptions, type LockDebugOptions, WATCH_MS } from './settings.ts';
import { watchForCircles } from './watch.ts';

export { DeadlockError } from '../../realm/errors.ts';
export type { LockDebugOptions } from './settings.ts';
export { type LockStatistics, lockStatistics, type Times } from './statistics.ts';
export { type Holder, type Waiter, waitForDot, waitForGraph, waitForText } from './wait-for-graph.ts';

/** Whether the environment asks for it: looked at once, since that takes longer than making a lock. */
const isWanted = isToBeDebugged('locks');

let isFollowing = false;

/** Follows locks from here on, in this thread and in those that are started from now on. A lock then costs some tens of µs to take and give back. */
export function enableLockDebugging(options: LockDebugOptions = {}): void {
  checkOptions(options);
  heapRegion();
  openLockTable();
  applySettings(options);
  follow();
  watchForCircles(options.watchMs ?? WATCH_MS);
}

function follow(): void {
  if (isFollowing) return;
  isFollowing = true;
  followAll();
}

debugHook.made = (lock, isNew, name) => {
  if (realm.checked !== undefined) return;
  if (lockTable() === 0) {
    if (!isWanted) return;
    enableLockDebugging();
  }
  follow(); // a thread that was there before is handed its first lock
  if (isNew) forgetLockAt(lock);
  if (name !== undefined) lockRow(lock, name);
  else if (isNew) lockRow(lock, `${lock.kind} made at ${callerPlace()}`);
};
