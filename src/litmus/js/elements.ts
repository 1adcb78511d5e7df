/** The elements of typed arrays: their sizes, and how values become bytes and come back. Costs a few bytes of scratch memory. */
import type { JsValue } from './program.ts';

export interface Element {
  readonly name: string;
  readonly size: number;
  readonly kind: 'integer' | 'bigint' | 'float';
  readonly get: (little: boolean) => number | bigint;
  readonly set: (value: JsValue, little: boolean) => void;
}

const LARGEST = 8;
const scratch = new DataView(new ArrayBuffer(LARGEST));
const CLAMPED_MOST = 255;

const number = (name: string, size: number, kind: 'integer' | 'float', get: Element['get'], set: (v: number, l: boolean) => void): Element => ({
  name, size, kind, get, set: (value, little) => set(toNumber(value), little),
}); // prettier-ignore
const big = (name: string, get: Element['get'], set: (v: bigint, l: boolean) => void): Element => ({
  name, size: LARGEST, kind: 'bigint', get, set: (value, little) => set(toBigInt(value), little),
}); // prettier-ignore

/** By the name of the accesses of a `DataView`; a typed array is called the same and `Array`. */
export const ELEMENTS: ReadonlyMap<string, Element> = new Map(
  [
    number('Int8', 1, 'integer', () => scratch.getInt8(0), (v) => scratch.setInt8(0, v)),
    number('Uint8', 1, 'integer', () => scratch.getUint8(0), (v) => scratch.setUint8(0, v)),
    number('Uint8Clamped', 1, 'integer', () => scratch.getUint8(0), (v) => scratch.setUint8(0, clamp(v))),
    number('Int16', 2, 'integer', (l) => scratch.getInt16(0, l), (v, l) => scratch.setInt16(0, v, l)),
    number('Uint16', 2, 'integer', (l) => scratch.getUint16(0, l), (v, l) => scratch.setUint16(0, v, l)),
    number('Int32', 4, 'integer', (l) => scratch.getInt32(0, l), (v, l) => scratch.setInt32(0, v, l)),
    number('Uint32', 4, 'integer', (l) => scratch.getUint32(0, l), (v, l) => scratch.setUint32(0, v, l)),
    number('Float16', 2, 'float', (l) => scratch.getFloat16(0, l), (v, l) => scratch.setFloat16(0, v, l)),
    number('Float32', 4, 'float', (l) => scratch.getFloat32(0, l), (v, l) => scratch.setFloat32(0, v, l)),
    number('Float64', 8, 'float', (l) => scratch.getFloat64(0, l), (v, l) => scratch.setFloat64(0, v, l)),
    big('BigInt64', (l) => scratch.getBigInt64(0, l), (v, l) => scratch.setBigInt64(0, v, l)),
    big('BigUint64', (l) => scratch.getBigUint64(0, l), (v, l) => scratch.setBigUint64(0, v, l)),
  ].map((element) => [element.name, element]),
); // prettier-ignore

/** Rounds to the nearest, halves to even, as a `Uint8ClampedArray` does. */
function clamp(value: number): number {
  const array = new Uint8ClampedArray(1);
  array[0] = Math.min(value, CLAMPED_MOST);
  return array[0];
}

export function bytesOf(element: Element, value: JsValue, little: boolean): readonly number[] {
  element.set(value, little);
  return Array.from({ length: element.size }, (_, i) => scratch.getUint8(i));
}

export function valueOf(element: Element, bytes: readonly number[], little: boolean): JsValue {
  for (const [i, byte] of bytes.entries()) scratch.setUint8(i, byte);
  return element.get(little);
}

/** Numbers of both kinds may meet, as JS itself does not allow: tests need not write `1n`. */
export const toNumber = (value: JsValue): number => (typeof value === 'string' ? Number.NaN : Number(value));
export const toBigInt = (value: JsValue): bigint => (typeof value === 'bigint' ? value : BigInt(Math.trunc(toNumber(value)) || 0));

/** What `Atomics` makes of an operand before it writes it. */
export const toIntegerOf = (element: Element, value: JsValue): JsValue =>
  element.kind === 'bigint' ? toBigInt(value) : Math.trunc(toNumber(value)) || 0;

/** An operator of JS on two values, of which one may be a BigInt. */
export function operate(
  onNumbers: (a: number, b: number) => number | boolean,
  onBigInts: (a: bigint, b: bigint) => bigint | boolean,
): (a: JsValue, b: JsValue) => JsValue {
  return (a, b) =>
    typeof a === 'bigint' || typeof b === 'bigint' ? onBigInts(toBigInt(a), toBigInt(b)) : onNumbers(toNumber(a), toNumber(b));
}

/** As `==`, but a number equals a BigInt of the same size, and NaN itself. */
export const same = (a: JsValue, b: JsValue): boolean => {
  if (typeof a === 'string' || typeof b === 'string') return a === b;
  if (typeof a === 'bigint' && typeof b === 'bigint') return a === b;
  return Number(a) === Number(b) || (Number.isNaN(Number(a)) && Number.isNaN(Number(b)));
};

/** As states show it: a text in quotes, so that it can stand in a condition. */
export const showJs = (value: JsValue): string => (typeof value === 'string' ? JSON.stringify(value) : String(value));
