import * as errors from './lock-errors.ts';
import type { OwnedLock } from './owned-lock.ts';

/**
 * The proof that this thread holds a lock, and the way to its value. A fresh object for each lock, so that a guard that was kept too long can be told from
 * the live one; that check is one comparison, and where the guard does not leave the function it is never really made.
 *
 * Use it with `using`, or unlock it in a `finally`. A struct, array or bytes value is a view: do not keep it longer than the guard.
 */
export class Guard<V, W> {
  /** The handle that the lock was taken through. */
  readonly lock: OwnedLock<V, W>;
  /** @internal The turn of that handle in which this guard is live. */
  turn: number;

  /** @internal */
  constructor(lock: OwnedLock<V, W>, turn: number) {
    this.lock = lock;
    this.turn = turn;
  }

  /** Whether the lock is still held by this guard. */
  get isLive(): boolean {
    return this.turn === this.lock.turn;
  }

  /**
   * The value that the lock protects: by copy for scalars and strings, as a live view otherwise. Undefined if the lock has none.
   *
   * @throws {LockError} `STALE_GUARD`
   */
  get value(): W {
    const { lock } = this;
    if (this.turn !== lock.turn) throw errors.staleGuard(lock, 'read the value through');
    return lock.layout === undefined ? (undefined as W) : lock.layout.getUnchecked(lock.region, lock.valueAddress);
  }

  /**
   * Writes all of the value.
   *
   * @throws {LockError} `STALE_GUARD`, or `NO_LAYOUT` if the lock has no value
   */
  set value(value: V | W) {
    const { lock } = this;
    if (this.turn !== lock.turn) throw errors.staleGuard(lock, 'write the value through');
    if (lock.layout === undefined) throw errors.noLayout(`guard.value of a ${lock.kind}`);
    lock.layout.setUnchecked(lock.region, lock.valueAddress, value);
  }

  /**
   * Unlocks before the end of the scope.
   *
   * @throws {LockError} `STALE_GUARD` if it was unlocked before
   */
  unlock(): void {
    const { lock } = this;
    if (this.turn !== lock.turn) throw errors.staleGuard(lock, 'unlock');
    lock.unlock();
  }

  /** What `using` calls: unlocks if the guard is still live, so that an early `unlock()` is allowed. Never unlocks a lock that was taken since. */
  [Symbol.dispose](): void {
    const { lock } = this;
    if (this.turn === lock.turn) lock.unlock();
  }
}
