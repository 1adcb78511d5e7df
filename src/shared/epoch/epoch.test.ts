/** Epochs, in one thread and between real ones. Runs in Node and in a page, whose main thread may not block. */
import { expect, test } from 'vitest';
import { AtomicI32, AtomicPtr } from '../../atomic/index.ts';
import { allocate, free, heapRegion, heapStatistics } from '../../memory/index.ts';
import { codeOf, reaches } from '../../lock/test-real-threads.ts';
import { spawn } from '../../thread/index.ts';
import { Epoch } from '../index.ts';
import { RECORDS } from './epoch-words.ts';
import { end, newPair, pinAndStay, readPairs, receiveOften, replacePairs, retireMany, useAndStay, work } from './test-work.ts';

const LOOK_AGAIN_MS = 2;

test('what is no function is refused before the thread is pinned', () => {
  const epoch = new Epoch();
  expect(() => epoch.withPin(undefined as never)).toThrow('Epoch.withPin: expected a function, but got undefined');
  epoch.free();
});

test('what was retired is freed two epochs later, and not while the thread is pinned', () => {
  const epoch = new Epoch();
  const block = allocate(16);
  const outer = epoch.pin();
  epoch.withPin((pin) => pin.retire(block));
  for (let i = 0; i < 5; i++) expect(epoch.collect()).toBe(0);
  expect(epoch.retiredCount).toBe(1);
  outer[Symbol.dispose]();
  outer[Symbol.dispose]();
  let freed = 0;
  for (let i = 0; i < 2; i++) freed += epoch.collect();
  expect([freed, epoch.retiredCount]).toEqual([1, 0]);
  expect(codeOf(() => free(block))).toBe('DOUBLE_FREE');
  epoch.free();
});

test('of a thread that has ended more is freed at once than a call takes arguments', async () => {
  const MANY = 150_000;
  const epoch = new Epoch();
  const pin = epoch.pin();
  await spawn(work, retireMany, epoch, MANY);
  pin[Symbol.dispose]();
  let freed = 0;
  for (let looks = 0; freed < MANY && looks < 1000; looks++) {
    freed += epoch.collect();
    await new Promise((resolve) => void setTimeout(resolve, LOOK_AGAIN_MS)); // the undertaker comes a little later
  }
  expect(freed).toBe(MANY);
  epoch.free();
});

test('many are freed as they come, and all with the epoch', () => {
  const before = heapStatistics().usedBytes;
  const epoch = new Epoch();
  for (let i = 0; i < 1000; i++) epoch.withPin((pin) => pin.retire(allocate(64)));
  expect(epoch.retiredCount).toBeLessThan(300);
  epoch.free();
  expect(heapStatistics().usedBytes).toBeLessThanOrEqual(before); // less where a thread of another test has ended meanwhile
});

test('what was deferred is called in its order, when nobody can have what was taken out before', () => {
  const epoch = new Epoch();
  const called: number[] = [];
  epoch.withPin((pin) => [1, 2].forEach((n) => pin.defer(() => called.push(n))));
  expect(called).toEqual([]);
  epoch.collect();
  epoch.collect();
  expect(called).toEqual([1, 2]);
  epoch.withPin((pin) => pin.defer(() => called.push(3)));
  epoch.free();
  expect(called).toEqual([1, 2, 3]);
});

test('misuse is refused, and named', () => {
  const epoch = new Epoch();
  const pin = epoch.pin();
  expect(() => epoch.free()).toThrow(/^Epoch at address \d+ of the heap: free\(\) in thread \d+, which is pinned/);
  for (const wrong of [0, -16, 8.5, 24, NaN, '16']) expect(codeOf(() => pin.retire(wrong as number))).toBe('NOT_RETIRABLE');
  pin[Symbol.dispose]();
  expect(() => pin.retire(16)).toThrow(/^Epoch at address \d+ of the heap: retire\(\) in thread \d+ of a pin that is over/);
  expect(codeOf(() => pin.defer(() => {}))).toBe('STALE_PIN');
  epoch.free();
  expect(codeOf(() => epoch.pin())).toBe('FREED');
});

test('threads that read while others replace see nothing that was freed', async () => {
  const TIMES = 5000;
  const epoch = new Epoch();
  const pointer = new AtomicPtr(newPair(0));
  const readers = [1, 2].map(() => spawn(work, readPairs, epoch, pointer, TIMES));
  const writers = [1, 2].map(() => spawn(work, replacePairs, epoch, pointer, TIMES));
  expect(await Promise.all(readers)).toEqual([0, 0]);
  await Promise.all(writers);
  let left = Infinity;
  for (let i = 0; i < 4; i++) {
    epoch.collect();
    left = epoch.retiredCount;
  }
  expect(left).toBe(0);
  epoch.free();
});

