import type { SharedMemory } from '../../realm/realm.ts';
import { realm } from '../../realm/realm.ts';
import { LockError } from '../../realm/errors.ts';
import type { AnyLayout, Layout, ValueOf, ViewOf } from '../../memory/layout/layout.ts';
import { i32 } from '../../memory/layout/scalar.ts';
import * as heldList from '../../memory/held-list.ts';
import * as ownerWord from '../../memory/owner-word.ts';
import { isMine, OWNER_WORD_BYTES, takeOwnerWord } from '../../memory/owner-word.ts';
import type { Region } from '../../memory/region.ts';
import type { Guard } from '../guard.ts';
import * as errors from '../lock-errors.ts';
import { lockContended } from '../mutex/lock-contended.ts';
import type { LockOptions, Place, Where } from '../lock-options.ts';
import { alignmentFor, bytesFor, OwnedLock, placeAt, WORD_ALIGNMENT } from '../owned-lock.ts';
import { unlockContended } from '../unlock-contended.ts';
import { ENDED, LIVE, ReentrantGuard } from './reentrant-guard.ts';

// V8 folds a module's own constants into the code; imported ones it loads at each use.
const { HELD_OWNER_WORD } = heldList;
const { me } = ownerWord;

/** Where the depth is: behind the owner word and the count. */
const DEPTH = OWNER_WORD_BYTES;
const OWN_BYTES = DEPTH + i32.byteLength;
/** What the depth can count to. */
const MOST_DEPTH = 2 ** 31 - 1;

/**
 * A lock that the thread that holds it may lock again, and gives back when it has unlocked it as often. Locking and unlocking costs about 34 ns in Node, free or
 * again, where a free `Mutex` costs 11: each guard is a real object, and the lock is 12 bytes.
 *
 * **Use a `Mutex` unless code that holds the lock calls code that locks it.** A mutex tells of that as `SELF_DEADLOCK`; here it goes in, and sees the value as the code outside has left it,
 * which may be half-changed.
 *
 * | word             | meaning                                                         | who changes it, and how                                    |
 * |------------------|-----------------------------------------------------------------|------------------------------------------------------------|
 * | owner word       | who holds it, who waits, and poison, as in a {@link Mutex}      | as in a mutex; the owner: to 0 when it gives back the last |
 * | depth            | how often the owner holds it; means nothing while nobody does   | the owner: to 1 when it takes the owner word, one more for each time that it locks again, one less for each but the last that it unlocks |
 *
 * The depth is no atomic word: only the owner touches it, and the owner word orders one owner before the next. Who takes the lock stores 1 and never adds, because an owner that died has left
 * its depth there.
 *
 * What counts is the thread, not the task: `lock()` goes in wherever another task of this thread holds the lock across an `await`. Promises do not: {@link lockAsync} waits until the lock is
 * free, whoever holds it, so that tasks that use only the asynchronous forms exclude each other. One that awaits it while it holds the lock itself waits for ever.
 */
export class ReentrantLock<V = undefined, W = V> extends OwnedLock<V, W> {
  /** Bytes of a reentrant lock without a value. See {@link bytesFor}. */
  static readonly byteLength: number = OWN_BYTES;
  /** What the byte offset of a reentrant lock without a value must be a multiple of. See {@link alignmentFor}. */
  static readonly alignment: number = WORD_ALIGNMENT;

  /** Bytes of a reentrant lock with a value of that layout. */
  static bytesFor(layout?: Layout<any, any>): number {
    return bytesFor(layout, OWN_BYTES);
  }

  /** What the byte offset of a reentrant lock with a value of that layout must be a multiple of. */
  static alignmentFor(layout?: Layout<any, any>): number {
    return alignmentFor(layout);
  }

  /**
   * A handle for the reentrant lock at `byteOffset` of your own memory (or the heap), which is not initialised: all zero is unlocked, with a value of zeros.
   * A thread may lock it again through another handle than before.
   *
   * @throws {MemoryError} `OUT_OF_RANGE`, `MISALIGNED`, `NOT_SHARED`
   */
  static at<V = undefined, W = V>(
    memory: SharedMemory | Region,
    byteOffset: number,
    layout?: Layout<V, W>,
    options?: LockOptions,
  ): ReentrantLock<V, W> {
    return new ReentrantLock<V, W>(layout as Layout<V, W>, undefined, placeAt('ReentrantLock', memory, byteOffset, options));
  }

  /** The latest guard of this handle that is live. */
  #latest: ReentrantGuard<V, W> | undefined = undefined;

  /** A reentrant lock in the heap, unlocked, without a value or with a first value (zeros if left out). */
  constructor(layout: Layout<V, W>, initial?: V | W, options?: LockOptions);
  constructor(options?: LockOptions); // second: a layout has a name as well
  /** @internal */
  constructor(layout: Layout<V, W>, initial: V | W | undefined, place: Place);
  constructor(layout?: Layout<V, W> | LockOptions, initial?: V | W, where?: Where) {
    super('ReentrantLock', layout, initial, where);
    this.turn = LIVE;
    realm.checked?.describe(this.region.memory, this.address + DEPTH, { name: 'ReentrantLock.depth' });
  }

  get kind(): 'ReentrantLock' {
    return 'ReentrantLock';
  }

  /** @internal */
  override get ownBytes(): number {
    return OWN_BYTES;
  }

