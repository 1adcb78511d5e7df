/**
 * Types of the extra last argument by which code declares the order that it relies on: `Atomics.load(words, 0, 'acquire')`. Engines ignore it; the checker judges by it under `rc11`.
 */
import type { LoadOrdering, Ordering, StoreOrdering } from '../realm/ordering.ts';

type Ints = Int8Array | Uint8Array | Int16Array | Uint16Array | Int32Array | Uint32Array;
type BigInts = BigInt64Array | BigUint64Array;

declare global {
  interface Atomics {
    load(array: Ints, index: number, order: LoadOrdering): number;
    load(array: BigInts, index: number, order: LoadOrdering): bigint;
    store(array: Ints, index: number, value: number, order: StoreOrdering): number;
    store(array: BigInts, index: number, value: bigint, order: StoreOrdering): bigint;
    add(array: Ints, index: number, value: number, order: Ordering): number;
    add(array: BigInts, index: number, value: bigint, order: Ordering): bigint;
    sub(array: Ints, index: number, value: number, order: Ordering): number;
    sub(array: BigInts, index: number, value: bigint, order: Ordering): bigint;
    and(array: Ints, index: number, value: number, order: Ordering): number;
    and(array: BigInts, index: number, value: bigint, order: Ordering): bigint;
    or(array: Ints, index: number, value: number, order: Ordering): number;
    or(array: BigInts, index: number, value: bigint, order: Ordering): bigint;
    xor(array: Ints, index: number, value: number, order: Ordering): number;
    xor(array: BigInts, index: number, value: bigint, order: Ordering): bigint;
    exchange(array: Ints, index: number, value: number, order: Ordering): number;
    exchange(array: BigInts, index: number, value: bigint, order: Ordering): bigint;
    compareExchange(array: Ints, index: number, expected: number, replacement: number, success: Ordering, failure?: LoadOrdering): number;
    compareExchange(
      array: BigInts,
      index: number,
      expected: bigint,
      replacement: bigint,
      success: Ordering,
      failure?: LoadOrdering,
    ): bigint;
  }
}
