import type { Raw, Size } from '../machine.ts';

/** One kind of element of a typed array: how its values are written as raw bits (`machine.ts`) and read from them. */
export interface Element {
  readonly name: string;
  readonly size: Size;
  /** Whether `Atomics` takes it. */
  readonly isInteger: boolean;
  readonly isBigInt: boolean;
  /** Coerces as an assignment to an element does; throws what that throws. */
  toRaw(value: unknown): Raw;
  fromRaw(raw: Raw): number | bigint;
}

// The natives, whatever is instrumented later.
const scratch = new DataView(new ArrayBuffer(8));
const { getFloat32, setFloat32, getFloat64, setFloat64, getInt32, setInt32, getBigInt64, setBigInt64, getUint16, setUint16 } =
  DataView.prototype;
const half = DataView.prototype as unknown as { getFloat16?(at: number): number; setFloat16?(at: number, value: number): void };
const { getFloat16, setFloat16 } = half;

const number = (value: unknown): number => +(value as number);

const LARGEST_BYTE = 255;

function clamp(value: number): number {
  if (!(value > 0)) return 0;
  if (value >= LARGEST_BYTE) return LARGEST_BYTE;
  const floor = Math.floor(value);
  const rest = value - floor;
  // Halves go to the even neighbour.
  return rest > 0.5 || (rest === 0.5 && floor % 2 === 1) ? floor + 1 : floor;
}

function integer(name: string, size: Size, toRaw: (value: number) => number, fromRaw: (raw: number) => number): Element {
  return {
    name,
    size,
    isInteger: name !== 'Uint8ClampedArray',
    isBigInt: false,
    toRaw: (value) => toRaw(number(value)),
    fromRaw: fromRaw as (raw: Raw) => number,
  };
}

function big(name: string, fromRaw: (raw: bigint) => bigint): Element {
  return {
    name,
    size: 8,
    isInteger: true,
    isBigInt: true,
    toRaw: (value) => BigInt.asIntN(64, value as bigint), // refuses what is no BigInt, as the spec's ToBigInt does
    fromRaw: fromRaw as (raw: Raw) => bigint,
  };
}

function float(name: string, size: Size, toRaw: (value: number) => Raw, fromRaw: (raw: Raw) => number): Element {
  return { name, size, isInteger: false, isBigInt: false, toRaw: (value) => toRaw(number(value)), fromRaw };
}

const same = (raw: number): number => raw;

/** By the name of the constructor. */
export const ELEMENTS: Readonly<Record<string, Element>> = Object.fromEntries(
  [
    integer(
      'Int8Array',
      1,
      (v) => v & 0xff,
      (raw) => (raw << 24) >> 24,
    ),
    integer('Uint8Array', 1, (v) => v & 0xff, same),
    integer('Uint8ClampedArray', 1, clamp, same),
    integer(
      'Int16Array',
      2,
      (v) => v & 0xffff,
      (raw) => (raw << 16) >> 16,
    ),
    integer('Uint16Array', 2, (v) => v & 0xffff, same),
    integer('Int32Array', 4, (v) => v | 0, same),
    integer(
      'Uint32Array',
      4,
      (v) => v | 0,
      (raw) => raw >>> 0,
    ),
    big('BigInt64Array', (raw) => raw),
    big('BigUint64Array', (raw) => BigInt.asUintN(64, raw)),
    float(
      'Float32Array',
      4,
      (v) => (setFloat32.call(scratch, 0, v), getInt32.call(scratch, 0)),
      (raw) => (setInt32.call(scratch, 0, raw as number), getFloat32.call(scratch, 0)),
    ),
    float(
      'Float64Array',
      8,
      (v) => (setFloat64.call(scratch, 0, v), getBigInt64.call(scratch, 0)),
      (raw) => (setBigInt64.call(scratch, 0, raw as bigint), getFloat64.call(scratch, 0)),
    ),
    ...(setFloat16 === undefined || getFloat16 === undefined
      ? []
      : [
          float(
            'Float16Array',
            2,
            (v) => (setFloat16.call(scratch, 0, v), getUint16.call(scratch, 0)),
            (raw) => (setUint16.call(scratch, 0, raw as number), getFloat16.call(scratch, 0)),
          ),
        ]),
  ].map((element) => [element.name, element]),
);
