import { realm, type SharedMemory } from '../../realm/realm.ts';
import { allocate, free, zeroFill } from '../../memory/allocate.ts';
import { Handle } from '../../memory/handle.ts';
import { heapRegion } from '../../memory/heap.ts';
import { dropHeld, HELD_WAKE_UP, kindWord, pushHeld } from '../../memory/held-list.ts';
import { sleepOn } from '../../memory/owner-word.ts';
import type { Region } from '../../memory/region.ts';
import * as errors from '../lock-errors.ts';
import type { MutexGuard } from '../mutex/mutex.ts';
import { announce, type LockOptions, type Place, placeIn, type Where } from '../lock-options.ts';
import { type AsyncOptions, placeAt } from '../owned-lock.ts';
import { refuseInUse, someSleep } from '../refuse-in-use.ts';
import { belongTogether } from './belong-together.ts';
import { waitForNotice } from './wait-for-notice.ts';

/** How a wait with an end came to it. `notified` may be a false alarm: ask your condition again, or use `waitWhile`. */
export type WaitResult = 'notified' | 'timedOut';

/** Options of {@link Condvar.waitAsync}. */
export interface AsyncWaitOptions extends AsyncOptions {
  /** Resolves to `'timedOut'` after so many milliseconds. Default: never. */
  readonly timeoutMs?: number | undefined;
}

/** What the words of a condition variable are, by byte offset. */
const SEQUENCE = 0;
const ASYNC_COUNT = 4;
const MUTEX = 8;
const WAITERS = 12;
const BYTES = 16;
const ALIGNMENT = 4;
/** What reports of the checker call them. */
const WORDS = [
  [SEQUENCE, { name: 'sequence' }],
  [ASYNC_COUNT, { name: 'count' }],
  [MUTEX, { name: 'mutex', meaning: (value: number) => (value === 0 ? 'not used yet' : `the mutex at ${value - 1}`) }],
  [WAITERS, { name: 'waiters' }],
] as const;

/**
 * A condition variable: lets threads that hold a mutex give it up and sleep until another thread has changed something. Notifying costs one atomic load
 * while nobody waits; waiting costs a sleep of the operating system.
 *
 * ```ts
 * using guard = queue.lock();
 * notEmpty.waitWhile(guard, (value) => value.length === 0); // another thread: queue.withLock(push); notEmpty.notifyOne();
 * ```
 *
 * | offset | word      | meaning                                                                    | who changes it              |
 * |--------|-----------|----------------------------------------------------------------------------|-----------------------------|
 * | 0      | sequence  | goes up with each notification; blocked threads sleep on it                | those who notify            |
 * | 4      | count     | goes up likewise; promises wait on it                                      | those who notify            |
 * | 8      | mutex     | 0, or the address of the mutex it is used with, plus 1 (0 is an address)   | the first to wait, for good |
 * | 12     | waiters   | how many wait, blocked or not; a thread that dies waiting is never taken off, which costs time only | those who wait |
 *
 * Why no wake-up is lost: a waiter reads the sequence while it still holds the mutex. Whoever changes the condition does so under the mutex, so later, and
 * notifies later still; then the sequence is not what the waiter read, and it does not fall asleep. The sequence would have to go round all 2^32
 * between those two steps to hide that. The operations on these words are relaxed: the mutex orders everything that matters, since both sides hold it.
 *
 * `notifyOne` wakes one blocked thread, and beside it all promises: one wake-up that was spent on the promise of a busy thread would leave the others
 * waiting. So waits may return for nothing. Always wait in a loop over the condition: `waitWhile` is that loop.
 *
 * After M. Bos, *Rust Atomics and Locks* (2023), chapter 9, with a count of waiters as in its last version.
 */
export class Condvar extends Handle {
  static readonly byteLength: number = BYTES;
  static readonly alignment: number = ALIGNMENT;

  readonly region: Region;
  #address: number;

  /** A handle for the condition variable at `byteOffset` of your own memory, which is not initialised: all zero is one on which nobody waits. */
  static at(memory: SharedMemory | Region, byteOffset: number, options?: LockOptions): Condvar {
    return new Condvar(placeAt('Condvar', memory, byteOffset, options));
  }

