import { operate, toBigInt, toNumber } from '../js/elements.ts';
import type { JsValue } from '../js/program.ts';
import { isTrue } from '../js/outcomes.ts';

type Binary = (a: JsValue, b: JsValue) => JsValue;

const BITS = 64;
const equal: Binary = (a, b) =>
  typeof a === 'string' || typeof b === 'string' ? a === b : typeof a === typeof b ? a === b : Number(a) === Number(b);
const differ: Binary = (a, b) => equal(a, b) !== true;

/** The binary operators of JS that need no choice of what to evaluate. */
export const OPERATORS: ReadonlyMap<string, Binary> = new Map<string, Binary>([
  ['==', equal],
  ['===', equal],
  ['!=', differ],
  ['!==', differ],
  ['<', operate((a, b) => a < b, (a, b) => a < b)],
  ['>', operate((a, b) => a > b, (a, b) => a > b)],
  ['<=', operate((a, b) => a <= b, (a, b) => a <= b)],
  ['>=', operate((a, b) => a >= b, (a, b) => a >= b)],
  ['+', operate((a, b) => a + b, (a, b) => a + b)],
  ['-', operate((a, b) => a - b, (a, b) => a - b)],
  ['*', operate((a, b) => a * b, (a, b) => a * b)],
  ['/', operate((a, b) => a / b, (a, b) => (b === 0n ? 0n : a / b))],
  ['%', operate((a, b) => a % b, (a, b) => (b === 0n ? 0n : a % b))],
  ['&', operate((a, b) => a & b, (a, b) => a & b)],
  ['|', operate((a, b) => a | b, (a, b) => a | b)],
  ['^', operate((a, b) => a ^ b, (a, b) => a ^ b)],
  ['<<', operate((a, b) => a << b, (a, b) => BigInt.asIntN(BITS, a << b))],
  ['>>', operate((a, b) => a >> b, (a, b) => a >> b)],
  ['>>>', operate((a, b) => a >>> b, (a, b) => a >> b)],
]); // prettier-ignore

export const UNARY: ReadonlyMap<string, (a: JsValue) => JsValue> = new Map<string, (a: JsValue) => JsValue>([
  ['!', (a) => !isTrue(a)],
  ['-', (a) => (typeof a === 'bigint' ? -a : -toNumber(a))],
  ['+', (a) => toNumber(a)],
  ['~', (a) => (typeof a === 'bigint' ? ~a : ~toNumber(a))],
  ['Number', (a) => toNumber(a)],
  ['BigInt', (a) => toBigInt(a)],
]);
