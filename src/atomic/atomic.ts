import { Handle } from '../memory/handle.ts';
import type { Region } from '../memory/region.ts';
import type { LoadOrdering, Ordering, StoreOrdering } from '../realm/ordering.ts';

/**
 * A value in shared memory that is read and changed as a whole: no thread ever sees it half-written, and no change is lost between two.
 *
 * `new AtomicI32(5)` takes a word of the shared heap, which stays taken until `free()` is called: a handle that is garbage-collected frees
 * nothing, since other threads may have a handle of the same word. `AtomicI32.at(memory, byteOffset)` uses memory of your own, as it is.
 * Words from the heap are 16 bytes apart, so four share a cache line; where several threads write to neighbours, place them with
 * `cachePadded` of `lockwright/memory`.
 *
 * Costs: a load about 3 ns, everything else what the processor takes for a locked instruction (about 6 ns) and 2 to 3 ns more.
 *
 * Each operation takes the memory ordering that the code *declares*, as a last argument. JavaScript has only `seqCst` atomics, so every
 * operation runs as that, which is never weaker; the declared one is for readers and for the checker.
 *
 * The text of each class stands on its own, with only what is rare or slow in common: V8 compiles a method that several classes share for all
 * of them together, and `fetchUpdate` took two to four times as long so.
 */
export abstract class Atomic<T> extends Handle {
  /** The memory that it lies in. */
  abstract get region(): Region;

  /** The byte offset in that memory. */
  abstract get address(): number;

  /**
   * Gives the memory back that `new` took. Call it once, when no thread uses the atomic any more; this handle throws from then on, but a handle
   * of another thread cannot know.
   *
   * @throws {MemoryError} `DOUBLE_FREE`; `NOT_ALLOCATED` if it was placed with `at` in memory of your own, or inside of a larger block
   */
  abstract free(): void;

  /** The value. */
  abstract load(order?: LoadOrdering): T;

  /** Replaces the value. */
  abstract store(value: T, order?: StoreOrdering): void;

  /** Replaces the value; returns the old one. */
  abstract exchange(value: T, order?: Ordering): T;

  /**
   * Replaces the value if it is `expected`; returns the value found. It was replaced if and only if that is `expected`:
   *
   * ```ts
   * if (state.compareExchange(IDLE, RUNNING) === IDLE) run();
   * ```
   *
   * @param failure what is declared for the case that it is not replaced, which is only a load. Default: the load half of `success`
   */
  abstract compareExchange(expected: T, replacement: T, success?: Ordering, failure?: LoadOrdering): T;

  /**
   * Replaces the value by what `update` makes of it; returns the old one. If another thread changed the value meanwhile, `update` is called
   * again with the new one, so it should do nothing but compute. If it returns null, the value stays, and null is returned.
   *
   * @param failure what the loads declare. Default: the load half of `success`
   */
  abstract fetchUpdate(update: (value: T) => T | null, success?: Ordering, failure?: LoadOrdering): T | null;
}

/**
 * An atomic integer. All `fetch…` operations return the old value, and wrap around at the ends of the type's range.
 *
 * A value that is stored, expected or compared must lie in the type's range. An operand of `fetchAdd`, `fetchSub` and of the bitwise operations
 * may be any whole number, of which the low bits count: `fetchAdd(-1)` and `fetchAnd(~FLAG)` work on unsigned types too.
 */
export abstract class AtomicInteger<T> extends Atomic<T> {
  /** Adds `operand`; returns the old value. */
  abstract fetchAdd(operand: T, order?: Ordering): T;

  /** Subtracts `operand`; returns the old value. */
  abstract fetchSub(operand: T, order?: Ordering): T;

  /** Keeps the bits that `mask` has; returns the old value. */
  abstract fetchAnd(mask: T, order?: Ordering): T;

  /** Sets the bits that `mask` has; returns the old value. */
  abstract fetchOr(mask: T, order?: Ordering): T;

  /** Inverts the bits that `mask` has; returns the old value. */
  abstract fetchXor(mask: T, order?: Ordering): T;

  /** Stores the inverse of value AND `mask`; returns the old value. */
  abstract fetchNand(mask: T, order?: Ordering): T;

  /** Stores the greater of the value and `other`; returns the old value. */
  abstract fetchMax(other: T, order?: Ordering): T;

  /** Stores the lesser of the value and `other`; returns the old value. */
  abstract fetchMin(other: T, order?: Ordering): T;
}
