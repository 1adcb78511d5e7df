/** Floor 6: locks. */
import '../realm/host.ts';
import './travel.ts';
import './debug/index.ts';

export { Mutex, type MutexGuard, type MutexOf } from './mutex/mutex.ts';
export { SpinLock, type SpinLockGuard, type SpinLockOf } from './spin-lock/spin-lock.ts';
export { ReentrantLock, type ReentrantLockGuard, type ReentrantLockOf } from './reentrant-lock/reentrant-lock.ts';
export { TicketLock, type TicketLockGuard, type TicketLockOf } from './ticket-lock/ticket-lock.ts';
export { ClhLock, type ClhLockGuard, type ClhLockOf } from './clh-lock/clh-lock.ts';
export { McsLock, type McsLockGuard, type McsLockOf } from './mcs-lock/mcs-lock.ts';
export { Condvar, type AsyncWaitOptions, type WaitResult } from './condvar/condvar.ts';
export { Once } from './once/once.ts';
export { OnceLock, type OnceLockOf } from './once-lock/once-lock.ts';
export { LazyLock, type LazyLockOf } from './lazy-lock/lazy-lock.ts';
export { Latch } from './latch/latch.ts';
export { WaitGroup } from './wait-group/wait-group.ts';
export { Barrier, type BarrierResult } from './barrier/barrier.ts';
export type { Pledge } from './pledge.ts';
export type { TimedAsyncOptions } from './wait-for-word.ts';
export { RwLock, type RwLockOf } from './rw-lock/rw-lock.ts';
export { ReadGuard, UpgradableReadGuard, WriteGuard } from './rw-lock/rw-guards.ts';
export { SeqLock, type SeqLockGuard, type SeqLockOf } from './seq-lock/seq-lock.ts';
export { Semaphore } from './semaphore/semaphore.ts';
export { Permits } from './semaphore/permits.ts';
export {
  ParkingLot,
  type ParkOptions,
  type ParkResult,
  type RequeueOptions,
  type RequeueResult,
  type UnparkResult,
} from './parking-lot/parking-lot.ts';
export { ParkingMutex } from './parking-mutex/parking-mutex.ts';
export { ParkingGuard } from './parking-mutex/parking-guard.ts';
export { Guard } from './guard.ts';
export type { LockOptions } from './lock-options.ts';
export type { AsyncOptions } from './owned-lock.ts';
export { CannotBlockError, LockError, LockwrightError, OwnerDiedError } from '../realm/errors.ts';
