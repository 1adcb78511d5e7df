import { expect, test } from 'vitest';
import '../atomics-orders.ts';

test('Atomics takes the orders that code declares, which engines ignore, and TypeScript refuses wrong ones', () => {
  const words = new Int32Array(new SharedArrayBuffer(8));
  const bigs = new BigInt64Array(words.buffer);
  Atomics.store(words, 0, 1, 'release');
  Atomics.store(bigs, 0, 1n, 'relaxed');
  expect(Atomics.load(words, 0, 'acquire')).toBe(1);
  expect(Atomics.load(bigs, 0, 'seqCst')).toBe(1n);
  for (const order of ['relaxed', 'acquire', 'release', 'acqRel', 'seqCst'] as const) {
    Atomics.add(words, 0, 1, order);
    Atomics.sub(words, 0, 1, order);
    Atomics.and(words, 0, 1, order);
    Atomics.or(words, 0, 1, order);
    Atomics.xor(words, 0, 0, order);
    Atomics.add(bigs, 0, 1n, order);
    Atomics.exchange(bigs, 0, 1n, order);
    Atomics.exchange(words, 0, 1, order);
    Atomics.compareExchange(words, 0, 1, 1, order);
    Atomics.compareExchange(bigs, 0, 1n, 1n, order, 'relaxed');
  }
  expect(Atomics.load(words, 0)).toBe(1);

  // @ts-expect-error a load publishes nothing
  Atomics.load(words, 0, 'release');
  // @ts-expect-error a load publishes nothing
  Atomics.load(bigs, 0, 'acqRel');
  // @ts-expect-error a store learns nothing
  Atomics.store(words, 0, 1, 'acquire');
  // @ts-expect-error a store learns nothing
  Atomics.store(bigs, 0, 1n, 'acqRel');
  // @ts-expect-error no such order
  Atomics.add(words, 0, 0, 'consume');
  // @ts-expect-error no such order
  Atomics.exchange(words, 0, 1, 'SeqCst');
  // @ts-expect-error an order is a text
  Atomics.or(words, 0, 0, 5);
  // @ts-expect-error a compareExchange that fails publishes nothing
  Atomics.compareExchange(words, 0, 1, 1, 'acqRel', 'release');
  // @ts-expect-error arrays of BigInts hold BigInts
  expect(() => Atomics.store(bigs, 0, 1, 'release')).toThrow(TypeError);
  // @ts-expect-error no atomics of floats
  expect(() => Atomics.load(new Float32Array(1), 0, 'acquire')).toThrow(TypeError);
});
