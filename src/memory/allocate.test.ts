import { expect, test } from 'vitest';
import { MemoryError } from '../realm/errors.ts';
import { PAGE_BYTES } from './header.ts';
import { auditHeap } from './heap-audit.test-help.ts';
import { freeLocked } from './allocate.ts';
import { lockHeap, unlockHeap } from './heap-lock.ts';
import { allocate, allocateAligned, allocateZeroed, free, heapRegion, heapStatistics } from './index.ts';
import { CLASS_BYTES, MAX_SMALL_BYTES } from './size-classes.ts';
import { shown } from './layout/mismatch.ts';

/** The error that `f` throws. */
function failure(f: () => unknown): MemoryError {
  try {
    f();
  } catch (error) {
    if (error instanceof MemoryError) return error;
    throw error;
  }
  throw new Error('expected an error');
}

/** Blocks in use of that size. */
function inUse(bytes: number): number {
  return heapStatistics().blocks.get(bytes) ?? 0;
}

test('a block is aligned, within the heap, and its bytes are its own', () => {
  const blocks = Array.from({ length: 500 }, (_, n) => ({ bytes: 1 + n * 7, p: allocate(1 + n * 7), mark: n & 255 }));
  const { u8 } = heapRegion();
  for (const { p, bytes, mark } of blocks) u8.fill(mark, p, p + bytes);
  for (const { p, bytes, mark } of blocks) {
    expect(p % 16).toBe(0);
    expect(p + bytes).toBeLessThanOrEqual(heapRegion().byteLength);
    expect(u8.subarray(p, p + bytes).every((byte) => byte === mark)).toBe(true);
  }
  for (const { p } of blocks) free(p);
  expect(auditHeap()).toEqual({ faults: [], lostBlocks: 0, lostPages: 0 });
});

test('the block that was freed last is handed out next', () => {
  const p = allocate(100);
  free(p);
  expect(allocate(100)).toBe(p);
  free(p);
});

test('each size gets a block of the smallest class that holds it', () => {
  for (const [c, size] of CLASS_BYTES.entries()) {
    for (const bytes of [(CLASS_BYTES[c - 1] ?? 0) + 1, size]) {
      const before = inUse(size);
      const p = allocate(bytes);
      expect(inUse(size), `${bytes} bytes`).toBe(before + 1);
      free(p);
      expect(inUse(size)).toBe(before);
    }
  }
});

test('one byte more than the largest class gets a whole page', () => {
  for (const [bytes, pages] of [
    [MAX_SMALL_BYTES + 1, 1],
    [PAGE_BYTES, 1],
    [PAGE_BYTES + 1, 2],
    [3 * PAGE_BYTES, 3],
  ] as const) {
    const before = inUse(pages * PAGE_BYTES);
    const p = allocate(bytes);
    expect(p % PAGE_BYTES).toBe(0);
    expect(inUse(pages * PAGE_BYTES)).toBe(before + 1);
    free(p);
    expect(inUse(pages * PAGE_BYTES)).toBe(before);
  }
});

test('allocateZeroed gives zeros where another block left its bytes', () => {
  for (const bytes of [1, 100, 5000, 100_000]) {
    const dirty = allocate(bytes);
    heapRegion().u8.fill(255, dirty, dirty + bytes);
    free(dirty);
    const p = allocateZeroed(bytes);
    expect(p).toBe(dirty);
    expect(
      heapRegion()
        .u8.subarray(p, p + bytes)
        .every((byte) => byte === 0),
    ).toBe(true);
    free(p);
  }
});

test('allocateAligned gives every alignment up to a page at every size', () => {
  for (let alignment = 1; alignment <= PAGE_BYTES; alignment *= 2) {
    for (const bytes of [1, 4, alignment, alignment + 1, 3000, 4096, 4097, MAX_SMALL_BYTES, MAX_SMALL_BYTES + 1]) {
      const blocks = [allocateAligned(bytes, alignment), allocateAligned(bytes, alignment), allocateAligned(bytes, alignment)];
      for (const p of blocks) expect(p % alignment, `${bytes} bytes at ${alignment}`).toBe(0);
      expect(new Set(blocks).size).toBe(3);
      for (const p of blocks) free(p);
    }
  }
  expect(auditHeap().faults).toEqual([]);
});

test('a word on a cache line of its own costs one line', () => {
  const before = inUse(128);
  const p = allocateAligned(4, 128);
  expect(inUse(128)).toBe(before + 1);
  free(p);
});

test('many blocks freed in any order are used again, and the heap does not grow', () => {
  const blocks = Array.from({ length: 5000 }, () => allocate(48));
  const { committedBytes } = heapStatistics();
  for (let round = 0; round < 5; round++) {
    for (let n = 0; n < blocks.length; n++) free(blocks[(n * 2741) % blocks.length]!);
    for (let n = 0; n < blocks.length; n++) blocks[n] = allocate(48);
  }
  expect(heapStatistics().committedBytes).toBe(committedBytes);
  expect(new Set(blocks).size).toBe(blocks.length);
  for (const p of blocks) free(p);
  expect(auditHeap().faults).toEqual([]);
});

test.each([
  0,
  -1,
  -16,
  0.5,
  1.5,
  100.25,
  Number.NaN,
  Number.POSITIVE_INFINITY,
  2 ** 31 + 1,
  2 ** 40,
  2 ** 53,
  '64',
  null,
  undefined,
  {},
  [64],
  true,
  64n,
])('a size of %s is refused with BAD_SIZE', (bytes) => {
  for (const call of [allocate, allocateZeroed, (b: number) => allocateAligned(b, 8), (b: number) => allocateAligned(b, 64)]) {
    const error = failure(() => call(bytes as number));
    expect(error.code).toBe('BAD_SIZE');
    expect(error.message).toBe(`allocate: the size must be a whole number of bytes from 1 to ${2 ** 31}, but is ${shown(bytes)}`);
  }
});

