/** `lockwright/lock/debug`: who waits for whom, deadlocks named, orders of locks that can deadlock, and times. Nothing of it costs anything until `enableLockDebugging` is called. */
import { isToBeDebugged } from '../../realm/host.ts';
import { heapRegion } from '../../memory/heap.ts';
import { lockTable, openLockTable } from '../../memory/lock-table.ts';
import { realm } from '../../realm/realm.ts';
import { debugHook } from '../debug-hook.ts';
import type { Named } from '../lock-errors.ts';
import { followAll } from './kinds.ts';
import { callerPlace } from './place.ts';
import { forgetLockAt, lockRow } from './records.ts';
import { applySettings, bad, checkOptions, type LockDebugOptions, WATCH_MS } from './settings.ts';
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

/** Gives a lock the name that reports call it; returns the lock. Without it, its kind and the place where it was made do. */
export function nameLock<L extends object>(lock: L, name: string): L {
  const { kind, region, address } = lock as L & Partial<Named>;
  if (kind === undefined || region === undefined || address === undefined) {
    throw bad(`nameLock(lock, name): expected a lock of lockwright/lock, but got ${String(lock)}`);
  }
  if (typeof name !== 'string' || name === '') throw bad(`nameLock(lock, name): expected a name, but got ${JSON.stringify(name)}`);
  if (lockTable() !== 0) lockRow(lock as L & Named, name);
  return lock;
}

function follow(): void {
  if (isFollowing) return;
  isFollowing = true;
  followAll();
}

debugHook.made = (lock, isNew) => {
  if (realm.checked !== undefined) return;
  if (lockTable() === 0) {
    if (!isWanted) return;
    enableLockDebugging();
  }
  follow(); // a thread that was there before is handed its first lock
  if (!isNew) return;
  forgetLockAt(lock);
  lockRow(lock, `${lock.kind} made at ${callerPlace()}`);
};
