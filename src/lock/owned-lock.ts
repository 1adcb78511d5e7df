import type { CheckedHooks } from '../realm/checked.ts';
import { current, realm, type SharedMemory } from '../realm/realm.ts';
import { allocateAligned, free, zeroFill } from '../memory/allocate.ts';
import { Handle } from '../memory/handle.ts';
import { heapRegion } from '../memory/heap.ts';
import type { Layout } from '../memory/layout/layout.ts';
import { checkLayout, roundUp } from '../memory/layout/limits.ts';
import * as heldList from '../memory/held-list.ts';
import * as ownerWord from '../memory/owner-word.ts';
import { OWNER_WORD_BYTES, ownerOf, type OwnerOps, ownerOpsOf, POISONED, takeAs } from '../memory/owner-word.ts';
import { regionOf, type Region } from '../memory/region.ts';
import '../memory/settle-held.ts';
import { Guard } from './guard.ts';
import { lockAsync } from './lock-async.ts';
import * as errors from './lock-errors.ts';
import { announce, type LockOptions, type Place, placeIn, splitOptions, type Where } from './lock-options.ts';
import { takePoisoned } from './take-poisoned.ts';
import { releaseSlowly, unlockContended } from './unlock-contended.ts';

// V8 folds a module's own constants into the code; imported ones it loads at each use.
const { HELD_OWNER_WORD } = heldList;
const { me } = ownerWord;

/** A lock aligns its own words to this; the layout of its value may ask for more. */
export const WORD_ALIGNMENT = 4;

/** A value of more bytes is no single word. */
const MOST_WORD_BYTES = 8;

/** Turns are small integers in every engine, and go round. A guard would have to be kept for 2^29 locks to be taken for a live one. */
const TURN_MASK = 2 ** 30 - 1;

/** What every wait without blocking can be told. */
export interface AsyncOptions {
  /** Ends the wait when aborted: the promise is rejected with `signal.reason`. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * What Mutex, SpinLock, ReentrantLock, SeqLock and the queue locks have in common: two words (an owner word, see `memory/owner-word.ts`, and the count that waiting promises look at), the value
 * behind them, the guard, and what to do about poison. How to wait is what they differ in.
 *
 * | offset                                 | what                                                             |
 * |----------------------------------------|------------------------------------------------------------------|
 * | 0                                      | the owner word: 0, or the block of the thread that holds it, and flags |
 * | 4                                      | the count: goes up when promises are to look again               |
 * | 8                                      | more words of the kind: those of a queue, a sequence, a depth             |
 * | behind, rounded up to the layout's alignment | the value                                                  |
 *
 * Words that are all zero are an unlocked lock, so fresh memory needs no initialisation.
 *
 * A lock belongs to the thread that took it, and to the handle that it took it through: unlock through the same one.
 */
export abstract class OwnedLock<V, W> extends Handle {
  readonly region: Region;
  /** @internal How its owner word is taken and given back. */
  readonly ops: OwnerOps;
  /** How the value is laid out; undefined if the lock has none. */
  readonly layout: Layout<V, W> | undefined;
  /** @internal */
  readonly valueAddress: number;
  /** @internal Goes up whenever this handle locks or unlocks. Odd while it holds the lock: then a guard with the same number is the live one. */
  turn = 0;
  #address: number;

  /** What errors call it. */
  abstract readonly kind: 'ClhLock' | 'McsLock' | 'Mutex' | 'ReentrantLock' | 'SeqLock' | 'SpinLock' | 'TicketLock';
  abstract lock(): Guard<V, W>;
  abstract unlock(): void;

  constructor(what: string, first: Layout<V, W> | LockOptions | undefined, initial: V | W | undefined, last: Where | undefined) {
    super();
    const [layout, where] = splitOptions(first, last);
    const place = placeIn(what, where);
    if (layout !== undefined) checkLayout(`${what}(layout)`, layout);
    else if (initial !== undefined) throw errors.noLayout(what);
    const { ownBytes } = this;
    const bytes = roundUp(bytesFor(layout, ownBytes), this.unit);
    const alignment = alignmentFor(layout);
    this.layout = layout;
    if (place === undefined) {
      const heap = heapRegion();
      const address = allocateAligned(bytes, alignment);
      zeroFill(heap, address, bytes);
      this.region = heap;
      this.#address = address;
    } else {
      heapRegion(); // the owner of a lock is named by its block in the heap, wherever the lock lies
      place.region.check(place.address, bytes, alignment, layout === undefined ? what : `${what} of ${layout.name}`);
      if (place.address === 0 && place.region === heapRegion()) throw errors.nullAddress(what);
      this.region = place.region;
      this.#address = place.address;
    }
    this.ops = ownerOpsOf(this.region);
    this.valueAddress = this.#address + valueOffset(layout, ownBytes);
    if (initial !== undefined) this.#initialise(initial);
    announce(this, where);
    if (realm.checked !== undefined) this.#describe(realm.checked, where?.name ?? what);
  }