  /** A condition variable in the heap. */
  constructor(options?: LockOptions);
  /** @internal */
  constructor(place: Place);
  constructor(where?: Where) {
    super();
    const place = placeIn('Condvar', where);
    if (place === undefined) {
      this.region = heapRegion();
      this.#address = allocate(BYTES);
      zeroFill(this.region, this.#address, BYTES);
    } else {
      place.region.check(place.address, BYTES, ALIGNMENT, 'Condvar');
      if (place.address === 0 && place.region === heapRegion()) throw errors.nullAddress('Condvar');
      this.region = place.region;
      this.#address = place.address;
    }
    announce(this, where);
    const { checked } = realm;
    if (checked === undefined) return;
    const name = where?.name ?? 'Condvar';
    for (const [offset, word] of WORDS)
      checked.describe(this.region.memory, this.#address + offset, { ...word, name: `${name}.${word.name}` });
  }

  get kind(): 'Condvar' {
    return 'Condvar';
  }

  /** The byte offset of its words in its memory. */
  get address(): number {
    return this.#address;
  }

  /**
   * Unlocks the mutex of `guard`, sleeps until notified, and locks it again: the guard is then as good as before. Returns for nothing now and then.
   *
   * @throws {LockError} `STALE_GUARD`, or `WRONG_MUTEX` if another mutex was used with it before
   * @throws {OwnerDiedError} if the mutex was poisoned meanwhile; the guard is stale then
   * @throws {CannotBlockError} on a page's main thread, with the mutex still locked: use {@link waitAsync}
   */
  wait(guard: MutexGuard<any, any>): void {
    this.#sleep(guard, 'wait()', Infinity);
  }

  /** {@link wait} for at most `ms` milliseconds, and as long as it takes to lock the mutex again. */
  waitFor(guard: MutexGuard<any, any>, ms: number): WaitResult {
    errors.checkTimeout('Condvar.waitFor', ms);
    return this.#sleep(guard, 'waitFor()', ms);
  }

  /** Waits while `condition`, called with the value under the mutex held, returns true. */
  waitWhile<V, W>(guard: MutexGuard<V, W>, condition: (value: W) => boolean): void {
    errors.checkFunction('Condvar.waitWhile', condition);
    belongTogether(this, MUTEX, guard);
    while (condition(guard.value)) this.#sleep(guard, 'waitWhile()', Infinity);
  }

  /** {@link waitWhile} for at most `ms` milliseconds; `'timedOut'` if the condition is true even then. */
  waitWhileFor<V, W>(guard: MutexGuard<V, W>, condition: (value: W) => boolean, ms: number): WaitResult {
    errors.checkFunction('Condvar.waitWhileFor', condition);
    errors.checkTimeout('Condvar.waitWhileFor', ms);
    belongTogether(this, MUTEX, guard);
    const deadline = realm.now() + ms;
    while (condition(guard.value)) {
      const left = deadline - realm.now();
      if (!(left > 0)) return 'timedOut';
      this.#sleep(guard, 'waitWhileFor()', left);
    }
    return 'notified';
  }

  /**
   * {@link wait} without blocking. However it ends, the mutex is locked again first and the guard is live, except after `OwnerDiedError`: also when `signal`
   * is aborted, whose reason the promise is then rejected with.
   */
  async waitAsync(guard: MutexGuard<any, any>, options?: AsyncWaitOptions): Promise<WaitResult> {
    const ms = options?.timeoutMs ?? Infinity;
    errors.checkTimeout('Condvar.waitAsync', ms);
    const signal = errors.signalOf('Condvar.waitAsync', options, true);
    belongTogether(this, MUTEX, guard);
    signal?.throwIfAborted();
    const { ops } = this.region;
    const mutex = guard.lock;
    const count = this.#address + ASYNC_COUNT;
    ops.add32(this.#address + WAITERS, 1, 'relaxed');
    const seen = ops.load32(count, 'relaxed'); // before the unlock, as in #sleep
    mutex.unlock();
    let result: WaitResult;
    try {
      result = await waitForNotice(this.region, count, seen, ms, signal);
    } finally {
      ops.sub32(this.#address + WAITERS, 1, 'relaxed');
      guard.turn = (await mutex.lockAsync()).turn;
    }
    return result;
  }

  /** {@link waitWhile} without blocking; `'timedOut'` if the condition is true even after `timeoutMs`. */
  async waitWhileAsync<V, W>(guard: MutexGuard<V, W>, condition: (value: W) => boolean, options?: AsyncWaitOptions): Promise<WaitResult> {
    errors.checkFunction('Condvar.waitWhileAsync', condition);
    const ms = options?.timeoutMs ?? Infinity;
    errors.checkTimeout('Condvar.waitWhileAsync', ms);
    const signal = errors.signalOf('Condvar.waitWhileAsync', options, true);
    belongTogether(this, MUTEX, guard);
    const deadline = realm.now() + ms;
    while (condition(guard.value)) {
      const left = deadline - realm.now();
      if (!(left > 0)) return 'timedOut';
      await this.waitAsync(guard, { signal, timeoutMs: left });
    }
    return 'notified';
  }

  /** Wakes one blocked thread, and all promises. About 5 ns if nobody waits. Best called after the mutex was unlocked: whom it wakes wants it. */
  notifyOne(): void {
    this.#notify(1);
  }

  /** Wakes all who wait. They then lock the mutex one after the other. */
  notifyAll(): void {
    this.#notify(Infinity);
  }

  /**
   * Gives the memory of a condition variable in the heap back. No thread may use it afterwards.
   *
   * @throws {LockError} `STILL_HELD` while others wait on it
   * @throws {MemoryError} `DOUBLE_FREE`; `NOT_ALLOCATED` in memory of your own
   */
  free(): void {
    if (this.region !== heapRegion()) throw errors.notInHeap(this);
    if (this.#address === 0) throw errors.freedTwice(this);
    const waiters = this.region.ops.load32(this.#address + WAITERS, 'relaxed');
    const isAwaited = waiters > 0 && someSleep(this, this.#address + SEQUENCE);
    refuseInUse(this, isAwaited ? 'while threads wait on it' : undefined, this.#address + ASYNC_COUNT);
    free(this.#address);
    this.#address = 0;
  }

  #notify(threads: number): void {
    const address = this.#address;
    const { ops } = this.region;
    // A waiter added itself before it gave up the mutex, so whoever has changed the condition under the mutex since sees it here.
    if (ops.load32(address + WAITERS, 'relaxed') === 0) return;
    if (address === 0 && this.region === heapRegion()) throw errors.freed(this);
    ops.add32(address + SEQUENCE, 1, 'relaxed');
    ops.notify(address + SEQUENCE, threads);
    ops.add32(address + ASYNC_COUNT, 1, 'release'); // pairs with the acquire of the queue of promises, which may look without the mutex
    ops.notify(address + ASYNC_COUNT, Infinity);
  }

  #sleep(guard: MutexGuard<any, any>, call: string, ms: number): WaitResult {
    belongTogether(this, MUTEX, guard);
    if (!realm.canBlock()) throw errors.cannotBlock(this, call, 'await waitAsync(guard)');
    const { ops } = this.region;
    const address = this.#address;
    const mutex = guard.lock;
    ops.add32(address + WAITERS, 1, 'relaxed');
    // Before the unlock, whose release keeps it there: see "why no wake-up is lost" above.
    const seen = ops.load32(address + SEQUENCE, 'relaxed');
    mutex.unlock();
    // The unlock has left room in the list, so this cannot fail.
    const kind = kindWord(this.region, HELD_WAKE_UP);
    pushHeld(address + SEQUENCE, kind);
    const result = sleepOn(this.region, address + SEQUENCE, seen, ms);
    ops.sub32(address + WAITERS, 1, 'relaxed');
    try {
      guard.turn = mutex.lock().turn;
    } catch (error) {
      // The mutex is poisoned. The wake-up is handed on, and so all who wait here are told one by one.
      ops.notify(address + SEQUENCE, 1);
      throw error;
    } finally {
      dropHeld(address + SEQUENCE, kind);
    }
    // The engine tells a wait that was woken from one that timed out under its own lock, so a timeout never uses up a wake-up.
    return result === 'timed-out' ? 'timedOut' : 'notified';
  }
}
