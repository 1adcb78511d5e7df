import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { MemoryError } from '../../realm/errors.ts';
import { bool, bytes, cachePadded, CACHE_LINE_BYTES, f32, f64, i16, i32, i64, i8, string, u16, u32, u64, u8 } from './index.ts';
import { REGION_BYTES, freshRegion } from './layout.test-help.ts';

test.each([
  [i8, 1, -128, 127],
  [u8, 1, 0, 255],
  [i16, 2, -32768, 32767],
  [u16, 2, 0, 65535],
  [i32, 4, -(2 ** 31), 2 ** 31 - 1],
  [u32, 4, 0, 2 ** 32 - 1],
  [f32, 4, -(2 ** -149), 3.4028234663852886e38],
  [f64, 8, Number.MIN_VALUE, Number.MAX_VALUE],
] as const)('%o keeps its least and greatest value', (layout, width, least, greatest) => {
  const region = freshRegion();
  expect(layout.byteLength).toBe(width);
  expect(layout.alignment).toBe(width);
  for (const value of [least, greatest, 0]) {
    layout.set(region, 64, value);
    expect(layout.get(region, 64)).toBe(value);
    expect(layout.read(region, 64)).toBe(value);
  }
});

test('64-bit integers are BigInts that keep their least and greatest value', () => {
  const region = freshRegion();
  for (const value of [-(2n ** 63n), 2n ** 63n - 1n]) {
    i64.set(region, 64, value);
    expect(i64.get(region, 64)).toBe(value);
  }
  u64.set(region, 64, 2n ** 64n - 1n);
  expect(u64.get(region, 64)).toBe(2n ** 64n - 1n);
});

test('numbers are converted as a typed array converts them', () => {
  const region = freshRegion();
  u8.set(region, 0, 300);
  expect(u8.get(region, 0)).toBe(44);
  u32.set(region, 0, -1);
  expect(u32.get(region, 0)).toBe(2 ** 32 - 1);
  i32.set(region, 0, 1.9);
  expect(i32.get(region, 0)).toBe(1);
  f32.set(region, 0, 0.1);
  expect(f32.get(region, 0)).toBe(Math.fround(0.1));
});

test('a bool is a byte, and any byte but 0 reads as true', () => {
  const region = freshRegion();
  bool.set(region, 3, true);
  expect(region.u8[3]).toBe(1);
  region.u8[3] = 77;
  expect(bool.get(region, 3)).toBe(true);
  bool.set(region, 3, false);
  expect(bool.get(region, 3)).toBe(false);
});

test.each([
  [u32, '3', 'u32: value: expected a number, but found the string "3"'],
  [f64, undefined, 'f64: value: expected a number, but found undefined'],
  [i32, 3n, 'i32: value: expected a number, but found the BigInt 3n'],
  [i64, 3, 'i64: value: expected a BigInt (write 1n, or BigInt(x)), but found the number 3'],
  [bool, 1, 'bool: value: expected a boolean, but found the number 1'],
  [string(4), null, 'string(4): value: expected a string, but found null'],
  [bytes(4), [1, 2, 3, 4], 'bytes(4): value: expected a Uint8Array of 4 bytes, but found an array of 4'],
] as const)('%o refuses a value of another type, and writes nothing', (layout, value, message) => {
  const region = freshRegion();
  region.u8.fill(0xaa);
  expect(() => layout.set(region, 64, value as never)).toThrow(new MemoryError('WRONG_TYPE', message));
  expect(region.u8.every((byte) => byte === 0xaa)).toBe(true);
});

test('an address that is misaligned, out of range or no whole number is refused by get, set and read', () => {
  const region = freshRegion();
  for (const [address, code] of [
    [4, 'MISALIGNED'],
    [REGION_BYTES, 'OUT_OF_RANGE'],
    [-8, 'OUT_OF_RANGE'],
    [0.5, 'OUT_OF_RANGE'],
    [Number.NaN, 'OUT_OF_RANGE'],
    [2 ** 53, 'OUT_OF_RANGE'],
  ] as const) {
    for (const use of [() => f64.get(region, address), () => f64.read(region, address), () => f64.set(region, address, 1)]) {
      expect(use).toThrow(expect.objectContaining({ code }));
    }
  }
});

