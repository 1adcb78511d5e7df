import type { SharedMemory } from '../../realm/realm.ts';
import { realm } from '../../realm/realm.ts';
import type { AnyLayout, Layout, ValueOf, ViewOf } from '../../memory/layout/layout.ts';
import { checkLayout } from '../../memory/layout/limits.ts';
import { POISONED } from '../../memory/owner-word.ts';
import type { Region } from '../../memory/region.ts';
import { checkFunction, checkTimeout, signalOf } from '../lock-errors.ts';
import { announce, type LockOptions, type Where } from '../lock-options.ts';
import { alignmentFor, type AsyncOptions, bytesFor, placeAt, valueOffset } from '../owned-lock.ts';
import {
  begin,
  beginAsync,
  type Beginning,
  clearPoison,
  countOf,
  describedWords,
  DONE,
  finish,
  isDoneAt,
  tryBegin,
  useOf,
} from '../once/once-word.ts';
import { PlacedWords } from '../placed-words.ts';
import { type TimedAsyncOptions, type UntimedAsyncOptions, waitForWord, waitForWordAsync } from '../wait-for-word.ts';

const WAIT = { name: 'wait()', instead: 'await waitAsync()' };

/**
 * A value that is made once, by whichever thread comes first, and then read by all without a lock. Once this handle has seen it, `get()` costs what reading
 * a field costs; the first time, an atomic load and reading the value.
 *
 * ```ts
 * const settings = new OnceLock(struct({ width: u32, height: u32 }));
 * const { width } = settings.getOrInit(() => readSettings()); // in any thread: one of them reads, the others wait
 * ```
 *
 * | offset                                  | what                                                  |
 * |-----------------------------------------|-------------------------------------------------------|
 * | 0                                       | the state: see the table in `../once/once-word.ts`    |
 * | 4                                       | the count that promises wait on                       |
 * | 8, rounded up to the layout's alignment | the value: written before the state says DONE, never after |
 *
 * An initialiser that throws has made nothing: its caller gets the error, and the next runs its own. A thread that ends in the middle of it leaves the lock
 * poisoned: everyone else gets an `OwnerDiedError` until `clearPoison()`, as nobody knows how far it came. The value itself is never half-written to others.
 *
 * A struct, array or bytes value is a live view, the same one each time. Nothing but reading it is safe: writing to it is a data race.
 */
export class OnceLock<V, W = V> extends PlacedWords {
  readonly kind: 'OnceLock' | 'LazyLock';
  readonly layout: Layout<V, W>;
  readonly #valueAddress: number;
  /** @internal The value, once this handle has seen that it is set, which it then is for good; no layout has undefined as a value. Absent in a checked run, whose threads share a handle. */
  seen: W | undefined = undefined;

  /** Bytes of one with a value of that layout. */
  static bytesFor(layout: Layout<any, any>): number {
    return bytesFor(layout);
  }

  /** What the byte offset of one with a value of that layout must be a multiple of. */
  static alignmentFor(layout: Layout<any, any>): number {
    return alignmentFor(layout);
  }

  /** A handle for the one at `byteOffset` of your own memory, which is not initialised: all zero is one that is not set. */
  static at<V, W>(memory: SharedMemory | Region, byteOffset: number, layout: Layout<V, W>, options?: LockOptions): OnceLock<V, W> {
    return new OnceLock(layout, placeAt('OnceLock', memory, byteOffset, options), 'OnceLock');
  }

  /** One in the heap that is not set. */
  constructor(layout: Layout<V, W>, options?: LockOptions);
  /** @internal */
  constructor(layout: Layout<V, W>, where: Where | undefined, kind: 'OnceLock' | 'LazyLock');
  constructor(layout: Layout<V, W>, where?: Where, kind: 'OnceLock' | 'LazyLock' = 'OnceLock') {
    checkLayout(`${kind}(layout)`, layout);
    super(kind, { bytes: bytesFor(layout), alignment: alignmentFor(layout) }, where, describedWords(kind));
    this.kind = kind;
    this.layout = layout;
    this.#valueAddress = this.address + valueOffset(layout);
    announce(this, where);
  }

