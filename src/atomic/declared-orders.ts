import type { LoadOrdering, Ordering, StoreOrdering } from '../realm/ordering.ts';

/** The element types of the views on which `Atomics` works with numbers. */
export type NumberView = Int8Array | Uint8Array | Int16Array | Uint16Array | Int32Array | Uint32Array;
/** Those on which it works with BigInts. */
export type BigIntView = BigInt64Array | BigUint64Array;

/**
 * With any import of `lockwright/atomic`, TypeScript accepts a declared ordering as the last argument of the global `Atomics`:
 * `Atomics.load(view, i, 'acquire')`. Engines ignore it and it costs nothing; the checker judges by it. These are further overloads. The
 * ordering is optional in them because `Parameters<typeof Atomics.load>` looks at the last one.
 */
declare global {
  interface Atomics {
    load(view: NumberView, index: number, order?: LoadOrdering): number;
    load(view: BigIntView, index: number, order?: LoadOrdering): bigint;
    store(view: NumberView, index: number, value: number, order?: StoreOrdering): number;
    store(view: BigIntView, index: number, value: bigint, order?: StoreOrdering): bigint;
    exchange(view: NumberView, index: number, value: number, order?: Ordering): number;
    exchange(view: BigIntView, index: number, value: bigint, order?: Ordering): bigint;
    compareExchange(
      view: NumberView,
      index: number,
      expected: number,
      replacement: number,
      success?: Ordering,
      failure?: LoadOrdering,
    ): number;
    compareExchange(
      view: BigIntView,
      index: number,
      expected: bigint,
      replacement: bigint,
      success?: Ordering,
      failure?: LoadOrdering,
    ): bigint;
    add(view: NumberView, index: number, value: number, order?: Ordering): number;
    add(view: BigIntView, index: number, value: bigint, order?: Ordering): bigint;
    sub(view: NumberView, index: number, value: number, order?: Ordering): number;
    sub(view: BigIntView, index: number, value: bigint, order?: Ordering): bigint;
    and(view: NumberView, index: number, value: number, order?: Ordering): number;
    and(view: BigIntView, index: number, value: bigint, order?: Ordering): bigint;
    or(view: NumberView, index: number, value: number, order?: Ordering): number;
    or(view: BigIntView, index: number, value: bigint, order?: Ordering): bigint;
    xor(view: NumberView, index: number, value: number, order?: Ordering): number;
    xor(view: BigIntView, index: number, value: bigint, order?: Ordering): bigint;
  }
}
