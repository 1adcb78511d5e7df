import { expect, test } from 'vitest';
import { AtomicBool, AtomicF64, AtomicI32, AtomicU64 } from '../atomic/index.ts';
import { decode, encode } from './index.ts';

function sent<T>(value: T): T {
  const { bytes, externals } = encode(value);
  return decode(bytes.slice(), externals) as T;
}

test('an atomic of the heap arrives as a handle of the same word', () => {
  const counter = new AtomicI32(7);
  const there = sent({ deep: [counter] }).deep[0]!;
  expect(there).toBeInstanceOf(AtomicI32);
  expect(there).not.toBe(counter);
  there.fetchAdd(1);
  expect(counter.load()).toBe(8);
  counter.free();
});

test('an atomic in memory of the user goes with that memory', () => {
  const memory = new SharedArrayBuffer(64);
  const far = AtomicU64.at(memory, 32);
  const { bytes, externals } = encode(far);
  expect(externals).toEqual([memory]);
  (decode(bytes, externals) as AtomicU64).store(5n);
  expect(far.load()).toBe(5n);
});

test('each kind arrives as its own class', () => {
  for (const atomic of [new AtomicBool(true), new AtomicF64(1.5)]) {
    expect(sent(atomic).constructor).toBe(atomic.constructor);
    atomic.free();
  }
});
