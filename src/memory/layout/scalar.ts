import type { Region } from '../region.ts';
import { type CellKind, Layout } from './layout.ts';
import { type Mismatch, wrongType } from './mismatch.ts';

/**
 * The layout of one number or BigInt. An access is one plain load or store of a typed array.
 *
 * A number is converted as an assignment to a typed array converts it: integers wrap to their width and lose their fraction, `f32` rounds.
 * `set` refuses what is not of the right JavaScript type at all, such as a string, or a number for a 64-bit integer.
 *
 * `A` is the typed array that shows `n` of them in a row.
 */
export class ScalarLayout<V extends number | bigint, A> extends Layout<V> {
  /** @internal A typed array over `n` of these in a row. */
  readonly typedAt: (region: Region, address: number, n: number) => A;

  /** @internal */
  constructor(cell: CellKind, byteLength: number, parts: ScalarParts<V, A>) {
    const { get, put } = parts;
    super(
      { name: cell, byteLength, alignment: byteLength, access: 'copy', cell, recipe: cell },
      { get, read: get, put, mismatch: parts.mismatch },
    );
    this.typedAt = parts.typed;
  }
}

interface ScalarParts<V, A> {
  get(region: Region, address: number): V;
  put(region: Region, address: number, value: V): void;
  typed(region: Region, address: number, n: number): A;
  mismatch(value: unknown): Mismatch | undefined;
}

function notNumber(value: unknown): Mismatch | undefined {
  return typeof value === 'number' ? undefined : wrongType('a number', value);
}

function notBigInt(value: unknown): Mismatch | undefined {
  if (typeof value === 'bigint') return undefined;
  return wrongType(typeof value === 'number' ? 'a BigInt (write 1n, or BigInt(x))' : 'a BigInt', value);
}

// Each is written out, and not made in a loop, so that every access site sees one kind of typed array: a site that sees four costs 4.5 ns, not 0.3.
// The `!`: callers have checked the address, so the element is there.

/** A signed byte. */
export const i8 = new ScalarLayout<number, Int8Array<SharedArrayBuffer>>('i8', 1, {
  get: (region, address) => region.i8[address]!,
  put: (region, address, value) => {
    region.i8[address] = value;
  },
  typed: (region, address, n) => new Int8Array(region.i8.buffer, address, n),
  mismatch: notNumber,
});

/** An unsigned byte. */
export const u8 = new ScalarLayout<number, Uint8Array<SharedArrayBuffer>>('u8', 1, {
  get: (region, address) => region.u8[address]!,
  put: (region, address, value) => {
    region.u8[address] = value;
  },
  typed: (region, address, n) => new Uint8Array(region.u8.buffer, address, n),
  mismatch: notNumber,
});

/** A signed 16-bit integer. */
export const i16 = new ScalarLayout<number, Int16Array<SharedArrayBuffer>>('i16', 2, {
  get: (region, address) => region.i16[address >>> 1]!,
  put: (region, address, value) => {
    region.i16[address >>> 1] = value;
  },
  typed: (region, address, n) => new Int16Array(region.i16.buffer, address, n),
  mismatch: notNumber,
});

/** An unsigned 16-bit integer. */
export const u16 = new ScalarLayout<number, Uint16Array<SharedArrayBuffer>>('u16', 2, {
  get: (region, address) => region.u16[address >>> 1]!,
  put: (region, address, value) => {
    region.u16[address >>> 1] = value;
  },
  typed: (region, address, n) => new Uint16Array(region.u16.buffer, address, n),
  mismatch: notNumber,
});

/** A signed 32-bit integer. */
export const i32 = new ScalarLayout<number, Int32Array<SharedArrayBuffer>>('i32', 4, {
  get: (region, address) => region.i32[address >>> 2]!,
  put: (region, address, value) => {
    region.i32[address >>> 2] = value;
  },
  typed: (region, address, n) => new Int32Array(region.i32.buffer, address, n),
  mismatch: notNumber,
});

/** An unsigned 32-bit integer. */
export const u32 = new ScalarLayout<number, Uint32Array<SharedArrayBuffer>>('u32', 4, {
  get: (region, address) => region.u32[address >>> 2]!,
  put: (region, address, value) => {
    region.u32[address >>> 2] = value;
  },
  typed: (region, address, n) => new Uint32Array(region.u32.buffer, address, n),
  mismatch: notNumber,
});

/** A signed 64-bit integer, as a BigInt: each read allocates one, so prefer `i32` or `f64` where they are wide enough. */
export const i64 = new ScalarLayout<bigint, BigInt64Array<SharedArrayBuffer>>('i64', 8, {
  get: (region, address) => region.i64[address >>> 3]!,
  put: (region, address, value) => {
    region.i64[address >>> 3] = value;
  },
  typed: (region, address, n) => new BigInt64Array(region.i64.buffer, address, n),
  mismatch: notBigInt,
});

/** An unsigned 64-bit integer, as a BigInt: each read allocates one, so prefer `u32` or `f64` where they are wide enough. */
export const u64 = new ScalarLayout<bigint, BigUint64Array<SharedArrayBuffer>>('u64', 8, {
  get: (region, address) => region.u64[address >>> 3]!,
  put: (region, address, value) => {
    region.u64[address >>> 3] = value;
  },
  typed: (region, address, n) => new BigUint64Array(region.u64.buffer, address, n),
  mismatch: notBigInt,
});

/** A 32-bit float: about 7 decimal digits. */
export const f32 = new ScalarLayout<number, Float32Array<SharedArrayBuffer>>('f32', 4, {
  get: (region, address) => region.f32[address >>> 2]!,
  put: (region, address, value) => {
    region.f32[address >>> 2] = value;
  },
  typed: (region, address, n) => new Float32Array(region.f32.buffer, address, n),
  mismatch: notNumber,
});

/** A 64-bit float: any JavaScript number. */
export const f64 = new ScalarLayout<number, Float64Array<SharedArrayBuffer>>('f64', 8, {
  get: (region, address) => region.f64[address >>> 3]!,
  put: (region, address, value) => {
    region.f64[address >>> 3] = value;
  },
  typed: (region, address, n) => new Float64Array(region.f64.buffer, address, n),
  mismatch: notNumber,
});

/** A boolean, in one byte: 0 is false, 1 is true, and any other byte reads as true. */
export const bool = new Layout<boolean>(
  { name: 'bool', byteLength: 1, alignment: 1, access: 'copy', cell: 'bool', recipe: 'bool' },
  {
    get: (region, address) => region.u8[address] !== 0,
    read: (region, address) => region.u8[address] !== 0,
    put: (region, address, value) => {
      region.u8[address] = value ? 1 : 0;
    },
    mismatch: (value) => (typeof value === 'boolean' ? undefined : wrongType('a boolean', value)),
  },
);