  /** How often this thread holds it: 0 if it does not. */
  get depth(): number {
    const { region, address } = this;
    return isMine(region, address, region.ops.load32(address, 'relaxed')) ? i32.getUnchecked(region, address + DEPTH) : 0;
  }

  /**
   * Locks, again if this thread holds it; else waits as long as it takes.
   *
   * @throws {OwnerDiedError} the last owner died holding it: see `recover` and `clearPoison`
   * @throws {LockError} `TOO_MANY` if this thread holds it 2^31 - 1 times
   * @throws {CannotBlockError} if it would have to wait on a page's main thread: use `lockAsync`
   */
  lock(): Guard<V, W> {
    const found = this.ops.takeOwnerWord(this.address, me.block!, HELD_OWNER_WORD);
    if (found === 0) return this.newGuard();
    if (isMine(this.region, this.address, found)) return this.#again();
    lockContended(this, 'lock()', Infinity);
    return this.newGuard();
  }

  /** Locks if no other thread holds it, else returns undefined. Never waits. Throws `OwnerDiedError` and `TOO_MANY` as {@link lock} does. */
  tryLock(): Guard<V, W> | undefined {
    const found = takeOwnerWord(this.region, this.address);
    if (found === 0) return this.newGuard();
    if (isMine(this.region, this.address, found)) return this.#again();
    errors.refusePoisonedOrFreed(this, found);
    return undefined;
  }

  /** Locks; gives up after `ms` milliseconds and returns undefined. Throws what {@link lock} throws. */
  tryLockFor(ms: number): Guard<V, W> | undefined {
    errors.checkTimeout('ReentrantLock.tryLockFor', ms);
    const found = takeOwnerWord(this.region, this.address);
    if (found !== 0) {
      if (isMine(this.region, this.address, found)) return this.#again();
      if (!lockContended(this, 'tryLockFor()', realm.now() + ms)) return undefined;
    }
    return this.newGuard();
  }

  /**
   * Gives back the latest lock of this handle, and makes its guard stale. With the last one, the lock is free for others.
   *
   * @throws {LockError} `NOT_LOCKED` if it was not locked through this handle, `NOT_OWNER` if this thread does not hold it
   */
  unlock(): void {
    const latest = this.#latest;
    if (latest === undefined) throw errors.notLocked(this, errors.ownerState(this.region.ops.load32(this.address, 'relaxed')));
    latest.end();
  }

  override withLock<R>(body: (guard: Guard<V, W>) => R): R {
    return this.withLockSlowly(body);
  }

  /** @internal The guard of a lock that was just taken from others: the outermost. */
  override newGuard(): Guard<V, W> {
    // What is in the list still is left over from an owner that died, or from a repair.
    if (this.#latest !== undefined) this.endTurn();
    i32.put(this.region, this.address + DEPTH, 1);
    return (this.#latest = new ReentrantGuard<V, W>(this, undefined));
  }

  /** The guard of one more time. */
  #again(): Guard<V, W> {
    const { region } = this;
    const p = this.address + DEPTH;
    const depth = i32.getUnchecked(region, p);
    if (depth >= MOST_DEPTH) throw tooDeep(this);
    i32.put(region, p, depth + 1);
    return (this.#latest = new ReentrantGuard<V, W>(this, this.#latest));
  }

  /** @internal Ends all guards of this handle, without giving anything back: for `recover`, which gives back whatever the repair has left locked. */
  override endTurn(): void {
    for (let guard = this.#latest; guard !== undefined; guard = guard.outer) guard.turn = ENDED;
    this.#latest = undefined;
  }

  /** @internal Ends a live guard of this handle, and gives back the one time that it stands for. */
  giveBack(guard: ReentrantGuard<V, W>): void {
    guard.turn = ENDED;
    // Before the word is given back: in a checked run, the next owner may use the same handle.
    this.#takeOut(guard);
    const { region, address } = this;
    const p = address + DEPTH;
    const depth = i32.getUnchecked(region, p);
    if (depth > 1) {
      const word = region.ops.load32(address, 'relaxed');
      if (!isMine(region, address, word)) throw errors.notOwner(this, word);
      i32.put(region, p, depth - 1);
      return;
    }
    const found = this.ops.giveOwnerWord(address, me.block!);
    if (found !== 0) unlockContended(this, found);
  }

  #takeOut(guard: ReentrantGuard<V, W>): void {
    const { outer } = guard;
    if (this.#latest === guard) {
      this.#latest = outer;
      return;
    }
    let inner = this.#latest;
    while (inner !== undefined && inner.outer !== guard) inner = inner.outer;
    if (inner !== undefined) inner.outer = outer;
  }
}

function tooDeep(lock: ReentrantLock<any, any>): LockError {
  return new LockError(
    'TOO_MANY',
    `${errors.nameOf(lock)}: this thread holds it ${MOST_DEPTH} times, the most that can be counted. Unlock it as often as you lock it: withLock() and \`using\` do`,
  );
}

/** What `reentrantLock.lock()` returns. */
export type ReentrantLockGuard<V = undefined, W = V> = Guard<V, W>;

/** The type of a reentrant lock whose value has that layout. */
export type ReentrantLockOf<L extends AnyLayout> = ReentrantLock<ValueOf<L>, ViewOf<L>>;
