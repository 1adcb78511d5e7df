import { isAddress } from './addresses.ts';
import type { Value } from './program.ts';

/**
 * Integers of 64 bits with a sign, as herd computes with: a number where that is exact, else a bigint, so that equal values are `===`. Costs
 * a test of the result where numbers do, and some allocations where they do not.
 */
const BITS = 64;
const LARGEST = BigInt(Number.MAX_SAFE_INTEGER);

/** The value of the lowest 64 bits of an integer. */
export function integer(value: bigint): Value {
  const wrapped = BigInt.asIntN(BITS, value);
  return wrapped <= LARGEST && wrapped >= -LARGEST ? Number(wrapped) : wrapped;
}

/** The bits of a value, of which an address has none. */
export function bitsOf(value: Value): bigint {
  if (isAddress(value)) throw new Error('litmus: an address has no bits: it can be added to, compared and loaded from');
  return BigInt(value);
}

export type Operation = (a: Value, b: Value) => Value;

/** An operation of arithmetic; `small` counts where it is exact, or has to do with addresses. */
export function arithmetic(small: (a: number, b: number) => number, large: (a: bigint, b: bigint) => bigint): Operation {
  return (a, b) => {
    if (typeof a === 'number' && typeof b === 'number') {
      const result = small(a, b);
      if (Number.isSafeInteger(result) || isAddress(a) || isAddress(b)) return result;
    }
    return integer(large(bitsOf(a), bitsOf(b)));
  };
}

const isSmall = (value: Value): value is number => value === (Number(value) | 0);

/** An operation on bits. What it makes of something and 0 holds for addresses, too, if it is one of the two. */
export function bitwise(small: (a: number, b: number) => number, large: (a: bigint, b: bigint) => bigint): Operation {
  return (a, b) => {
    if (isSmall(a) && isSmall(b)) return small(a, b);
    if (isAddress(a) && b === 0) return small(1, 0) === 0 ? 0 : a;
    if (isAddress(b) && a === 0) return small(0, 1) === 0 ? 0 : b;
    return integer(large(bitsOf(a), bitsOf(b)));
  };
}

export const add = arithmetic((a, b) => a + b, (a, b) => a + b); // prettier-ignore
export const subtract = arithmetic((a, b) => a - b, (a, b) => a - b); // prettier-ignore
export const multiply = arithmetic((a, b) => a * b, (a, b) => a * b); // prettier-ignore
export const and = bitwise((a, b) => a & b, (a, b) => a & b); // prettier-ignore
export const or = bitwise((a, b) => a | b, (a, b) => a | b); // prettier-ignore
const differing = bitwise((a, b) => a ^ b, (a, b) => a ^ b); // prettier-ignore
export const xor: Operation = (a, b) => (a === b ? 0 : differing(a, b));
export const complement = (a: Value): Value => subtract(-1, a);

const distance = (by: Value): bigint => bitsOf(and(by, BITS - 1));
export const shiftLeft: Operation = (a, b) => integer(bitsOf(a) << distance(b));
/** With zeros from above. */
export const shiftRight: Operation = (a, b) => integer(BigInt.asUintN(BITS, bitsOf(a)) >> distance(b));
/** With the sign from above. */
export const shiftRightSigned: Operation = (a, b) => integer(bitsOf(a) >> distance(b));

const WORD_BITS = 32;
const BITS_PER_BYTE = 8;
const WORD = 4;
const ALL = 8;

/** The lowest bytes of a value, without a sign; an address stays whole. */
export function truncate(value: Value, size: number): Value {
  if (isAddress(value) || size >= ALL) return value;
  if (typeof value === 'bigint') return integer(BigInt.asUintN(size * BITS_PER_BYTE, value));
  if (size < WORD) return value & (2 ** (size * BITS_PER_BYTE) - 1);
  return value >= 0 && value < 2 ** WORD_BITS ? value : value >>> 0;
}

/** The lowest bytes of a value, with the sign that the highest of their bits is; an address stays whole. */
export function signExtend(value: Value, size: number): Value {
  if (isAddress(value) || size >= ALL) return value;
  if (typeof value === 'bigint') return integer(BigInt.asIntN(size * BITS_PER_BYTE, value));
  const unused = WORD_BITS - size * BITS_PER_BYTE;
  return (value << unused) >> unused;
}

/** The value of so many lowest bytes, without a sign. */
export function withoutSign(value: Value, size: number): Value {
  if (size < ALL || value >= 0) return truncate(value, size);
  return BigInt.asUintN(BITS, bitsOf(value));
}

/** Whether a value is less than another one, both without a sign. */
export const isBelow = (a: Value, b: Value): boolean => (a >= 0 === b >= 0 ? a < b : a >= 0);
