import { createHistogram } from 'node:perf_hooks';
import { createSecretKey } from 'node:crypto';
import { open } from 'node:fs/promises';
import { BlockList } from 'node:net';
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import { decode, encode } from './index.ts';

test('objects of Node that it copies between threads travel by message', () => {
  for (const value of [createSecretKey(new Uint8Array(16)), new BlockList(), createHistogram()]) {
    const { bytes, externals } = encode({ value });
    expect(externals).toEqual([value]);
    expect((decode(bytes, externals) as { value: unknown }).value).toBe(value);
  }
});

test('an open file can move only', async () => {
  const file = await open(new URL(import.meta.url));
  try {
    expect(() => encode([file])).toThrow(/^value\[0\] is an object of the host \(FileHandle\); it can move but not be copied/);
    expect(encode([file], { transfer: [file] }).externals).toEqual([file]);
  } finally {
    await file.close();
  }
});

test('a Buffer arrives as a Uint8Array', () => {
  const arrived = decode(encode(Buffer.from('text')).bytes) as Uint8Array;
  expect(Object.getPrototypeOf(arrived)).toBe(Uint8Array.prototype);
  expect(new TextDecoder().decode(arrived)).toBe('text');
});

test('objects of another realm arrive as those of this one', () => {
  const value = runInNewContext(
    '({ list: [1], map: new Map([["k", { x: 1 }]]), set: new Set([1]), date: new Date(5), re: /a/g, bytes: new Uint8Array([1, 2]), buffer: new ArrayBuffer(2), error: new RangeError("far"), boxed: Object(7n) })',
  ) as Record<string, object>;
  const arrived = decode(encode(value).bytes) as typeof value;
  expect(arrived).toEqual({
    list: [1],
    map: new Map([['k', { x: 1 }]]),
    set: new Set([1]),
    date: new Date(5),
    re: /a/g,
    bytes: new Uint8Array([1, 2]),
    buffer: new ArrayBuffer(2),
    error: new RangeError('far'),
    boxed: Object(7n),
  });
  expect(arrived['error']).toBeInstanceOf(RangeError);
});
