import { isAddress } from '../addresses.ts';
import {
  add, and, arithmetic, bitsOf, bitwise, integer, isBelow, multiply, or, shiftLeft, shiftRight, shiftRightSigned, signExtend, subtract, truncate, xor,
} from '../integers.ts'; // prettier-ignore
import type { Value } from '../program.ts';

/** What instructions of AArch64 compute, and its flags; of a register of 32 bits the value has no sign. Costs a few operations. */

/** By how much a register of so many bytes is shifted. */
const turn = (by: Value, size: number): Value => and(by, size * BITS_PER_BYTE - 1);
const BITS_PER_BYTE = 8;
const quotient = arithmetic((a, b) => Math.trunc(a / b), (a, b) => a / b); // prettier-ignore

/** Bits without those of another value. */
export const clear = bitwise((x, y) => x & ~y, (x, y) => x & ~y); // prettier-ignore

/** Of registers of so many bytes. */
export const OPERATIONS: Readonly<Record<string, (a: Value, b: Value, size: number) => Value>> = {
  ADD: add,
  SUB: subtract,
  MUL: multiply,
  EOR: xor,
  AND: and,
  ORR: or,
  BIC: clear,
  ORN: bitwise((x, y) => x | ~y, (x, y) => x | ~y),
  EON: bitwise((x, y) => x ^ ~y, (x, y) => x ^ ~y),
  LSL: (a, b, size) => shiftLeft(a, turn(b, size)),
  LSR: (a, b, size) => shiftRight(a, turn(b, size)),
  ASR: (a, b, size) => shiftRightSigned(signExtend(a, size), turn(b, size)),
  ROR: (a, b, size) => or(shiftRight(a, turn(b, size)), shiftLeft(a, turn(subtract(0, b), size))),
  SDIV: (a, b, size) => (b === 0 ? 0 : quotient(signExtend(a, size), signExtend(b, size))),
  UDIV: (a, b, size) => (b === 0 ? 0 : unsignedQuotient(a, b, size)),
}; // prettier-ignore

function unsignedQuotient(a: Value, b: Value, size: number): Value {
  const bits = (value: Value): bigint => BigInt.asUintN(size * BITS_PER_BYTE, bitsOf(value));
  return integer(bits(a) / bits(b));
}

/** What LDADD and its like write, by how many bytes they compare. */
export const ATOMIC_OPERATIONS: Readonly<Record<string, (old: Value, operand: Value, size: number) => Value>> = {
  ADD: add,
  EOR: xor,
  SET: or,
  CLR: clear,
  SMAX: (old, operand, size) => (signExtend(old, size) > signExtend(operand, size) ? old : operand),
  SMIN: (old, operand, size) => (signExtend(old, size) < signExtend(operand, size) ? old : operand),
  UMAX: (old, operand) => (isBelow(old, operand) ? operand : old),
  UMIN: (old, operand) => (isBelow(old, operand) ? old : operand),
};

/** The register of the flags. */
export const FLAGS = '%%nzcv';

const N = 8;
const Z = 4;
const C = 2;
const V = 1;

/** The flags N, Z, C and V after a subtraction. */
export function subtractionFlags(a: Value, b: Value, size: number): Value {
  if (isAddress(a) || isAddress(b)) return (a < b ? N : 0) | (a === b ? Z : 0) | (a >= b ? C : 0);
  const [x, y] = [signExtend(a, size), signExtend(b, size)];
  const result = signExtend(subtract(x, y), size);
  const isExact = x >= y === result >= 0;
  return (result < 0 ? N : 0) | (result === 0 ? Z : 0) | (isBelow(truncate(a, size), truncate(b, size)) ? 0 : C) | (isExact ? 0 : V);
}

/** The flags N, Z, C and V after an addition. */
export function additionFlags(a: Value, b: Value, size: number): Value {
  if (isAddress(a) || isAddress(b)) return resultFlags(add(a, b), size);
  const [x, y] = [signExtend(a, size), signExtend(b, size)];
  const result = signExtend(add(x, y), size);
  const isExact = x < 0 !== y < 0 || x < 0 === result < 0;
  const carries = isBelow(truncate(result, size), truncate(a, size));
  return (result < 0 ? N : 0) | (result === 0 ? Z : 0) | (carries ? C : 0) | (isExact ? 0 : V);
}

/** The carry among the flags: 1 or 0. */
export const carryOf = (flags: Value): number => (Number(flags) & C) / C;

const isNegative = (value: Value, size: number): boolean => signExtend(value, size) < 0;

/** Which of two values are negative: 2 for the first one, 1 for the second. */
export const signsOf = (a: Value, b: Value, size: number): Value => 2 * Number(isNegative(a, size)) + Number(isNegative(b, size));

/** The flags of a sum, with a carry or without one, of values with such signs. */
export function sumFlags(signs: Value, sum: Value, size: number): Value {
  const negative = Number(isNegative(sum, size));
  const [a, b] = [signs >= 2 ? 1 : 0, Number(signs) % 2];
  const carries = a + b - negative > 0;
  return Number(resultFlags(sum, size)) | (carries ? C : 0) | (a === b && a !== negative ? V : 0);
}

/** The flags of a result, where neither a carry nor an overflow counts. */
export const resultFlags = (value: Value, size: number): Value =>
  (signExtend(value, size) < 0 ? N : 0) | (truncate(value, size) === 0 ? Z : 0);

const CONDITIONS: Readonly<Record<string, (flags: number) => boolean>> = {
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
  return test && ((flags) => Number(test(Number(flags))));
}
