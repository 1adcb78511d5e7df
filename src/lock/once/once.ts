import { realm, type SharedMemory } from '../../realm/realm.ts';
import { OWNER_WORD_BYTES, POISONED } from '../../memory/owner-word.ts';
import type { Region } from '../../memory/region.ts';
import { checkFunction, checkTimeout, signalOf } from '../lock-errors.ts';
import { announce, type LockOptions, type Place, type Where } from '../lock-options.ts';
import { type AsyncOptions, placeAt, WORD_ALIGNMENT } from '../owned-lock.ts';
import { PlacedWords } from '../placed-words.ts';
import { type TimedAsyncOptions, waitForWord, waitForWordAsync } from '../wait-for-word.ts';
import { begin, beginAsync, clearPoison, countOf, describedWords, DONE, finish, isDoneAt, tryBegin, useOf } from './once-word.ts';

const EXTENT = { bytes: OWNER_WORD_BYTES, alignment: WORD_ALIGNMENT };
const WORDS = describedWords('Once');
const WAIT = { name: 'wait()', instead: 'await waitAsync()' };

/**
 * Something that is to be done exactly once, by whichever thread comes first; the others wait for it. Once this handle has seen that it is done, asking costs
 * what reading a field costs; the first time, one atomic load.
 *
 * ```ts
 * tablesFilled.call(() => fillTables(memory)); // whoever gets past this line sees the tables filled
 * ```
 *
 * - **An initialiser that throws** has not done it: its caller gets the error, and one of those who wait runs its own.
 * - **A thread that ends in the middle of it** leaves it poisoned: everyone else gets an `OwnerDiedError`, now and later, until `clearPoison()`.
 *
 * The words: offset 0 is the state (see the table of `once-word.ts`), offset 4 the count that promises wait on. For a value that is made once, there are
 * `OnceLock` and `LazyLock`.
 */
export class Once extends PlacedWords {
  static readonly byteLength: number = EXTENT.bytes;
  static readonly alignment: number = EXTENT.alignment;

  /** Whether this handle has seen that it is done, which it then is for good. Never true in a checked run, whose threads share a handle. */
  #seen = false;

  /** A handle for the one at `byteOffset` of your own memory, which is not initialised: all zero is one that nobody has begun. */
  static at(memory: SharedMemory | Region, byteOffset: number, options?: LockOptions): Once {
    return new Once(placeAt('Once', memory, byteOffset, options));
  }

  /** One in the heap that nobody has begun. */
  constructor(options?: LockOptions);
  /** @internal */
  constructor(place: Place);
  constructor(where?: Where) {
    super('Once', EXTENT, where, WORDS);
    announce(this, where);
  }

  get kind(): 'Once' {
    return 'Once';
  }

  /** Whether it is done. If so, all that the initialiser wrote is to be seen from here on. */
  get isDone(): boolean {
    return this.#seen || this.#look();
  }

  /** Whether a thread ended in the middle of it, and nobody has cleared that yet. */
  get isPoisoned(): boolean {
    return this.region.ops.load32(this.address, 'relaxed') === POISONED;
  }

  /**
   * Runs `initialise` if nobody has, or waits for the one who is at it. When it returns, it is done.
   *
   * @throws {OwnerDiedError} a thread ended in the middle of it
   * @throws {LockError} `SELF_DEADLOCK` from within the initialiser
   * @throws {CannotBlockError} on a page's main thread, if it would have to wait: use {@link callAsync}
   */
  call(initialise: () => unknown): void {
    if (typeof initialise !== 'function') checkFunction('Once.call', initialise);
    if (this.#seen || this.#look()) return;
    if (begin(this, 'call()', Infinity) === 'mine') this.#run(initialise);
  }

  /** Runs `initialise` if nobody has; never waits. Returns whether it is done now. */
  tryCall(initialise: () => unknown): boolean {
    checkFunction('Once.tryCall', initialise);
    const beginning = tryBegin(this);
    if (beginning === 'mine') this.#run(initialise);
    return beginning !== undefined;
  }

  /** As {@link call}, but waits for another thread's initialiser at most `ms` milliseconds. Returns whether it is done now. */
  tryCallFor(initialise: () => unknown, ms: number): boolean {
    checkFunction('Once.tryCallFor', initialise);
    checkTimeout('Once.tryCallFor', ms);
    const beginning = begin(this, 'tryCallFor()', ms);
    if (beginning === 'mine') this.#run(initialise);
    return beginning !== undefined;
  }

  /** {@link call} without blocking. `initialise` may return a promise: it is done when that is fulfilled. */
  async callAsync(initialise: () => unknown, options?: AsyncOptions): Promise<void> {
    await this.#callAsync('callAsync', initialise, Infinity, options);
  }

  /** As {@link callAsync}, but waits for another's initialiser at most `ms` milliseconds. Resolves to whether it is done now. */
  tryCallForAsync(initialise: () => unknown, ms: number, options?: AsyncOptions): Promise<boolean> {
    return this.#callAsync('tryCallForAsync', initialise, ms, options);
  }

  /** Waits until it is done, by whomever. Throws what {@link call} throws. */
  wait(): void {
    waitForWord(this, (word) => isDoneAt(this, word), WAIT, Infinity);
  }

  /** {@link wait} for at most `ms` milliseconds; returns whether it is done. */
  waitFor(ms: number): boolean {
    checkTimeout('Once.waitFor', ms);
    return waitForWord(this, (word) => isDoneAt(this, word), WAIT, ms) ?? false;
  }

  /** {@link wait} without blocking; resolves to whether it is done, which it is unless `timeoutMs` was given. */
  async waitAsync(options?: TimedAsyncOptions): Promise<boolean> {
    return (await waitForWordAsync(this, (word) => isDoneAt(this, word), 'waitAsync', options, countOf(this))) ?? false;
  }

  /** Makes a poisoned one new again, if what was begun may be begun anew; returns whether it was poisoned. */
  clearPoison(): boolean {
    return clearPoison(this.region, this.address);
  }

  /** @internal */
  protected override get use(): string | undefined {
    return useOf(this);
  }

  /** @internal */
  protected override get promisesAt(): number {
    return countOf(this);
  }

  /** @internal */
  protected override giveMemoryBack(): void {
    super.giveMemoryBack();
    this.#seen = false;
  }

  #look(): boolean {
    // acquire: pairs with the release of who did it
    const isDone = this.region.ops.load32(this.address, 'acquire') === DONE;
    if (realm.checked === undefined) this.#seen = isDone;
    return isDone;
  }

  async #callAsync(call: string, initialise: () => unknown, ms: number, options: AsyncOptions | undefined): Promise<boolean> {
    checkFunction(`Once.${call}`, initialise);
    checkTimeout(`Once.${call}`, ms);
    const beginning = await beginAsync(this, call, { signal: signalOf(`Once.${call}`, options), timeoutMs: ms });
    if (beginning !== 'mine') return beginning === 'done';
    let left: typeof DONE | 0 = 0;
    try {
      await initialise();
      left = DONE;
    } finally {
      finish(this, left);
    }
    return true;
  }

  #run(initialise: () => unknown): void {
    let left: typeof DONE | 0 = 0;
    try {
      initialise();
      left = DONE;
    } finally {
      finish(this, left);
    }
  }
}
