import { staleGuard } from '../lock-errors.ts';
import type { ParkingMutex } from './parking-mutex.ts';

/** The proof that this thread holds a {@link ParkingMutex}, fresh for each time. Use it with `using`, or unlock it in a `finally`. */
export class ParkingGuard {
  /** The handle that the mutex was taken through. */
  readonly lock: ParkingMutex;
  /** @internal The turn of that handle in which this guard is live. */
  readonly turn: number;

  /** @internal */
  constructor(lock: ParkingMutex, turn: number) {
    this.lock = lock;
    this.turn = turn;
  }

  /** Whether the mutex is still held by this guard. */
  get isLive(): boolean {
    return this.turn === this.lock.turn;
  }

  /**
   * Unlocks before the end of the scope.
   *
   * @throws {LockError} `STALE_GUARD` if it was unlocked before
   */
  unlock(): void {
    if (!this.isLive) throw staleGuard(this.lock, 'unlock');
    this.lock.unlock();
  }

  /** {@link unlock}, as `ParkingMutex.unlockFair` does it. */
  unlockFair(): boolean {
    if (!this.isLive) throw staleGuard(this.lock, 'unlock');
    return this.lock.unlockFair();
  }

  /** What `using` calls: unlocks if the guard is still live. */
  [Symbol.dispose](): void {
    if (this.isLive) this.lock.unlock();
  }
}
