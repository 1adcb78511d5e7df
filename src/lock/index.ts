/** Floor 6: locks. */
import '../realm/host.ts';

export { Mutex, type MutexGuard } from './mutex/mutex.ts';
export { SpinLock, type SpinLockGuard } from './spin-lock/spin-lock.ts';
export { Condvar, type AsyncWaitOptions, type WaitResult } from './condvar/condvar.ts';
export { Guard } from './guard.ts';
export type { AsyncOptions } from './owned-lock.ts';
export { CannotBlockError, LockError, LockwrightError, OwnerDiedError } from '../realm/errors.ts';