  /** Whether it has its value. */
  get isSet(): boolean {
    return this.seen !== undefined || this.look() !== undefined;
  }

  /** Whether a thread ended in the middle of making the value, and nobody has cleared that yet. */
  get isPoisoned(): boolean {
    return this.region.ops.load32(this.address, 'relaxed') === POISONED;
  }

  /** The value, or undefined if it is not set. Never waits, and never throws. */
  get(): W | undefined {
    const { seen } = this;
    return seen === undefined ? this.look() : seen;
  }

  /**
   * The value; makes it with `initialise` if nobody has, or waits for the one who is at it.
   *
   * @throws {OwnerDiedError} a thread ended in the middle of it
   * @throws {LockError} `SELF_DEADLOCK` from within the initialiser
   * @throws {CannotBlockError} on a page's main thread, if it would have to wait: use {@link getOrInitAsync}
   */
  getOrInit(initialise: () => V): W {
    if (typeof initialise !== 'function') checkFunction(`${this.kind}.getOrInit`, initialise);
    const { seen } = this;
    return seen === undefined ? this.#lookOrBegin(initialise) : seen;
  }

  /** The value; makes it if nobody has. Undefined, without waiting, if another thread is at it. */
  tryGetOrInit(initialise: () => V): W | undefined {
    checkFunction(`${this.kind}.tryGetOrInit`, initialise);
    return this.#end(tryBegin(this), initialise);
  }

  /** As {@link getOrInit}, but waits for another thread at most `ms` milliseconds: undefined if that was not enough. */
  tryGetOrInitFor(initialise: () => V, ms: number): W | undefined {
    checkTimeout(`${this.kind}.${this.#called('tryGetOrInitFor')}`, ms);
    return this.#begin('tryGetOrInitFor', initialise, ms);
  }

  /** {@link getOrInit} without blocking. `initialise` may return a promise of the value. */
  getOrInitAsync(initialise: () => V | PromiseLike<V>, options?: AsyncOptions): Promise<W> {
    return this.#beginAsync('getOrInitAsync', initialise, Infinity, options) as Promise<W>;
  }

  /** As {@link getOrInitAsync}, but waits for another at most `ms` milliseconds: resolves to undefined if that was not enough. */
  tryGetOrInitForAsync(initialise: () => V | PromiseLike<V>, ms: number, options?: AsyncOptions): Promise<W | undefined> {
    return this.#beginAsync('tryGetOrInitForAsync', initialise, ms, options);
  }

  /** Sets the value if it is not set, after waiting for one who is making it. Returns whether this call set it. Throws what {@link getOrInit} throws. */
  set(value: V): boolean {
    return this.isSet ? false : this.#set(begin(this, 'set()', Infinity), value);
  }

  /** Sets the value if it is not set and nobody is making it. Returns whether this call set it. Never waits. */
  trySet(value: V): boolean {
    return this.#set(tryBegin(this), value);
  }

  /** As {@link set}, but waits for another thread at most `ms` milliseconds. Returns whether this call set it. */
  trySetFor(value: V, ms: number): boolean {
    checkTimeout(`${this.kind}.trySetFor`, ms);
    return this.#set(begin(this, 'trySetFor()', ms), value);
  }

  /** {@link set} without blocking. */
  async setAsync(value: V, options?: AsyncOptions): Promise<boolean> {
    const signal = signalOf(`${this.kind}.setAsync`, options);
    return this.#set(await beginAsync(this, 'setAsync', { signal }), value);
  }

  /** {@link trySetFor} without blocking. */
  async trySetForAsync(value: V, ms: number, options?: AsyncOptions): Promise<boolean> {
    checkTimeout(`${this.kind}.trySetForAsync`, ms);
    const signal = signalOf(`${this.kind}.trySetForAsync`, options);
    return this.#set(await beginAsync(this, 'trySetForAsync', { signal, timeoutMs: ms }), value);
  }