test('a thread that was terminated while it was pinned pins nothing any more, and what it had retired is freed', async () => {
  const epoch = new Epoch();
  const pointer = new AtomicPtr(newPair(0));
  const block = pointer.load();
  const here = new AtomicI32(0);
  const victim = spawn(work, pinAndStay, epoch, pointer, here);
  await reaches(here, 1);
  for (let i = 0; i < 5; i++) expect(epoch.collect()).toBe(0);
  victim.terminate();
  await Promise.allSettled([victim]);
  while (epoch.collect() === 0) await new Promise((resolve) => void setTimeout(resolve, LOOK_AGAIN_MS)); // the undertaker comes a little later
  expect(codeOf(() => free(block))).toBe('DOUBLE_FREE');
  epoch.free();
});

/** A thread that has used the epoch, and lives until what this returns is called. */
async function liveUserOf(epoch: Epoch): Promise<() => Promise<unknown>> {
  const here = new AtomicI32(0);
  const thread = spawn(work, useAndStay, epoch, here);
  await reaches(here, 1);
  return () => {
    thread.terminate();
    return Promise.allSettled([thread]);
  };
}

/** The address of the record that this thread has of a new epoch, which another thread frees. */
async function useAndLetOthersFree(): Promise<number> {
  const epoch = new Epoch();
  epoch.withPin(() => {});
  const record = heapRegion().i32[(epoch.address + RECORDS) >>> 2]!;
  await spawn(work, end, epoch);
  return record;
}

test('what a thread has of an epoch that another one freed is used for its next one, or freed at its end', async () => {
  const record = await useAndLetOthersFree();
  for (let i = 0; i < 3; i++) expect(await useAndLetOthersFree()).toBe(record);
  const epoch = new Epoch();
  const terminate = await liveUserOf(epoch);
  epoch.free();
  const withRecord = heapStatistics().usedBytes;
  await terminate();
  while (heapStatistics().usedBytes >= withRecord) await new Promise((resolve) => void setTimeout(resolve, LOOK_AGAIN_MS)); // the undertaker comes a little later
});

test('a thread has one record of an epoch, however often a handle for it arrives', async () => {
  const epoch = new Epoch();
  await spawn(work, receiveOften, epoch, 1);
  const before = heapStatistics().usedBytes;
  expect(await spawn(work, receiveOften, epoch, 200)).toBe(0);
  expect(heapStatistics().usedBytes - before).toBeLessThan(200 * 128);
  epoch.free();
});

test('a block that is retired twice is told by the epoch, and all others are freed nevertheless', () => {
  const before = heapStatistics().usedBytes;
  const epoch = new Epoch();
  const [twice, once] = [allocate(16), allocate(16)];
  epoch.withPin((pin) => [twice, twice, once].forEach((block) => pin.retire(block)));
  expect(() => [epoch.collect(), epoch.collect(), epoch.collect()]).toThrow(
    new RegExp(
      `^Epoch at address ${epoch.address} of the heap: in thread \\d+, the block at address ${twice} was to be freed and is free already`,
    ),
  );
  for (const block of [twice, once]) expect(codeOf(() => free(block))).toBe('DOUBLE_FREE');
  epoch.withPin((pin) => pin.retire(once));
  expect(codeOf(() => epoch.free())).toBe('RETIRED_TWICE');
  expect(heapStatistics().usedBytes).toBeLessThanOrEqual(before); // less where a thread of another test has ended meanwhile
});

test('deferred functions that throw keep no other from being called, nor the epoch from ending', () => {
  const before = heapStatistics().usedBytes;
  const epoch = new Epoch();
  const called: number[] = [];
  const fail = (n: number) => () => {
    called.push(n);
    throw new Error(`failed ${n}`);
  };
  epoch.withPin((pin) => [fail(1), () => called.push(2)].forEach((fn) => pin.defer(fn)));
  expect(() => [epoch.collect(), epoch.collect(), epoch.collect()]).toThrow('failed 1');
  epoch.withPin((pin) => [fail(3), fail(4), () => called.push(5)].forEach((fn) => pin.defer(fn)));
  epoch.withPin((pin) => expect(() => pin.defer(5 as unknown as () => void)).toThrow('Pin.defer: expected a function, but got 5'));
  expect(() => epoch.free()).toThrow('2 of 3 threw; the first: Error: failed 3');
  expect(called).toEqual([1, 2, 3, 4, 5]);
  expect(codeOf(() => epoch.pin())).toBe('FREED');
  expect(heapStatistics().usedBytes).toBeLessThanOrEqual(before); // less where a thread of another test has ended meanwhile
});
