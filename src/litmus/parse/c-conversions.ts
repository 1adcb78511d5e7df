import { integer, isBelow, shiftRight, signExtend, truncate, withoutSign } from '../integers.ts';
import type { Access, Expr, Value } from '../program.ts';
import { apply, constant } from './builder.ts';
import { type CType, INT } from './c-types.ts';

/** What the types of C make of values. Costs an operation where a type does not hold what it gets. */

const LONG = 8;
const INT_LIMIT = 2 ** 31;

/** What a value becomes in a type; undefined for types that hold whatever is computed: pointers, and those of 64 bits. */
export function conversionTo({ size, isUnsigned, isBool, to }: CType): ((value: Value) => Value) | undefined {
  if (to !== undefined || size >= LONG) return undefined;
  if (isBool === true) return (value) => Number(value !== 0);
  return isUnsigned === true ? (value) => truncate(value, size) : (value) => signExtend(value, size);
}

/** A value of the type `from` as one of the type `to`. */
export function convert(value: Expr, to: CType, from: CType): Expr {
  const f = conversionTo(to);
  if (f === undefined || holdsAll(to, from)) return value;
  return value.kind === 'constant' ? constant(f(value.value)) : apply(f, value, constant(0));
}

function holdsAll(to: CType, from: CType): boolean {
  if (from.to !== undefined || to.isBool === true) return from.to === undefined && from.isBool === true;
  if (to.isUnsigned === true) return from.isUnsigned === true && from.size <= to.size;
  return from.isUnsigned === true ? from.size < to.size : from.size <= to.size;
}

/** The type of what an operator computes of one value: at least `int`. */
export const promoted = (type: CType): CType => (type.to !== undefined || type.size >= INT.size ? type : INT);

/** The type in which an operator takes two numbers. */
export function commonOf(first: CType, second: CType): CType {
  const [a, b] = [promoted(first), promoted(second)];
  if (a.size !== b.size) return a.size > b.size ? a : b;
  return a.isUnsigned === true ? a : b;
}

/** What a function on two values computes, as a value of a type. */
export function within(type: CType, f: (a: Value, b: Value) => Value): (a: Value, b: Value) => Value {
  const convertTo = conversionTo(type);
  return convertTo === undefined ? f : (a, b) => convertTo(f(a, b));
}

/** How an access sees memory, which has all values with their sign: then equal bits are equal values, whatever the types of two accesses. */
export function accessTo(type: CType, tags: readonly string[]): Access {
  const decode = type.isUnsigned === true ? conversionTo(type) : undefined;
  if (decode === undefined) return { tags, size: type.size };
  return { tags, size: type.size, decode, encode: (value) => signExtend(value, type.size) };
}

/** The type of a number, by its value, whether it is written in base 16, and the letters behind it. */
export function typeOfNumber(value: Value, isHex: boolean, suffix: string): CType {
  const isUnsigned = /u/i.test(suffix);
  const fits = value < (isUnsigned || isHex ? 2 * INT_LIMIT : INT_LIMIT) && value >= -INT_LIMIT;
  const size = /l/i.test(suffix) || !fits ? LONG : INT.size;
  const mustBe = isUnsigned || (isHex && (size === INT.size ? value >= INT_LIMIT : value < 0));
  return { size, ...(mustBe ? { isUnsigned: true } : {}) };
}

const asUnsigned = (value: Value): bigint => BigInt(withoutSign(value, LONG));

/** Operators that tell values of 64 bits with a sign from those without one, which are the same value here. */
export const OF_UNSIGNED_LONG: Readonly<Record<string, (a: Value, b: Value) => Value>> = {
  '<': (a, b) => Number(isBelow(a, b)),
  '>': (a, b) => Number(isBelow(b, a)),
  '<=': (a, b) => Number(!isBelow(b, a)),
  '>=': (a, b) => Number(!isBelow(a, b)),
  '>>': shiftRight,
  '/': (a, b) => (b === 0 ? 0 : integer(asUnsigned(a) / asUnsigned(b))),
  '%': (a, b) => (b === 0 ? 0 : integer(asUnsigned(a) % asUnsigned(b))),
};
