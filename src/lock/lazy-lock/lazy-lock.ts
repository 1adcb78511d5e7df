import type { SharedMemory } from '../../realm/realm.ts';
import { Handle } from '../../memory/handle.ts';
import type { AnyLayout, Layout, ValueOf, ViewOf } from '../../memory/layout/layout.ts';
import type { Region } from '../../memory/region.ts';
import { checkFunction, checkTimeout } from '../lock-errors.ts';
import { OnceLock } from '../once-lock/once-lock.ts';
import { giveName, type LockOptions, type Place, type Where } from '../lock-options.ts';
import { type AsyncOptions, placeAt } from '../owned-lock.ts';

/**
 * A value that is made by a function when it is first asked for, once for all threads. It is a `OnceLock` with its initialiser, and costs what that costs.
 *
 * ```ts
 * const table = new LazyLock(array(f64, 1024), () => Array.from({ length: 1024 }, (_, i) => Math.sin(i)));
 * table.get().get(7); // whoever asks first makes it
 * ```
 *
 * The initialiser travels with the lock to other threads, as its text: it must need nothing of the code around it, as with `spawn(fn)`. One that does need
 * something is no problem within one thread, or with `LazyLock.at` in each; use a `OnceLock` if each thread has its own way to make the value.
 *
 * An initialiser that throws is run again by the next who asks. A thread that ends in the middle of it poisons the lock: see `OnceLock`.
 *
 * Its words are those of a `OnceLock`; what they say, and who changes them, is in the table of `once/once-word.ts`.
 */
export class LazyLock<V, W = V> extends Handle {
  /** What makes the value. */
  readonly initialise: () => V;
  readonly #cell: OnceLock<V, W>;
  /** What the cell has seen, one step nearer. */
  #seen: W | undefined = undefined;

  /** Bytes of one with a value of that layout. */
  static bytesFor(layout: Layout<any, any>): number {
    return OnceLock.bytesFor(layout);
  }

  /** What the byte offset of one with a value of that layout must be a multiple of. */
  static alignmentFor(layout: Layout<any, any>): number {
    return OnceLock.alignmentFor(layout);
  }

  /** A handle for the one at `byteOffset` of your own memory, which is not initialised: all zero is one whose value is not made yet. */
  static at<V, W>(
    memory: SharedMemory | Region,
    byteOffset: number,
    layout: Layout<V, W>,
    initialise: () => V,
    options?: LockOptions,
  ): LazyLock<V, W> {
    return new LazyLock(layout, initialise, placeAt('LazyLock', memory, byteOffset, options));
  }

  /** One in the heap whose value is not made yet. */
  constructor(layout: Layout<V, W>, initialise: () => V, options?: LockOptions);
  /** @internal */
  constructor(layout: Layout<V, W>, initialise: () => V, place: Place);
  constructor(layout: Layout<V, W>, initialise: () => V, where?: Where) {
    super();
    checkFunction('LazyLock(layout, initialise)', initialise);
    this.#cell = new OnceLock<V, W>(layout, where, 'LazyLock');
    this.initialise = initialise;
    if (where?.name !== undefined) giveName(this, where.name);
  }

  get kind(): 'LazyLock' {
    return 'LazyLock';
  }

  get region(): Region {
    return this.#cell.region;
  }

  /** The byte offset of its words in its memory. */
  get address(): number {
    return this.#cell.address;
  }

  get layout(): Layout<V, W> {
    return this.#cell.layout;
  }

  /** Whether the value is made. */
  get isSet(): boolean {
    return this.#cell.isSet;
  }

  /** Whether a thread ended in the middle of making it, and nobody has cleared that yet. */
  get isPoisoned(): boolean {
    return this.#cell.isPoisoned;
  }

  /** The value; makes it if nobody has, or waits for the one who is at it. Throws what `OnceLock.getOrInit` throws. */
  get(): W {
    const seen = this.#seen;
    return seen === undefined ? this.#getFirst() : seen;
  }

  #getFirst(): W {
    const value = this.#cell.getOrInit(this.initialise);
    this.#seen = this.#cell.seen;
    return value;
  }

  /** The value; makes it if nobody has. Undefined, without waiting, if another thread is at it. */
  tryGet(): W | undefined {
    return this.#cell.tryGetOrInit(this.initialise);
  }

  /** As {@link get}, but waits for another thread at most `ms` milliseconds: undefined if that was not enough. */
  tryGetFor(ms: number): W | undefined {
    checkTimeout('LazyLock.tryGetFor', ms);
    return this.#cell.tryGetOrInitFor(this.initialise, ms);
  }

  /** {@link get} without blocking. */
  getAsync(options?: AsyncOptions): Promise<W> {
    return this.#cell.getOrInitAsync(this.initialise, options);
  }

  /** As {@link getAsync}, but waits for another at most `ms` milliseconds: resolves to undefined if that was not enough. */
  tryGetForAsync(ms: number, options?: AsyncOptions): Promise<W | undefined> {
    return this.#cell.tryGetOrInitForAsync(this.initialise, ms, options);
  }

  /** The value if it is made; never makes it. */
  peek(): W | undefined {
    return this.#cell.get();
  }

  /** Makes a poisoned one new again, for the next who asks to make the value from the start; returns whether it was poisoned. */
  clearPoison(): boolean {
    return this.#cell.clearPoison();
  }

  /** Gives its memory in the heap back, as `OnceLock.free` does. */
  free(): void {
    this.#cell.free();
    this.#seen = undefined;
  }
}

/** The type of a lazy lock whose value has that layout. */
export type LazyLockOf<L extends AnyLayout> = LazyLock<ValueOf<L>, ViewOf<L>>;
