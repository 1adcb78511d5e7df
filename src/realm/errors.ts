/**
 * Every error that Lockwright throws on purpose. Each has a stable `code`, so that a caller can tell errors apart without
 * reading the message; the message names the object, what was found, what was expected, and what to do about it.
 */

/** The root of all errors of Lockwright. Catch this to catch them all. */
export class LockwrightError extends Error {
  /** Written out here and in each class below, since minifiers rename classes. */
  static override readonly name: string = 'LockwrightError';

  /** A stable, machine-readable name of the fault, such as `'DOUBLE_FREE'`. */
  readonly code: string;

  constructor(code: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }

  override get name(): string {
    return this.constructor.name;
  }
}

/** Shared memory was misused or ran out: a bad address, a double free, a misaligned offset, a full heap. */
export class MemoryError extends LockwrightError {
  static override readonly name: string = 'MemoryError';
}

/** A memory ordering was given to an operation that cannot have it, such as a `release` load. */
export class OrderingError extends LockwrightError {
  static override readonly name: string = 'OrderingError';
}

/** A blocking call on an agent that may not block (a page's main thread). The message names the call to use instead. */
export class CannotBlockError extends LockwrightError {
  static override readonly name: string = 'CannotBlockError';
}

/** Shared memory is not available here, mostly because a page is not cross-origin isolated. */
export class NotIsolatedError extends LockwrightError {
  static override readonly name: string = 'NotIsolatedError';
}

/** A lock was misused: unlocked by a thread that does not hold it, locked twice by one thread, a stale guard used. */
export class LockError extends LockwrightError {
  static override readonly name: string = 'LockError';
}

/** Threads wait for each other in a circle, each for a lock that the next one holds. Thrown while locks are debugged; the message names all of them. */
export class DeadlockError extends LockError {
  static override readonly name: string = 'DeadlockError';
}

/** The thread that held this lock ended without unlocking it; what the lock protects may be half-changed. */
export class OwnerDiedError extends LockwrightError {
  static override readonly name: string = 'OwnerDiedError';
}

/** A value cannot travel to another thread. The message names the path to it, such as `arguments[0].socket`. */
export class NotSendableError extends LockwrightError {
  static override readonly name: string = 'NotSendableError';
}

/** A thread could not be started, or ended without returning (terminated, exited, crashed). */
export class ThreadError extends LockwrightError {
  static override readonly name: string = 'ThreadError';
}

/** Thrown by `throwIfCancelled()` in a thread whose handle was told to `cancel()`. */
export class CancelledError extends LockwrightError {
  static override readonly name: string = 'CancelledError';
}
