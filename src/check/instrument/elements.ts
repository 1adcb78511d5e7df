import type { Raw, Size } from '../machine.ts';
import { type Constructor, type Names, NativeDataView } from './natives.ts';

/** One kind of element of a typed array: how its values are written as raw bits (`machine.ts`) and read from them. */
export interface Element {
  readonly name: string;
  readonly size: Size;
  /** Whether `Atomics` takes it. */
  readonly isAtomic: boolean;
  readonly isBigInt: boolean;
  /** The constructor of arrays of such elements, before it is instrumented. */
  readonly Native: Constructor;
  /** That of arrays that show the raw bits of the same elements. */
  readonly Bits: Constructor;
  /** Coerces as an assignment to an element does; throws what that throws. */
  toRaw(value: unknown): Raw;
  fromRaw(raw: Raw): number | bigint;
}

// What is done with floats, on the natives.
const scratch = new DataView(new ArrayBuffer(8));
const { getFloat32, setFloat32, getFloat64, setFloat64, getInt32, setInt32, getBigInt64, setBigInt64, getUint16, setUint16 } =
  NativeDataView.prototype;
const half = NativeDataView.prototype as unknown as { getFloat16?(at: number): number; setFloat16?(at: number, value: number): void };
const { getFloat16, setFloat16 } = half;

const LARGEST_BYTE = 0xff;
const LARGEST_SHORT = 0xffff;
const HALF = 0.5;
const LONG_BITS = 64;

function clamp(value: number): number {
  if (!(value > 0)) return 0;
  if (value >= LARGEST_BYTE) return LARGEST_BYTE;
  const floor = Math.floor(value);
  const rest = value - floor;
  // Halves go to the even neighbour.
  return rest > HALF || (rest === HALF && floor % 2 === 1) ? floor + 1 : floor;
}

const BITS: Readonly<Record<Size, unknown>> = { 1: Uint8Array, 2: Uint16Array, 4: Int32Array, 8: BigInt64Array };
type Traits = Pick<Element, 'isAtomic' | 'isBigInt' | 'toRaw' | 'fromRaw'>;

function element(name: string, size: Size, traits: Traits): Element {
  return { name, size, Native: (globalThis as unknown as Names)[name] as Constructor, Bits: BITS[size] as Constructor, ...traits };
}

function integer(name: string, size: Size, toRaw: (value: number) => number, fromRaw: (raw: number) => number): Element {
  return element(name, size, {
    isAtomic: name !== 'Uint8ClampedArray',
    isBigInt: false,
    toRaw: (value) => toRaw(+(value as number)),
    fromRaw: fromRaw as Traits['fromRaw'],
  });
}

function big(name: string, fromRaw: (raw: bigint) => bigint): Element {
  return element(name, 8, {
    isAtomic: true,
    isBigInt: true,
    toRaw: (value) => BigInt.asIntN(LONG_BITS, value as bigint), // coerces, and refuses numbers
    fromRaw: fromRaw as Traits['fromRaw'],
  });
}

function float(name: string, size: Size, toRaw: (value: number) => Raw, fromRaw: (raw: Raw) => number): Element {
  return element(name, size, { isAtomic: false, isBigInt: false, toRaw: (value) => toRaw(+(value as number)), fromRaw });
}

const same = <T>(value: T): T => value;
const toByte = (value: number): number => value & LARGEST_BYTE;
const toShort = (value: number): number => value & LARGEST_SHORT;
const toInt = (value: number): number => value | 0;
/** To the left end of 32 bits and back, with the sign. */
const signed = (unused: number) => (raw: number) => (raw << unused) >> unused;
const BYTE_REST = 24;
const SHORT_REST = 16;

const all = [
  integer('Int8Array', 1, toByte, signed(BYTE_REST)),
  integer('Uint8Array', 1, toByte, same),
  integer('Uint8ClampedArray', 1, clamp, same),
  integer('Int16Array', 2, toShort, signed(SHORT_REST)),
  integer('Uint16Array', 2, toShort, same),
  integer('Int32Array', 4, toInt, same),
  integer('Uint32Array', 4, toInt, (raw) => raw >>> 0),
  big('BigInt64Array', same),
  big('BigUint64Array', (raw) => BigInt.asUintN(LONG_BITS, raw)),
  float(
    'Float32Array',
    4,
    (value) => (setFloat32.call(scratch, 0, value), getInt32.call(scratch, 0)),
    (raw) => (setInt32.call(scratch, 0, raw as number), getFloat32.call(scratch, 0)),
  ),
  float(
    'Float64Array',
    8,
    (value) => (setFloat64.call(scratch, 0, value), getBigInt64.call(scratch, 0)),
    (raw) => (setBigInt64.call(scratch, 0, raw as bigint), getFloat64.call(scratch, 0)),
  ),
];
if (getFloat16 !== undefined && setFloat16 !== undefined) {
  all.push(
    float(
      'Float16Array',
      2,
      (value) => (setFloat16.call(scratch, 0, value), getUint16.call(scratch, 0)),
      (raw) => (setUint16.call(scratch, 0, raw as number), getFloat16.call(scratch, 0)),
    ),
  );
}

/** By the name of the constructor. */
export const ELEMENTS: Readonly<Record<string, Element>> = Object.fromEntries(all.map((kind) => [kind.name, kind]));