test.each([0, -8, 3, 6, 12, 24, 1.5, 2 ** 17, 2 ** 32, Number.NaN, Number.POSITIVE_INFINITY, '8', undefined, null])(
  'an alignment of %s is refused with BAD_ALIGNMENT',
  (alignment) => {
    const error = failure(() => allocateAligned(8, alignment as number));
    expect(error.code).toBe('BAD_ALIGNMENT');
    expect(error.message).toBe(`allocate: the alignment must be a power of two up to 65536, but is ${shown(alignment)}`);
  },
);

test('more than the heap may ever have is refused with the maximum and what to do', () => {
  const error = failure(() => allocate(2 ** 31));
  expect(error.code).toBe('OUT_OF_MEMORY');
  expect(error.message).toBe(
    `allocate(2147483648): more than the whole heap may have (${heapStatistics().maximumBytes} bytes). Call configureHeap({ maximumBytes }) before its first use`,
  );
});

test.each(['64', 1.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53, undefined, null, {}, 64n, true])(
  'free(%s) is refused: that is no address',
  (value) => {
    const error = failure(() => free(value as number));
    expect(error.code).toBe('NOT_ALLOCATED');
    expect(error.message).toBe(`free: expected an address that allocate() returned, but got ${shown(value)}`);
  },
);

test.each([0, -16, -65536, -(2 ** 31), 2 ** 31, 2 ** 32 + 65536, 2 ** 40])(
  'free(%d) is refused: that is outside of the heap',
  (address) => {
    allocate(16);
    const error = failure(() => free(address));
    expect(error.code).toBe('NOT_ALLOCATED');
    expect(error.message).toBe(`free(${address}): outside of the heap, which ends at ${heapRegion().byteLength}`);
  },
);

test('freeing an address at which no block begins is refused', () => {
  const small = allocate(200);
  const large = allocate(3 * PAGE_BYTES);
  const last = heapRegion().byteLength - 16;
  for (const address of [
    4,
    16,
    4096,
    small + 1,
    small + 4,
    small + 16,
    small + 192,
    small - (small % PAGE_BYTES),
    large + 16,
    large + PAGE_BYTES,
    large + PAGE_BYTES + 16,
    last,
  ]) {
    const error = failure(() => free(address));
    expect(error.code).toBe('NOT_ALLOCATED');
    expect(error.message).toBe(`free(${address}): no allocated block begins at this address. Pass exactly what allocate() returned, once`);
  }
  free(small);
  free(large);
});

test('freeing a block twice is refused, wherever it is by then, and names its size', () => {
  for (const [bytes, size] of [
    [20, 32],
    [3000, 3072],
    [30_000, 30_720],
    [200_000, 4 * PAGE_BYTES],
  ] as const) {
    const blocks = Array.from({ length: 300 }, () => allocate(bytes));
    for (const p of blocks) free(p);
    for (const p of blocks) {
      const error = failure(() => free(p));
      expect(error.code).toBe('DOUBLE_FREE');
      expect(error.message).toBe(
        `free(${p}): this block of ${size} bytes is free already. It was freed twice, or never belonged to the caller`,
      );
    }
  }
  expect(auditHeap().faults).toEqual([]);
});

test('errors leave the heap as it was', () => {
  const before = heapStatistics();
  for (let n = 0; n < 1000; n++) {
    failure(() => allocate(-n));
    failure(() => free(n));
    failure(() => allocate(2 ** 31 - n));
  }
  expect(heapStatistics()).toEqual(before);
});

test('statistics count blocks by their rounded size, and find them gone after they are freed', () => {
  const before = heapStatistics();
  const blocks = [allocate(10), allocate(10), allocate(1000), allocate(70_000)];
  const during = heapStatistics();
  expect(during.usedBytes - before.usedBytes).toBe(16 + 16 + 1024 + 2 * PAGE_BYTES);
  expect(during.blocks.get(16)! - (before.blocks.get(16) ?? 0)).toBe(2);
  expect(during.blocks.get(2 * PAGE_BYTES)! - (before.blocks.get(2 * PAGE_BYTES) ?? 0)).toBe(1);
  for (const p of blocks) free(p);
  const after = heapStatistics();
  expect(after.usedBytes).toBe(before.usedBytes);
  expect(after.blocks).toEqual(before.blocks);
  expect(after.usedBytes + after.freeBytes).toBeLessThanOrEqual(after.committedBytes);
  expect(after.committedBytes).toBeLessThanOrEqual(after.maximumBytes);
});

test('who has the heap\u2019s lock frees small and large blocks, once, for all threads', () => {
  const before = heapStatistics().usedBytes;
  const blocks = [allocate(16), allocate(16), allocate(5000), allocate(70_000)];
  lockHeap(heapRegion());
  try {
    for (const p of blocks) freeLocked(p);
    for (const p of [blocks[0]!, blocks[3]!, 8, 24]) expect(failure(() => freeLocked(p)).code).toMatch(/^(?:DOUBLE_FREE|NOT_ALLOCATED)$/);
  } finally {
    unlockHeap(heapRegion());
  }
  expect(heapStatistics().usedBytes).toBe(before);
  expect(auditHeap().faults).toEqual([]);
  expect(failure(() => free(blocks[0]!)).code).toBe('DOUBLE_FREE');
});
