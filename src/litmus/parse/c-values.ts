import { add, and, arithmetic, complement, multiply, or, shiftLeft, shiftRightSigned, subtract, xor } from '../integers.ts';
import type { Value } from '../program.ts';

/** What the operators of C compute, on integers with a sign of up to 64 bits. Costs a few operations. */

export interface BinaryOperator {
  /** How strongly it binds. */
  readonly level: number;
  readonly f: (a: Value, b: Value) => Value;
}

const quotient = arithmetic((a, b) => Math.trunc(a / b), (a, b) => a / b); // prettier-ignore
const remainder = arithmetic((a, b) => a % b, (a, b) => a % b); // prettier-ignore

/** All of two operands but `&&` and `||`, which may leave out the second one. To divide by zero gives zero. */
export const BINARY: Readonly<Record<string, BinaryOperator>> = {
  '|': { level: 3, f: or },
  '^': { level: 4, f: xor },
  '&': { level: 5, f: and },
  '==': { level: 6, f: (a, b) => Number(a === b) },
  '!=': { level: 6, f: (a, b) => Number(a !== b) },
  '<': { level: 7, f: (a, b) => Number(a < b) },
  '>': { level: 7, f: (a, b) => Number(a > b) },
  '<=': { level: 7, f: (a, b) => Number(a <= b) },
  '>=': { level: 7, f: (a, b) => Number(a >= b) },
  '<<': { level: 8, f: shiftLeft },
  '>>': { level: 8, f: shiftRightSigned },
  '+': { level: 9, f: add },
  '-': { level: 9, f: subtract },
  '*': { level: 10, f: multiply },
  '/': { level: 10, f: (a, b) => (b === 0 ? 0 : quotient(a, b)) },
  '%': { level: 10, f: (a, b) => (b === 0 ? 0 : remainder(a, b)) },
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
  '-': (a) => subtract(0, a),
  '+': (a) => a,
  '~': complement,
  '!': (a) => Number(a === 0),
};

export const isZero = (a: Value): Value => Number(a === 0);
export const isNotZero = (a: Value): Value => Number(a !== 0);
export const ASSIGNMENT = /^(?:[-+*/%&|^]|<<|>>)=$/;
