/** The maps without a lock in one thread, between real ones, and when one dies. Runs in Node and in a page. */
import { expect, test } from 'vitest';
import { bool, f32, f64, heapStatistics, i32, string, struct, u32, u8 } from '../memory/index.ts';
import { spawn } from '../thread/index.ts';
import { codeOf } from '../lock/test-real-threads.ts';
import { HarrisList } from './harris-list/harris-list.ts';
import { hashWords } from './hash-map/hash.ts';
import { HashMap } from './hash-map/hash-map.ts';
import { growAndFill, useMap, useMapForEver, work } from './test-structures-work.ts';

/** The highest bit does not count: see `HashMap`. */
const hashOf = (key: number): number => hashWords(Int32Array.of(key, 0), 2) | (1 << 31);

const makers = [
  ['hash map', () => new HashMap(u32, u32)],
  ['list', () => new HarrisList(u32, u32)],
  ['hash map in memory of our own', () => HashMap.create(new SharedArrayBuffer(256), 16, u32, u32)],
  ['list in memory of our own', () => HarrisList.create(new SharedArrayBuffer(256), 16, u32, u32)],
] as const;

test('what was taken out is freed, and all of it at the end', () => {
  for (const [, make] of makers.slice(0, 2)) {
    const before = heapStatistics().usedBytes;
    const map = make();
    for (let i = 0; i < 5000; i++) {
      map.set(i % 50, i);
      map.delete((i + 25) % 50);
    }
    expect(heapStatistics().usedBytes - before).toBeLessThan(30_000);
    map.free();
    expect(heapStatistics().usedBytes).toBe(before);
    expect(codeOf(() => map.get(1))).toBe('FREED');
  }
});

test.for(makers)('%s: keys have the value that they were given last, until they are taken out', ([, make]) => {
  const map = make();
  const model = new Map<number, number>();
  let seed = 1;
  for (let i = 0; i < 3000; i++) {
    seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
    const key = (seed >>> 8) % 200;
    if ((seed & 3) === 0) {
      expect(map.delete(key)).toBe(model.get(key));
      model.delete(key);
    } else if ((seed & 3) === 1) {
      expect(map.get(key)).toBe(model.get(key));
      expect(map.has(key)).toBe(model.has(key));
    } else {
      expect(map.set(key, i)).toBe(!model.has(key));
      model.set(key, i);
    }
  }
  expect(new Map(map.entries())).toEqual(model);
});

test.for(makers)('%s: three threads find what they have put in, and lose nothing', async ([kind, make]) => {
  const map = make();
  const count = kind.startsWith('list') ? 200 : 5000;
  const wrong = await Promise.all([1, 2, 3].map((thread) => spawn(work, useMap, map, thread, count, 4)));
  expect(wrong).toEqual([0, 0, 0]);
  const left = map.entries().filter(([key]) => key !== 0);
  expect(left).toHaveLength((3 * count) / 2);
  expect(left.every(([key, value]) => value % 2 === 1 && Math.floor(key / 4) === value)).toBe(true);
});

test.for(makers)('%s: threads that are ended in the middle stop nobody, and leave a map', async ([, make]) => {
  const map = make();
  const doomed = [1, 2].map(() => spawn(work, useMapForEver, map));
  for (let i = 0; i < 2000; i++) map.set(i % 100, i);
  for (const thread of doomed) thread.terminate();
  await Promise.allSettled(doomed);
  for (let key = 0; key < 100; key++) map.delete(key);
  expect(map.entries()).toEqual([]);
  expect([map.set(5, 1), map.get(5)]).toEqual([true, 1]);
});

test.for(makers)('%s: a thread finds what another has put into pages that it added to the heap', async ([, make]) => {
  const map = make();
  await spawn(work, growAndFill, map, 100);
  for (let key = 0; key < 100; key++) expect(map.get(key)).toBe(key);
  expect(map.entries()).toHaveLength(100);
  expect(map.delete(50)).toBe(50);
});

test('a list is in order, also of negative numbers and of those that its layout rounds', () => {
  const list = new HarrisList(i32, bool);
  for (const key of [5, -1, 3, -7, 0]) list.set(key, true);
  expect(list.entries().map(([key]) => key)).toEqual([-7, -1, 0, 3, 5]);
  const rounded = new HarrisList(f32, u8);
  expect([rounded.set(0.1, 1), rounded.set(0.1, 2), rounded.get(0.1)]).toEqual([true, false, 2]);
});

test('keys of a hash map are the same if their bytes are, whatever lies between their fields', () => {
  const map = new HashMap(struct({ small: u8, wide: f64 }), string(16));
  map.set({ small: 1, wide: 2 }, 'a');
  expect(map.get({ small: 1, wide: 2 })).toBe('a');
  expect(map.get({ small: 1, wide: 3 })).toBeUndefined();
  const texts = new HashMap(string(16), u32);
  texts.set('longer text', 1);
  texts.set('long', 2);
  expect([texts.get('longer text'), texts.get('long'), texts.get('lon')]).toEqual([1, 2, undefined]);
});

test('keys with one hash are told apart', () => {
  const seen = new Map<number, number>();
  let pair: [number, number] | undefined;
  for (let key = 0; pair === undefined; key++) {
    const other = seen.get(hashOf(key));
    if (other !== undefined) pair = [other, key];
    seen.set(hashOf(key), key);
  }
  const map = new HashMap(struct({ a: u32, b: u32 }), u32);
  const [first, second] = pair.map((a) => ({ a, b: 0 }));
  expect([map.set(first!, 1), map.set(second!, 2)]).toEqual([true, true]);
  expect([map.get(first!), map.get(second!)]).toEqual([1, 2]);
  expect([map.delete(first!), map.get(first!), map.get(second!)]).toEqual([1, undefined, 2]);
});

test('mistakes are named', () => {
  expect(codeOf(() => new HarrisList(string(4) as never, u8))).toBe('BAD_LAYOUT');
  expect(codeOf(() => new HashMap(undefined as never, u8))).toBe('BAD_LAYOUT');
  const list = new HarrisList(f64, u8);
  expect(codeOf(() => list.set(NaN, 1))).toBe('WRONG_TYPE');
  expect(codeOf(() => list.set('1' as never, 1))).toBe('WRONG_TYPE');
  const map = new HashMap(u8, u8);
  expect(codeOf(() => map.set(1, '1' as never))).toBe('WRONG_TYPE');
  expect(codeOf(() => map.get('1' as never))).toBe('WRONG_TYPE');
  expect([map.size, list.entries()]).toEqual([0, []]);
});
