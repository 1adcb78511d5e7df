/** Floor 6: locks. */
import '../realm/host.ts';
import './travel.ts';

export { Mutex, type MutexGuard, type MutexOf } from './mutex/mutex.ts';
export { SpinLock, type SpinLockGuard, type SpinLockOf } from './spin-lock/spin-lock.ts';
export { Condvar, type AsyncWaitOptions, type WaitResult } from './condvar/condvar.ts';
export { Guard } from './guard.ts';
export type { AsyncOptions } from './owned-lock.ts';
export { CannotBlockError, LockError, LockwrightError, OwnerDiedError } from '../realm/errors.ts';
