/** Threads: spawn, join, scope, park and unpark, over a pool of workers. */
import '../realm/host.ts';

export { spawn, spawnWith, type ModulePlace, type Spawn, type SpawnOptions, type SpawnWith } from './spawn.ts';
export { JoinHandle } from './join-handle.ts';
export { Thread } from './thread.ts';
export { exportToThreads } from './exports.ts';
export { scope, type Scope } from './scope.ts';
export { availableParallelism, cancelSignal, current, isCancelled, throwIfCancelled } from './current.ts';
export { park, parkAsync, parkTimeout } from './park.ts';
export { sleep, sleepAsync, yieldNow } from './sleep.ts';
export { moving } from './outcome.ts';
export type { Sendable } from '../codec/sendable.ts';
export {
  CancelledError,
  CannotBlockError,
  LockwrightError,
  NotIsolatedError,
  NotSendableError,
  OwnerDiedError,
  ThreadError,
} from '../realm/errors.ts';
