import { add, and, complement, multiply, or, shiftLeft, shiftRight, shiftRightSigned, subtract, xor } from '../integers.ts';
import type { Value } from '../program.ts';

/** What instructions of x86 compute, before the result is cut to its size. Costs a few operations. */

export const OPERATIONS: Readonly<Record<string, (a: Value, b: Value) => Value>> = {
  ADD: add, SUB: subtract, AND: and, OR: or, XOR: xor, SHL: shiftLeft, SAL: shiftLeft, SHR: shiftRight, SAR: shiftRightSigned, IMUL: multiply,
}; // prettier-ignore
export const UNARY: Readonly<Record<string, (a: Value) => Value>> = {
  INC: (a) => add(a, 1),
  DEC: (a) => subtract(a, 1),
  NEG: (a) => subtract(0, a),
  NOT: complement,
};
/** Conditions, from the difference of what was compared, and whether it was below 0 without signs. */
export const CONDITIONS: Readonly<Record<string, (difference: Value, carry: Value) => boolean>> = {
  E: (d) => d === 0, Z: (d) => d === 0, NE: (d) => d !== 0, NZ: (d) => d !== 0,
  L: (d) => d < 0, LT: (d) => d < 0, NGE: (d) => d < 0, LE: (d) => d <= 0, NG: (d) => d <= 0,
  G: (d) => d > 0, GT: (d) => d > 0, NLE: (d) => d > 0, GE: (d) => d >= 0, NL: (d) => d >= 0,
  S: (d) => d < 0, NS: (d) => d >= 0,
  B: (_, c) => c !== 0, C: (_, c) => c !== 0, NAE: (_, c) => c !== 0, AE: (_, c) => c === 0, NB: (_, c) => c === 0, NC: (_, c) => c === 0,
  BE: (d, c) => c !== 0 || d === 0, NA: (d, c) => c !== 0 || d === 0, A: (d, c) => c === 0 && d !== 0, NBE: (d, c) => c === 0 && d !== 0,
}; // prettier-ignore