test('bytes are a live view by get and a copy by read', () => {
  const region = freshRegion();
  const layout = bytes(3);
  layout.set(region, 5, Uint8Array.of(1, 2, 3));
  const live = layout.get(region, 5);
  const copy = layout.read(region, 5);
  live[1] = 9;
  expect([...region.u8.subarray(4, 9)]).toEqual([0, 1, 9, 3, 0]);
  expect([...copy]).toEqual([1, 2, 3]);
  expect(live.buffer).toBeInstanceOf(SharedArrayBuffer);
  expect(copy.buffer).toBeInstanceOf(ArrayBuffer);
});

test('bytes of another length are refused with both lengths', () => {
  const region = freshRegion();
  for (const n of [0, 3, 5]) expect(() => bytes(4).set(region, 0, new Uint8Array(n))).toThrow(`expected exactly 4 bytes, but found ${n}`);
});

test('a string comes back as it was, whatever its length and script', () => {
  const region = freshRegion();
  const layout = string(400);
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 100 }), (text) => {
      layout.set(region, 8, text);
      expect(layout.get(region, 8)).toBe(text);
      const length = region.u32[2]!;
      expect(new TextDecoder('utf-8', { ignoreBOM: true }).decode(region.u8.slice(12, 12 + length))).toBe(text);
    }),
  );
});

test('a string keeps a leading byte order mark, NUL and the characters around the end of ASCII', () => {
  const region = freshRegion();
  const layout = string(64);
  for (const text of ['\uFEFFx', '\0', 'a\0b', '', '\x7f', '\x80', 'a\xff']) {
    layout.set(region, 0, text);
    expect(layout.get(region, 0)).toBe(text);
  }
});

test('a string that fills its room to the last byte is taken, one byte more is refused, and what was there stays', () => {
  const region = freshRegion();
  for (const [room, fits, over, bytesOver] of [
    [4, 'abcd', 'abcde', 5],
    [4, 'éé', 'ééa', 5],
    [3, '€', '€a', 4],
    [4, '😀', '😀a', 5],
    [40, 'x'.repeat(40), 'x'.repeat(41), 41],
    [40, 'é'.repeat(20), `${'é'.repeat(20)}x`, 41],
  ] as const) {
    const layout = string(room);
    region.u8.fill(0xaa);
    layout.set(region, 16, fits);
    expect(layout.get(region, 16)).toBe(fits);
    expect(() => layout.set(region, 16, over)).toThrow(
      new MemoryError(
        'TOO_LONG',
        `string(${room}): value: the string takes ${bytesOver} bytes of UTF-8, but string(${room}) has room for ${room}`,
      ),
    );
    expect(layout.get(region, 16)).toBe(fits);
    expect(region.u8[16 + layout.byteLength]).toBe(0xaa);
  }
});

test('half of a surrogate pair is refused, not replaced', () => {
  expect(() => string(8).set(freshRegion(), 0, 'a\uD800')).toThrow(expect.objectContaining({ code: 'NOT_UTF8' }));
});

test('a length word that no write can have left is an error, not a read past the end', () => {
  const region = freshRegion();
  region.u32[4] = 9;
  expect(() => string(8).get(region, 16)).toThrow(expect.objectContaining({ code: 'CORRUPT_STRING' }));
});

test('cachePadded gives a value a line of its own, and changes nothing else', () => {
  const region = freshRegion();
  const padded = cachePadded(u32);
  expect(padded).toMatchObject({ byteLength: CACHE_LINE_BYTES, alignment: CACHE_LINE_BYTES, name: 'cachePadded(u32)', access: 'copy' });
  padded.set(region, 256, 7);
  expect(u32.get(region, 256)).toBe(7);
  expect(() => padded.get(region, 64)).toThrow(expect.objectContaining({ code: 'MISALIGNED' }));
  expect(cachePadded(bytes(129)).byteLength).toBe(2 * CACHE_LINE_BYTES);
  expect(cachePadded(cachePadded(bool)).byteLength).toBe(CACHE_LINE_BYTES);
});

test.each([0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53, 2 ** 31 + 1, '4', undefined, null, 4n])(
  'a size of %o is refused',
  (n) => {
    for (const make of [bytes, string]) expect(() => make(n as number)).toThrow(expect.objectContaining({ code: 'BAD_LAYOUT' }));
  },
);

test('what is not a layout is refused by cachePadded', () => {
  for (const candidate of [undefined, 4, bytes, {}]) {
    expect(() => cachePadded(candidate as never)).toThrow(expect.objectContaining({ code: 'BAD_LAYOUT' }));
  }
});