  /** Tells a checked run what the words are, for its reports. */
  #describe(checked: CheckedHooks, what: string): void {
    const { memory } = this.region;
    checked.describe(memory, this.#address, { name: what, meaning: ownerWord.meaningOfOwnerWord });
    checked.describe(memory, this.#address + ownerWord.ASYNC_COUNT, { name: `${what}.count` });
    if ((this.layout?.byteLength ?? Infinity) <= MOST_WORD_BYTES) checked.describe(memory, this.valueAddress, { name: `${what}.value` });
  }

  #initialise(initial: V | W): void {
    try {
      this.layout!.set(this.region, this.valueAddress, initial);
    } catch (error) {
      free(this.#address);
      throw error;
    }
  }

  /** @internal Bytes of the lock itself, before the value. */
  get ownBytes(): number {
    return OWNER_WORD_BYTES;
  }

  /** @internal It takes a multiple of so many bytes. */
  get unit(): number {
    return 1;
  }

  /** The byte offset of its words in its memory. */
  get address(): number {
    return this.#address;
  }

  /** Whether some thread holds it now: out of date as soon as it is known. */
  get isLocked(): boolean {
    return ownerOf(this.region.ops.load32(this.#address, 'relaxed')) !== 0;
  }

  /** Whether a thread ended while it held it, and nobody has cleared that yet. */
  get isPoisoned(): boolean {
    return this.region.ops.load32(this.#address, 'relaxed') === POISONED;
  }

  /** @internal The guard of a lock that was just taken through this handle. */
  newGuard(): Guard<V, W> {
    return new Guard<V, W>(this, (this.turn = ((this.turn + 1) | 1) & TURN_MASK));
  }

  /** @internal Makes what was changed through the guard the value of the lock. Nothing to do where the guard shows the value itself. */
  publish(): void {}

  /** @internal Ends the turn: the guard is stale from here on. */
  endTurn(): void {
    const { turn } = this;
    if ((turn & 1) === 0) throw errors.notLocked(this, errors.ownerState(this.region.ops.load32(this.#address, 'relaxed')));
    this.turn = (turn + 1) & TURN_MASK;
  }

  /**
   * Locks, runs `body` with the guard, and unlocks, whether it returns or throws. Where `body` is compiled in place, the guard is never made: this is
   * the fastest form, 3 ns more than the two bare atomic operations on V8.
   *
   * `lock()` and `unlock()` written out, so that both engines' compilers see the whole of it at once.
   */
  withLock<R>(body: (guard: Guard<V, W>) => R): R {
    if (typeof body !== 'function') errors.checkFunction(`${this.kind}.withLock`, body);
    const { ops } = this;
    if (ops.takeOwnerWord(this.#address, me.block!, HELD_OWNER_WORD) !== 0) return this.withLockSlowly(body);
    const guard = new Guard<V, W>(this, (this.turn = ((this.turn + 1) | 1) & TURN_MASK));
    try {
      return body(guard);
    } finally {
      // The guard's turn, not the one from above: a condition variable that waited with the guard has given it a new one.
      if (guard.turn === this.turn) {
        this.turn = (this.turn + 1) & TURN_MASK;
        const found = ops.giveOwnerWord(this.#address, me.block!);
        if (found !== 0) unlockContended(this, found);
      }
    }
  }

  /** @internal */
  withLockSlowly<R>(body: (guard: Guard<V, W>) => R): R {
    if (typeof body !== 'function') errors.checkFunction(`${this.kind}.withLock`, body);
    const guard = this.lock();
    try {
      return body(guard);
    } finally {
      guard[Symbol.dispose]();
    }
  }

  /** Waits for the lock without blocking, runs `body`, and unlocks when the promise that it returned has settled. Holds the lock across its awaits. */
  async withLockAsync<R>(body: (guard: Guard<V, W>) => R | PromiseLike<R>, options?: AsyncOptions): Promise<R> {
    errors.checkFunction(`${this.kind}.withLockAsync`, body);
    const guard = await this.lockAsync(options);
    try {
      return await body(guard);
    } finally {
      guard[Symbol.dispose]();
    }
  }

  /**
   * Locks without blocking. Promises of one thread get the lock in the order in which they asked; keeps the event loop alive meanwhile. About 100 ns if
   * the lock is free.
   *
   * @throws {OwnerDiedError} by rejection; and whatever `signal` is aborted with
   */
  lockAsync(options?: AsyncOptions): Promise<Guard<V, W>> {
    return lockAsync(this, 'lockAsync', Infinity, options) as Promise<Guard<V, W>>;
  }

  /** As {@link lockAsync}, for at most `ms` milliseconds: resolves to undefined if that was not enough. */
  tryLockForAsync(ms: number, options?: AsyncOptions): Promise<Guard<V, W> | undefined> {
    return lockAsync(this, 'tryLockForAsync', ms, options);
  }

  /** Makes a poisoned lock usable again as it is, if you know the value to be sound; returns whether it was poisoned. See {@link recover}. */
  clearPoison(): boolean {
    // acquire and release: what the dead thread and this one wrote is visible to whoever locks next. A store would free a lock that another thread took.
    return this.region.ops.cas32(this.#address, POISONED, 0, 'acqRel', 'relaxed') === POISONED;
  }

  /**
   * Locks although the owner died, so that `repair` can put the value in order; the poison is gone when it returns, and stays if it throws.
   * Returns false without calling it if there is no poison, or another thread has repaired it meanwhile.
   */
  recover(repair: (guard: Guard<V, W>) => void): boolean {
    errors.checkFunction(`${this.kind}.recover`, repair);
    const take = (): boolean => takeAs(this.region, this.#address, current.block, POISONED) === POISONED;
    if (!takePoisoned(() => this.lock()[Symbol.dispose](), take)) return false;
    const guard = this.newGuard();
    let repaired = false;
    try {
      repair(guard);
      if (guard.isLive) this.publish();
      repaired = true;
    } finally {
      if (guard.isLive) {
        this.endTurn();
        releaseSlowly(this.region, this.#address, repaired ? 0 : POISONED);
      }
    }
    return true;
  }

  /**
   * Gives the memory of a lock in the heap back. No thread may use any handle for it afterwards; this handle refuses from here on.
   *
   * @throws {LockError} `STILL_HELD`
   * @throws {MemoryError} `DOUBLE_FREE`; `NOT_ALLOCATED` for a lock in memory of your own, or inside of a larger block
   */
  free(): void {
    if (this.region !== heapRegion()) throw errors.notInHeap(this);
    if (this.#address === 0) throw errors.freedTwice(this);
    const word = this.region.ops.load32(this.#address, 'relaxed');
    if (ownerOf(word) !== 0) throw errors.stillHeld(this, word);
    free(this.#address);
    this.#address = 0; // holds the heap's own mark, so that every later lock() finds it taken and looks closer
  }
}

/** Bytes that a lock takes with a value of that layout. */
export function bytesFor(layout: Layout<any, any> | undefined, ownBytes: number = OWNER_WORD_BYTES): number {
  return layout === undefined ? ownBytes : valueOffset(layout, ownBytes) + layout.byteLength;
}

/** What the address of a lock with a value of that layout must be a multiple of. */
export function alignmentFor(layout: Layout<any, any> | undefined): number {
  return layout === undefined ? WORD_ALIGNMENT : Math.max(WORD_ALIGNMENT, layout.alignment);
}

/** Where the value lies, from the first word. */
export function valueOffset(layout: Layout<any, any> | undefined, ownBytes: number = OWNER_WORD_BYTES): number {
  return layout === undefined ? ownBytes : roundUp(ownBytes, layout.alignment);
}

/** A place in a memory of the user's own, or in the heap, for what errors call `what`. */
export function placeAt(what: string, memory: SharedMemory | Region, byteOffset: number, options?: LockOptions): Place {
  return { region: regionOf(memory, what), address: byteOffset, name: options?.name };
}
