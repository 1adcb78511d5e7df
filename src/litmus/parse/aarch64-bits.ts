import { bitsOf, integer } from '../integers.ts';
import type { Value } from '../program.ts';

/** What instructions of AArch64 do with the bits of registers of so many bytes. Costs a few operations on large integers. */

const BITS_PER_BYTE = 8;
const HALFWORD = 2;
const WORD = 4;

/** The bits of a register, without a sign. */
const unsigned = (value: Value, size: number): bigint => BigInt.asUintN(size * BITS_PER_BYTE, bitsOf(value));
const signed = (value: Value, size: number): bigint => BigInt.asIntN(size * BITS_PER_BYTE, bitsOf(value));
const ones = (width: number): bigint => (1n << BigInt(width)) - 1n;

/** The bits from `from` on, `width` of them, put to the bits from `to` on. */
export interface Field {
  readonly from: number;
  readonly width: number;
  readonly to: number;
}

/** What `UBFM`, `SBFM` and `BFM` move, by their two numbers. */
export function fieldOf(rotation: number, last: number, size: number): Field {
  return last >= rotation
    ? { from: rotation, width: last - rotation + 1, to: 0 }
    : { from: 0, width: last + 1, to: size * BITS_PER_BYTE - rotation };
}

/** The field alone: with the sign that its highest bit is, or without. */
export function movedField(value: Value, { from, width, to }: Field, isSigned: boolean): Value {
  const shifted = bitsOf(value) >> BigInt(from);
  return integer((isSigned ? BigInt.asIntN(width, shifted) : BigInt.asUintN(width, shifted)) << BigInt(to));
}

/** The field in place of the same bits of another value. */
export function insertedField(old: Value, value: Value, { from, width, to }: Field): Value {
  const kept = bitsOf(old) & ~(ones(width) << BigInt(to));
  return integer(kept | (((bitsOf(value) >> BigInt(from)) & ones(width)) << BigInt(to)));
}

/** A register's worth of bits from `from` on, of a value and another one below it. */
export function extracted(high: Value, low: Value, from: number, size: number): Value {
  return integer(((unsigned(high, size) << BigInt(size * BITS_PER_BYTE)) | unsigned(low, size)) >> BigInt(from));
}

/** The upper half of a product. */
export const upperProduct = (isSigned: boolean) => (a: Value, b: Value, size: number): Value =>
  integer((isSigned ? signed(a, size) * signed(b, size) : unsigned(a, size) * unsigned(b, size)) >> BigInt(size * BITS_PER_BYTE)); // prettier-ignore

const digitsOf = (value: Value, size: number): string =>
  unsigned(value, size)
    .toString(2)
    .padStart(size * BITS_PER_BYTE, '0');
const fromDigits = (digits: string): Value => integer(BigInt(`0b${digits}`));

/** The bytes of each part of so many bytes in the opposite order. */
const reversed = (part: number) => (value: Value, size: number): Value => {
  const parts = digitsOf(value, size).match(new RegExp(`.{${part * BITS_PER_BYTE}}`, 'g'))!;
  return fromDigits(parts.map((digits) => digits.match(/.{8}/g)!.toReversed().join('')).join(''));
}; // prettier-ignore

const leading = (digits: string): number => /^(.)\1*/.exec(digits)![0].length;

/** Operations on one register. */
export const BIT_OPERATIONS: Readonly<Record<string, (value: Value, size: number) => Value>> = {
  RBIT: (value, size) => fromDigits([...digitsOf(value, size)].toReversed().join('')),
  REV: (value, size) => reversed(size)(value, size),
  REV64: (value, size) => reversed(size)(value, size),
  REV32: reversed(WORD),
  REV16: reversed(HALFWORD),
  CLZ: (value, size) => (digitsOf(value, size).startsWith('1') ? 0 : leading(digitsOf(value, size))),
  CLS: (value, size) => leading(digitsOf(value, size)) - 1,
  CTZ: (value, size) => (/0*$/.exec(digitsOf(value, size)) as RegExpExecArray)[0].length,
  CNT: (value, size) => digitsOf(value, size).replaceAll('0', '').length,
  ABS: (value, size) => integer(signed(value, size) < 0n ? -signed(value, size) : signed(value, size)),
};
