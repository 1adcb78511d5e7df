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
import { lockContended } from './lock-contended.ts';

// V8 folds a module's own constants into the code; imported ones it loads at each use.
const { HELD_OWNER_WORD } = heldList;
const { me } = ownerWord;

/**
 * A lock that one thread holds at a time, with the value that it protects. Lock and unlock take two atomic operations, about 20 ns in Node and 14 in Bun, while nobody else wants
 * it; a thread that has to wait spins for about a microsecond and then sleeps in the operating system.
 *
 * ```ts
 * const account = new Mutex(struct({ id: u32, balance: f64 }), { id: 7, balance: 0 });
 *
 * account.withLock((guard) => (guard.value.balance += 1)); // fastest
 *
 * using guard = account.lock(); // until the end of the block; 50 to 115 ns more on V8
 * guard.value.balance += 1;
 * ```
 *
 * The state is one 32-bit word. It holds the address of the owner's block (`memory/thread-block.ts`), so that it says who has the lock, and two flags:
 *
 * | word              | meaning                                       | who changes it, and how                                             |
 * |-------------------|-----------------------------------------------|---------------------------------------------------------------------|
 * | 0                 | free                                          | anyone: exchanges it for its own block                              |
 * | owner             | held, nobody waits                            | the owner: to 0. Those who wait: set a flag                         |
 * | owner + CONTENDED | held, and threads may be asleep on the word   | the owner: to 0, and wakes one                                      |
 * | owner + ASYNC     | held, and promises may wait on the count      | the owner: to 0, raises the count, and tells all promises           |
 * | POISONED          | free, but the last owner died holding it      | `clearPoison`: to 0; `recover`: to its block. Others throw          |
 *
 * Two invariants carry it. *If a thread is asleep on the word, then the word has CONTENDED, or a thread that was woken is on its way to set it again or to
 * take the lock.* So no unlock without the flag leaves a sleeper behind. *Only the owner removes what says that it is the owner.* So a lock is never
 * unlocked twice, and never by somebody else.
 *
 * The story in reading order: the four ways to lock are below, then `lock-contended.ts` (how a thread waits), `../unlock-contended.ts` (whom to wake),
 * `../lock-async.ts` (how a promise waits), `../owned-lock.ts` (the value, the guard, poison).
 *
 * A lock makes no promise about whose turn it is: whoever comes while it is free takes it, which is what makes it fast. Behind it stand the mutex of
 * U. Drepper, *Futexes Are Tricky* (2011), in the form of M. Bos, *Rust Atomics and Locks* (2023), chapter 9, with owners as in the robust futexes of
 * Linux. They use 0, 1 and 2 for what is 0, owner and owner + CONTENDED here.
 */
export class Mutex<V = undefined, W = V> extends OwnedLock<V, W> {
  /** Bytes of a mutex without a value. See {@link bytesFor}. */
  static readonly byteLength: number = OWNER_WORD_BYTES;
  /** What the byte offset of a mutex without a value must be a multiple of. See {@link alignmentFor}. */
  static readonly alignment: number = WORD_ALIGNMENT;

  /** Bytes of a mutex with a value of that layout. */
  static bytesFor(layout?: Layout<any, any>): number {
    return bytesFor(layout);
  }

  /** What the byte offset of a mutex with a value of that layout must be a multiple of. */
  static alignmentFor(layout?: Layout<any, any>): number {
    return alignmentFor(layout);
  }

  /**
   * A handle for the mutex at `byteOffset` of your own memory (or the heap), which is not initialised: all zero is an unlocked mutex with a value of zeros.
   * Threads that share the memory share the mutex.
   *
   * @throws {MemoryError} `OUT_OF_RANGE`, `MISALIGNED`, `NOT_SHARED`
   */
  static at<V = undefined, W = V>(
    memory: SharedMemory | Region,
    byteOffset: number,
    layout?: Layout<V, W>,
    options?: LockOptions,
  ): Mutex<V, W> {
    return new Mutex<V, W>(layout as Layout<V, W>, undefined, placeAt('Mutex', memory, byteOffset, options));
  }

  /** A mutex in the heap, unlocked, without a value or with a first value (zeros if left out). */
  constructor(layout: Layout<V, W>, initial?: V | W, options?: LockOptions);
  constructor(options?: LockOptions); // second: a layout has a name as well
  /** @internal */
  constructor(layout: Layout<V, W>, initial: V | W | undefined, place: Place);
  constructor(layout?: Layout<V, W> | LockOptions, initial?: V | W, where?: Where) {
    super('Mutex', layout, initial, where);
  }

  get kind(): 'Mutex' {
    return 'Mutex';
  }

  /**
   * Locks; waits as long as it takes.
   *
   * @throws {OwnerDiedError} the last owner died holding it: see `recover` and `clearPoison`
   * @throws {LockError} `SELF_DEADLOCK` if this thread holds it
   * @throws {CannotBlockError} if it would have to wait on a page's main thread: use `lockAsync`
   */
  lock(): Guard<V, W> {
    if (this.ops.takeOwnerWord(this.address, me.block!, HELD_OWNER_WORD) !== 0) lockContended(this, 'lock()', Infinity);
    return this.newGuard();
  }

  /** Locks if nobody holds it, else returns undefined. Never waits. Throws `OwnerDiedError` as {@link lock} does. */
  tryLock(): Guard<V, W> | undefined {
    const found = takeOwnerWord(this.region, this.address);
    if (found === 0) return this.newGuard();
    refusePoisonedOrFreed(this, found);
    return undefined;
  }

  /** Locks; gives up after `ms` milliseconds and returns undefined. Throws what {@link lock} throws. */
  tryLockFor(ms: number): Guard<V, W> | undefined {
    checkTimeout('Mutex.tryLockFor', ms);
    if (takeOwnerWord(this.region, this.address) !== 0 && !lockContended(this, 'tryLockFor()', realm.now() + ms)) return undefined;
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

/** What `mutex.lock()` returns. */
export type MutexGuard<V = undefined, W = V> = Guard<V, W>;

/** The type of a mutex whose value has that layout: `function pay(account: MutexOf<typeof Account>)`. */
export type MutexOf<L extends AnyLayout> = Mutex<ValueOf<L>, ViewOf<L>>;
