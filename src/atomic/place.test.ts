import { expect, test } from 'vitest';
import { allocate } from '../memory/allocate.ts';
import { heapRegion } from '../memory/heap.ts';
import { regionOf } from '../memory/region.ts';
import { AtomicI32, AtomicI64, AtomicU8, MemoryError } from './index.ts';
import { allClasses, OFFSET } from './test-placements.ts';

test.each(allClasses)('%o says how much memory it needs, and where it lies', (kind) => {
  const memory = new SharedArrayBuffer(128);
  const placed = kind.at(memory, OFFSET);
  expect(placed.region).toBe(regionOf(memory));
  expect(placed.address).toBe(OFFSET);
  expect(kind.byteLength).toBe(kind.alignment);
  kind.at(memory, memory.byteLength - kind.byteLength);
  expect(() => kind.at(memory, memory.byteLength)).toThrow(expect.objectContaining({ code: 'OUT_OF_RANGE' }));
  const fresh = new kind();
  expect(fresh.region).toBe(heapRegion());
  expect(fresh.address).toBeGreaterThan(0);
  fresh.free();
});

test('a new one begins with the value that it is given, one that is placed keeps the value that is there', () => {
  const memory = new SharedArrayBuffer(16);
  new Int32Array(memory)[2] = 42;
  expect(AtomicI32.at(memory, 8).load()).toBe(42);
  expect(new AtomicI32(-7).load()).toBe(-7);
  expect(new AtomicI64(-7n).load()).toBe(-7n);
  expect(new AtomicI32().load()).toBe(0);
});

test('two handles of one place are one atomic', () => {
  const one = new AtomicI32(1);
  const other = AtomicI32.at(one.region, one.address);
  other.store(9);
  expect(one.load()).toBe(9);
  other.free();
});

test('a place that is misaligned, outside, or in memory that is not shared is refused', () => {
  const memory = new SharedArrayBuffer(16);
  expect(() => AtomicI64.at(memory, 4)).toThrow('AtomicI64 at byte offset 4: must be a multiple of 8');
  expect(() => AtomicI32.at(memory, 16)).toThrow('the memory ends at 16');
  for (const offset of [-4, 1.5, Number.NaN, Infinity, '8', null, undefined, {}, 2 ** 53]) {
    expect(() => AtomicU8.at(memory, offset as number)).toThrow(MemoryError);
  }
  for (const wrong of [new ArrayBuffer(16), new Int32Array(4), null, undefined, 3, {}, new WebAssembly.Memory({ initial: 1 })]) {
    expect(() => AtomicI32.at(wrong as SharedArrayBuffer, 0)).toThrow(expect.objectContaining({ code: 'NOT_SHARED' }));
  }
});

test('an atomic in a memory that has grown since this thread last looked is found', () => {
  const memory = new WebAssembly.Memory({ shared: true, initial: 1, maximum: 2 });
  const before = regionOf(memory).byteLength;
  memory.grow(1);
  const late = AtomicI32.at(memory, before + 8);
  expect(late.fetchAdd(3)).toBe(0);
  expect(late.load()).toBe(3);
});

test('freed memory is used again, and the handle that freed it throws from then on', () => {
  const counter = new AtomicI32(5);
  const { address } = counter;
  counter.free();
  const next = allocate(4);
  expect(next).toBe(address);
  expect(() => counter.free()).toThrow(expect.objectContaining({ code: 'DOUBLE_FREE' }));
  expect(() => counter.address).toThrow(expect.objectContaining({ code: 'FREED' }));
  expect(() => counter.load()).toThrow(Error);
  expect(() => counter.store(1)).toThrow(Error);
  expect(() => counter.fetchAdd(1)).toThrow(Error);
});

test('freeing what did not come from the heap says so', () => {
  expect(() => AtomicI32.at(new SharedArrayBuffer(16), 8).free()).toThrow('There is nothing to free');
  const block = allocate(64);
  expect(() => AtomicI32.at(heapRegion(), block + 4).free()).toThrow(expect.objectContaining({ code: 'NOT_ALLOCATED' }));
});

test('postMessage and structuredClone refuse an atomic, instead of making an empty object of it', () => {
  expect(() => structuredClone(new AtomicI32())).toThrow(/Lockwright handle/);
});
