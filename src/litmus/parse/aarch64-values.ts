import { isAddress } from '../addresses.ts';
import type { Value } from '../program.ts';

/** What instructions of AArch64 compute, on integers without a sign, and its flags. Costs a few operations. */

const WORD_BITS = 32;
const isSmall = (value: Value): boolean => value === (value | 0);

/** An operation on bits that is right for 64 bits, and quick for 32. */
function bits(small: (a: number, b: number) => number, large: (a: bigint, b: bigint) => bigint): (a: Value, b: Value) => Value {
  return (a, b) => {
    if (isSmall(a) && isSmall(b)) return small(a, b);
    return Number(BigInt.asUintN(64, large(BigInt(a), BigInt(b))));
  };
}

export const OPERATIONS: Readonly<Record<string, (a: Value, b: Value) => Value>> = {
  ADD: (a, b) => a + b,
  SUB: (a, b) => a - b,
  MUL: (a, b) => a * b,
  EOR: (a, b) => (a === b ? 0 : bits((x, y) => x ^ y, (x, y) => x ^ y)(a, b)),
  AND: bits((x, y) => x & y, (x, y) => x & y),
  ORR: bits((x, y) => x | y, (x, y) => x | y),
  BIC: bits((x, y) => x & ~y, (x, y) => x & ~y),
  ORN: bits((x, y) => x | ~y, (x, y) => x | ~y),
  EON: bits((x, y) => x ^ ~y, (x, y) => x ^ ~y),
  LSL: (a, b) => a * 2 ** b,
  LSR: (a, b) => Math.floor(a / 2 ** b),
  ASR: (a, b) => Math.floor(a / 2 ** b),
}; // prettier-ignore

const signed = (value: Value): Value => (isAddress(value) ? value : value | 0);

/** What LDADD and its like write. */
export const ATOMIC_OPERATIONS: Readonly<Record<string, (old: Value, operand: Value) => Value>> = {
  ADD: (old, operand) => old + operand,
  EOR: OPERATIONS['EOR']!,
  SET: OPERATIONS['ORR']!,
  CLR: OPERATIONS['BIC']!,
  SMAX: (old, operand) => (signed(old) > signed(operand) ? old : operand),
  SMIN: (old, operand) => (signed(old) < signed(operand) ? old : operand),
  UMAX: (old, operand) => Math.max(old, operand),
  UMIN: (old, operand) => Math.min(old, operand),
};

/** A value of so many bytes, without a sign. */
export function truncate(value: Value, size: number): Value {
  if (isAddress(value)) return value;
  const count = size * 8;
  if (count < WORD_BITS) return value & (2 ** count - 1);
  if (count === WORD_BITS) return value >>> 0;
  return value >= 0 ? value : Number(BigInt.asUintN(count, BigInt(value)));
}

/** A value of so many bytes, with its sign. */
export function signExtend(value: Value, size: number): Value {
  if (isAddress(value)) return value;
  const unused = WORD_BITS - size * 8;
  return unused >= 0 ? (value << unused) >> unused : Number(BigInt.asIntN(size * 8, BigInt(value)));
}

const N = 8;
const Z = 4;
const C = 2;
const V = 1;

/** The flags N, Z, C and V after a subtraction. */
export function subtractionFlags(a: Value, b: Value, size: number): Value {
  if (size === 8 || isAddress(a) || isAddress(b)) {
    return (a < b ? N : 0) | (a === b ? Z : 0) | (a >= b ? C : 0);
  }
  const exact = (a | 0) - (b | 0);
  const result = exact | 0;
  return (result < 0 ? N : 0) | (result === 0 ? Z : 0) | (a >>> 0 >= b >>> 0 ? C : 0) | (exact === result ? 0 : V);
}

/** The flags N, Z, C and V after an addition. */
export function additionFlags(a: Value, b: Value, size: number): Value {
  if (size === 8 || isAddress(a) || isAddress(b)) return resultFlags(a + b, size);
  const exact = (a | 0) + (b | 0);
  const result = exact | 0;
  const carries = (a >>> 0) + (b >>> 0) > 2 ** WORD_BITS - 1;
  return (result < 0 ? N : 0) | (result === 0 ? Z : 0) | (carries ? C : 0) | (exact === result ? 0 : V);
}

/** So many bits of a value, from one on: with the sign that the highest of them is, or without. */
export function bitField(value: Value, from: number, width: number, isSigned: boolean): Value {
  const shifted = BigInt(value) >> BigInt(from);
  return Number(isSigned ? BigInt.asIntN(width, shifted) : BigInt.asUintN(width, shifted));
}

/** The flags of a result, where neither a carry nor an overflow counts. */
export const resultFlags = (value: Value, size: number): Value =>
  (signExtend(value, size) < 0 ? N : 0) | (truncate(value, size) === 0 ? Z : 0);

const CONDITIONS: Readonly<Record<string, (flags: Value) => boolean>> = {
  EQ: (f) => (f & Z) !== 0,
  NE: (f) => (f & Z) === 0,
  CS: (f) => (f & C) !== 0,
  HS: (f) => (f & C) !== 0,
  CC: (f) => (f & C) === 0,
  LO: (f) => (f & C) === 0,
  MI: (f) => (f & N) !== 0,
  PL: (f) => (f & N) === 0,
  VS: (f) => (f & V) !== 0,
  VC: (f) => (f & V) === 0,
  HI: (f) => (f & C) !== 0 && (f & Z) === 0,
  LS: (f) => (f & C) === 0 || (f & Z) !== 0,
  GE: (f) => ((f & N) !== 0) === ((f & V) !== 0),
  LT: (f) => ((f & N) !== 0) !== ((f & V) !== 0),
  GT: (f) => (f & Z) === 0 && ((f & N) !== 0) === ((f & V) !== 0),
  LE: (f) => (f & Z) !== 0 || ((f & N) !== 0) !== ((f & V) !== 0),
  AL: () => true,
};

/** The test of flags that a condition such as EQ stands for, if there is one: 1 or 0. */
export function conditionTest(name: string): ((flags: Value) => Value) | undefined {
  const test = Object.hasOwn(CONDITIONS, name) ? CONDITIONS[name] : undefined;
  return test && ((flags) => Number(test(flags)));
}
