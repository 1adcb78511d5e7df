/**
 * What the compiler must refuse in this chapter: each line below `@ts-expect-error` is an error, or the type check fails. That a guard is
 * used after its end, or sent to another thread, it cannot refuse: Rust's does. Nothing runs it.
 */
import type { SpinLock } from './03-guard.ts';

export function dataWithoutLock(lock: SpinLock): unknown {
  // @ts-expect-error -- the data can be had from a guard only
  return lock.value;
}

export function unlockWithoutGuard(lock: SpinLock): void {
  // @ts-expect-error -- only the end of the guard unlocks
  lock.unlock();
}
