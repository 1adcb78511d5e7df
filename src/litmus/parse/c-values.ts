import type { Value } from '../program.ts';

/** What the operators of C compute, on integers with a sign of up to 64 bits. Costs a few operations. */

const BITS = 64;
const isSmall = (value: Value): boolean => value === (value | 0);

/** An operation on bits that is right for 64 bits, and quick for 32. */
function bits(small: (a: number, b: number) => number, large: (a: bigint, b: bigint) => bigint): (a: Value, b: Value) => Value {
  return (a, b) => (isSmall(a) && isSmall(b) ? small(a, b) : Number(BigInt.asIntN(BITS, large(BigInt(a), BigInt(b)))));
}

export interface BinaryOperator {
  /** How strongly it binds. */
  readonly level: number;
  readonly f: (a: Value, b: Value) => Value;
}

/** All of two operands but `&&` and `||`, which may leave out the second one. To divide by zero gives zero. */
export const BINARY: Readonly<Record<string, BinaryOperator>> = {
  '|': { level: 3, f: bits((a, b) => a | b, (a, b) => a | b) },
  '^': { level: 4, f: (a, b) => (a === b ? 0 : bits((x, y) => x ^ y, (x, y) => x ^ y)(a, b)) },
  '&': { level: 5, f: bits((a, b) => a & b, (a, b) => a & b) },
  '==': { level: 6, f: (a, b) => Number(a === b) },
  '!=': { level: 6, f: (a, b) => Number(a !== b) },
  '<': { level: 7, f: (a, b) => Number(a < b) },
  '>': { level: 7, f: (a, b) => Number(a > b) },
  '<=': { level: 7, f: (a, b) => Number(a <= b) },
  '>=': { level: 7, f: (a, b) => Number(a >= b) },
  '<<': { level: 8, f: (a, b) => a * 2 ** b },
  '>>': { level: 8, f: (a, b) => Math.floor(a / 2 ** b) },
  '+': { level: 9, f: (a, b) => a + b },
  '-': { level: 9, f: (a, b) => a - b },
  '*': { level: 10, f: (a, b) => a * b },
  '/': { level: 10, f: (a, b) => (b === 0 ? 0 : Math.trunc(a / b)) },
  '%': { level: 10, f: (a, b) => (b === 0 ? 0 : a % b) },
}; // prettier-ignore

export const OR_LEVEL = 1;
export const AND_LEVEL = 2;
/** How strongly each operator between two operands binds. */
export const LEVELS: ReadonlyMap<string, number> = new Map([
  ['||', OR_LEVEL],
  ['&&', AND_LEVEL],
  ...Object.entries(BINARY).map(([operator, { level }]) => [operator, level] as const),
]);

export const UNARY: Readonly<Record<string, (a: Value) => Value>> = {
  '-': (a) => (a === 0 ? 0 : -a),
  '+': (a) => a,
  '~': (a) => -1 - a,
  '!': (a) => Number(a === 0),
};

export const isZero = (a: Value): Value => Number(a === 0);
export const isNotZero = (a: Value): Value => Number(a !== 0);
export const ASSIGNMENT = /^(?:[-+*/%&|^]|<<|>>)=$/;
