import { realm } from '../realm/realm.ts';
import * as heldList from '../memory/held-list.ts';
import * as ownerWord from '../memory/owner-word.ts';
import { isMine, OWNER_WORD_BYTES, ownerOf, takeOwnerWord } from '../memory/owner-word.ts';
import type { Guard } from './guard.ts';
import * as errors from './lock-errors.ts';
import { lockContended } from './mutex/lock-contended.ts';
import { OwnedLock } from './owned-lock.ts';
import { unlockContended } from './unlock-contended.ts';

// V8 folds a module's own constants into the code; imported ones it loads at each use.
const { HELD_OWNER_WORD } = heldList;
const { me } = ownerWord;

/** Where the words of the queue lie. */
const QUEUE = OWNER_WORD_BYTES;
const INSTEAD = 'await lockAsync(), or tryLock()';

/**
 * A lock whose threads stand in a queue until it is their turn, and keep their place until they unlock. What the queue is made of is what the kinds differ in.
 *
 * The queue says whose turn it is, the owner word in front of it who has the lock. The second costs two more atomic operations, and is what survives: a thread that dies is found there
 * and leaves poison, promises take it without a place in the queue, and who repairs takes it past all that wait. Whoever is first in the queue waits for those as for a mutex.
 *
 * While nobody is in the queue, it has nothing to say: who finds it so takes the owner word as that of a mutex, which costs a tenth of a place. That keeps the order: who comes after one that
 * waits finds that one in the queue, and stands behind it. Only between the look and the exchange another may have come, and it has to wait for one more then.
 */
export abstract class QueueLock<V, W> extends OwnedLock<V, W> {
  /** The place in the queue of the thread that holds the lock through this handle; undefined for a promise. */
  #place: number | undefined = undefined;

  /** @internal Whether who comes when nobody waits takes the lock past the queue. Not in checks that are about the queue. */
  shortcut = true;

  /** Whether nobody stands in the queue: out of date as soon as it is known. */
  protected abstract isEmpty(queue: number): boolean;
  /** Takes a place in the queue that is at `queue`; undefined if there was none until `deadline`. */
  protected abstract enter(queue: number, deadline: number): number | undefined;
  /** Takes a place if it is the first, else returns undefined. */
  protected abstract enterIfFirst(queue: number): number | undefined;
  /** Waits until the place is the first; false if `deadline` came before, or the thread may not block: then the place is given up. */
  protected abstract becomeFirst(queue: number, place: number, deadline: number): boolean;
  /** Gives back a place that is the first. */
  protected abstract leave(queue: number, place: number): void;

  /**
   * Locks; waits as long as it takes. Threads that wait get the lock in the order in which they came, and before all that come later.
   *
   * @throws {OwnerDiedError} the last owner died holding it: see `recover` and `clearPoison`
   * @throws {LockError} `SELF_DEADLOCK` if this thread holds it
   * @throws {CannotBlockError} if it is not free and this is a page's main thread: use `lockAsync`
   */
  lock(): Guard<V, W> {
    if (!this.#takeAtOnce()) this.wait('lock()', Infinity);
    return this.newGuard();
  }

  /** Locks if nobody holds it or waits for it, else returns undefined. Throws `OwnerDiedError` as {@link lock} does. */
  tryLock(): Guard<V, W> | undefined {
    if (this.#takeAtOnce()) return this.newGuard();
    const word = this.region.ops.load32(this.address, 'relaxed');
    errors.refusePoisonedOrFreed(this, word);
    if (ownerOf(word) !== 0) return undefined;
    const queue = this.address + QUEUE;
    const place = this.enterIfFirst(queue);
    if (place === undefined) return undefined;
    const found = takeOwnerWord(this.region, this.address);
    if (found === 0) {
      this.#place = place;
      return this.newGuard();
    }
    this.leave(queue, place);
    errors.refusePoisonedOrFreed(this, found);
    return undefined;
  }

  /** Locks; gives up after `ms` milliseconds and returns undefined. Throws what {@link lock} throws. */
  tryLockFor(ms: number): Guard<V, W> | undefined {
    errors.checkTimeout(`${this.kind}.tryLockFor`, ms);
    return this.#takeAtOnce() || this.wait('tryLockFor()', realm.now() + ms) ? this.newGuard() : undefined;
  }

  /**
   * Unlocks, makes the guard stale, and calls the next thread in the queue.
   *
   * @throws {LockError} `NOT_LOCKED` if it was not locked through this handle, `NOT_OWNER` if this thread does not hold it
   */
  unlock(): void {
    this.endTurn();
    const place = this.#place;
    const found = this.ops.giveOwnerWord(this.address, me.block!);
    if (found !== 0) unlockContended(this, found);
    if (place === undefined) return;
    this.#place = undefined;
    this.leave(this.address + QUEUE, place);
  }

  override withLock<R>(body: (guard: Guard<V, W>) => R): R {
    if (typeof body !== 'function') errors.checkFunction(`${this.kind}.withLock`, body);
    if (!this.#takeAtOnce()) this.wait('lock()', Infinity);
    const guard = this.newGuard();
    try {
      return body(guard);
    } finally {
      if (guard.turn === this.turn) this.unlock();
    }
  }

  /** The fast path of all forms: past the queue, if nobody is in it. Who comes after one that waits finds that one there. */
  #takeAtOnce(): boolean {
    const { address } = this;
    if (!this.shortcut || !this.isEmpty(address + QUEUE) || this.ops.takeOwnerWord(address, me.block!, HELD_OWNER_WORD) !== 0) return false;
    this.#place = undefined;
    return true;
  }

  /** @internal Takes the lock, by way of the queue; returns false if `deadline` came before. No private method: JavaScriptCore puts in place even those that it has never seen called. */
  wait(call: string, deadline: number): boolean {
    const { region, address } = this;
    const word = region.ops.load32(address, 'relaxed');
    errors.refusePoisonedOrFreed(this, word);
    if (isMine(region, address, word)) throw errors.selfDeadlock(this);
    const queue = address + QUEUE;
    const place = this.enter(queue, deadline);
    if (place === undefined) return false;
    if (!this.becomeFirst(queue, place, deadline)) {
      if (!realm.canBlock()) throw errors.cannotBlock(this, call, INSTEAD);
      return false;
    }
    let isTaken = false;
    try {
      isTaken = takeOwnerWord(region, address) === 0 || lockContended(this, call, deadline);
    } finally {
      if (!isTaken) this.leave(queue, place);
    }
    if (isTaken) this.#place = place;
    return isTaken;
  }
}
