import type { SharedMemory } from '../../realm/realm.ts';
import { realm } from '../../realm/realm.ts';
import type { AnyLayout, Layout, ValueOf, ViewOf } from '../../memory/layout/layout.ts';
import * as heldList from '../../memory/held-list.ts';
import * as ownerWord from '../../memory/owner-word.ts';
import { OWNER_WORD_BYTES, takeOwnerWord } from '../../memory/owner-word.ts';
import type { Region } from '../../memory/region.ts';
import type { Guard } from '../guard.ts';
import { checkTimeout, refusePoisonedOrFreed } from '../lock-errors.ts';
import type { LockOptions, Place, Where } from '../lock-options.ts';
import { alignmentFor, bytesFor, OwnedLock, placeAt, WORD_ALIGNMENT } from '../owned-lock.ts';
import { unlockContended } from '../unlock-contended.ts';
import { spin } from './spin.ts';

// V8 folds a module's own constants into the code; imported ones it loads at each use.
const { HELD_OWNER_WORD } = heldList;
const { me } = ownerWord;

/**
 * A lock whose waiters keep looking instead of going to sleep. Locking and unlocking costs the same as with a Mutex, 14 to 20 ns; waiting burns the processor
 * of the one who waits.
 *
 * **Use a `Mutex` unless you have measured.** A spin lock pays only where the sections under it are shorter than going to sleep (some µs) *and* there are
 * no more threads than processors: if the owner is not running, all who spin waste their time slices waiting for it. What it has over a mutex: an unlock
 * never calls the operating system.
 *
 * | word          | meaning                                    | who changes it, and how                             |
 * |---------------|--------------------------------------------|-----------------------------------------------------|
 * | 0             | free                                       | anyone: exchanges it for its own block              |
 * | owner         | held                                       | the owner: to 0                                     |
 * | owner + ASYNC | held, and promises may wait on the count   | the owner: to 0, raises the count, tells all        |
 * | POISONED      | free, but the last owner died holding it   | `clearPoison`: to 0; `recover`: to its block        |
 *
 * Blocked threads leave no flag: there is nobody to wake. Otherwise it is a {@link Mutex}, with the same forms, guard and poison.
 */
export class SpinLock<V = undefined, W = V> extends OwnedLock<V, W> {
  /** Bytes of a spin lock without a value. See {@link bytesFor}. */
  static readonly byteLength: number = OWNER_WORD_BYTES;
  /** What the byte offset of a spin lock without a value must be a multiple of. See {@link alignmentFor}. */
  static readonly alignment: number = WORD_ALIGNMENT;

  /** Bytes of a spin lock with a value of that layout. */
  static bytesFor(layout?: Layout<any, any>): number {
    return bytesFor(layout);
  }

  /** What the byte offset of a spin lock with a value of that layout must be a multiple of. */
  static alignmentFor(layout?: Layout<any, any>): number {
    return alignmentFor(layout);
  }

  /**
   * A handle for the spin lock at `byteOffset` of your own memory (or the heap), which is not initialised: all zero is unlocked, with a value of zeros.
   *
   * @throws {MemoryError} `OUT_OF_RANGE`, `MISALIGNED`, `NOT_SHARED`
   */
  static at<V = undefined, W = V>(
    memory: SharedMemory | Region,
    byteOffset: number,
    layout?: Layout<V, W>,
    options?: LockOptions,
  ): SpinLock<V, W> {
    return new SpinLock<V, W>(layout as Layout<V, W>, undefined, placeAt('SpinLock', memory, byteOffset, options));
  }

  /** A spin lock in the heap, unlocked, without a value or with a first value (zeros if left out). */
  constructor(layout: Layout<V, W>, initial?: V | W, options?: LockOptions);
  constructor(options?: LockOptions); // second: a layout has a name as well
  /** @internal */
  constructor(layout: Layout<V, W>, initial: V | W | undefined, place: Place);
  constructor(layout?: Layout<V, W> | LockOptions, initial?: V | W, where?: Where) {
    super('SpinLock', layout, initial, where);
  }

  get kind(): 'SpinLock' {
    return 'SpinLock';
  }

  /**
   * Locks; spins as long as it takes, after about a tenth of a millisecond with short sleeps in between.
   *
   * @throws {OwnerDiedError} the last owner died holding it: see `recover` and `clearPoison`
   * @throws {LockError} `SELF_DEADLOCK` if this thread holds it
   * @throws {CannotBlockError} on a page's main thread, if it is still held after that tenth of a millisecond: use `lockAsync`
   */
  lock(): Guard<V, W> {
    if (this.ops.takeOwnerWord(this.address, me.block!, HELD_OWNER_WORD) !== 0) spin(this, 'lock()', Infinity);
    return this.newGuard();
  }

  /** Locks if nobody holds it, else returns undefined. Throws `OwnerDiedError` as {@link lock} does. */
  tryLock(): Guard<V, W> | undefined {
    const found = takeOwnerWord(this.region, this.address);
    if (found === 0) return this.newGuard();
    refusePoisonedOrFreed(this, found);
    return undefined;
  }

  /** Locks; gives up after `ms` milliseconds and returns undefined. Throws what {@link lock} throws. */
  tryLockFor(ms: number): Guard<V, W> | undefined {
    checkTimeout('SpinLock.tryLockFor', ms);
    if (takeOwnerWord(this.region, this.address) !== 0 && !spin(this, 'tryLockFor()', realm.now() + ms)) return undefined;
    return this.newGuard();
  }

  /**
   * Unlocks, and makes the guard stale.
   *
   * @throws {LockError} `NOT_LOCKED` if it was not locked through this handle, `NOT_OWNER` if this thread does not hold it
   */
  unlock(): void {
    this.endTurn();
    const found = this.ops.giveOwnerWord(this.address, me.block!);
    if (found !== 0) unlockContended(this, found);
  }
}

/** What `spinLock.lock()` returns. */
export type SpinLockGuard<V = undefined, W = V> = Guard<V, W>;

/** The type of a spin lock whose value has that layout. */
export type SpinLockOf<L extends AnyLayout> = SpinLock<ValueOf<L>, ViewOf<L>>;