  /** Waits until another thread has set it, and returns the value. Throws what {@link getOrInit} throws. */
  wait(): W {
    waitForWord(this, (word) => isDoneAt(this, word), WAIT, Infinity);
    return this.#keep();
  }

  /** {@link wait} for at most `ms` milliseconds: undefined if that was not enough. */
  waitFor(ms: number): W | undefined {
    checkTimeout(`${this.kind}.waitFor`, ms);
    return waitForWord(this, (word) => isDoneAt(this, word), WAIT, ms) === true ? this.#keep() : undefined;
  }

  /** {@link wait} without blocking; undefined only after `timeoutMs`. */
  waitAsync(options?: UntimedAsyncOptions): Promise<W>;
  waitAsync(options: TimedAsyncOptions | undefined): Promise<W | undefined>;
  async waitAsync(options?: TimedAsyncOptions): Promise<W | undefined> {
    return (await waitForWordAsync(this, (word) => isDoneAt(this, word), 'waitAsync', options, countOf(this))) === true
      ? this.#keep()
      : undefined;
  }

  /** Makes a poisoned one new again, for the next to make the value from the start; returns whether it was poisoned. */
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
    this.seen = undefined;
  }

  /** What its user has called: a `LazyLock` calls these for its own forms, which have its initialiser already. */
  #called(form: string): string {
    return this.kind === 'LazyLock' ? form.replace('OrInit', '') : form;
  }

  /** The value, which is there: from here on this handle has it. */
  #keep(): W {
    const value = this.layout.getUnchecked(this.region, this.#valueAddress);
    if (realm.checked === undefined) this.seen = value;
    return value;
  }

  #lookOrBegin(initialise: () => V): W {
    const found = this.look();
    return found === undefined ? this.#begin('getOrInit', initialise, Infinity)! : found;
  }

  /** @internal Looks at the word; the value if it is set. No private method: JavaScriptCore puts in place even those that it has never seen called. */
  look(): W | undefined {
    // acquire: pairs with the release of who set it, so that the value is to be seen
    const isSet = this.region.ops.load32(this.address, 'acquire') === DONE;
    return isSet ? this.#keep() : undefined;
  }

  #begin(form: string, initialise: () => V, ms: number): W | undefined {
    const call = this.#called(form);
    checkFunction(`${this.kind}.${call}`, initialise);
    return this.#end(begin(this, `${call}()`, ms), initialise);
  }

  async #beginAsync(
    form: string,
    initialise: () => V | PromiseLike<V>,
    ms: number,
    options: AsyncOptions | undefined,
  ): Promise<W | undefined> {
    const call = this.#called(form);
    checkFunction(`${this.kind}.${call}`, initialise);
    checkTimeout(`${this.kind}.${call}`, ms);
    const beginning = await beginAsync(this, call, { signal: signalOf(`${this.kind}.${call}`, options), timeoutMs: ms });
    if (beginning === undefined) return undefined;
    if (beginning === 'mine') {
      let left: typeof DONE | 0 = 0;
      try {
        this.layout.setUnchecked(this.region, this.#valueAddress, await initialise());
        left = DONE;
      } finally {
        finish(this, left);
      }
    }
    return this.#keep();
  }

  /** Sets the value if this thread is to; returns whether it was. */
  #set(beginning: Beginning | undefined, value: V): boolean {
    if (beginning === 'mine') this.#end(beginning, () => value);
    return beginning === 'mine';
  }

  #end(beginning: Beginning | undefined, initialise: () => V): W | undefined {
    if (beginning === undefined) return undefined;
    if (beginning === 'mine') {
      let left: typeof DONE | 0 = 0;
      try {
        this.layout.setUnchecked(this.region, this.#valueAddress, initialise());
        left = DONE;
      } finally {
        finish(this, left);
      }
    }
    return this.#keep();
  }
}

/** The type of a once lock whose value has that layout. */
export type OnceLockOf<L extends AnyLayout> = OnceLock<ValueOf<L>, ViewOf<L>>;
