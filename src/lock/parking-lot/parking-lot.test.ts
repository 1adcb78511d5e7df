/** ParkingLot in one thread and between real ones. Runs in Node and in a page, whose main thread may not block. */
import { expect, test } from 'vitest';
import { AtomicI32 } from '../../atomic/index.ts';
import { allocateZeroed } from '../../memory/allocate.ts';
import { heldEntries } from '../../memory/held-list.ts';
import { current, realm } from '../../realm/realm.ts';
import { spawn } from '../../thread/index.ts';
import { ParkingLot } from '../index.ts';
import { codeOf, reaches } from '../test-real-threads.ts';
import { countUnderOwnLock, disturb, parkOnce, parkUntilSet, work } from './test-work.ts';

const OFFSET = 64;
const BYTES = 65536;
/** Chromium takes two seconds to end a worker that does not return to its event loop. */
const DEATHS = typeof window === 'undefined' ? 3 : 1;

/** A lot, and two keys of words in its memory that are 0. */
const places: Record<string, () => readonly [ParkingLot, number, number]> = {
  'the heap': () => [ParkingLot.heap(), allocateZeroed(16), allocateZeroed(16)],
  'a SharedArrayBuffer': () => [ParkingLot.at(new SharedArrayBuffer(BYTES), OFFSET), 0, 16],
  'a WebAssembly.Memory': () => [ParkingLot.at(new WebAssembly.Memory({ shared: true, initial: 1, maximum: 1 }), OFFSET), 8, 4096],
};
const everywhere = Object.keys(places);

const no = (): boolean => false;

test.for(everywhere)('in %s: threads are unparked in the order in which they parked, with their tokens', async (place) => {
  const [lot, key] = places[place]!();
  const count = new AtomicI32(0);
  const threads = [];
  for (let i = 1; i <= 3; i++) {
    threads.push(spawn(work, parkOnce, lot, key, count));
    await reaches(count, i);
  }
  const seen = [1, 2, 3, 4].map((token) => lot.unparkOne(key, () => token));
  expect(seen.map(({ unparked, hasMore }) => [unparked, hasMore])).toEqual([
    [true, true],
    [true, true],
    [true, false],
    [false, false],
  ]);
  expect(await Promise.all(threads)).toEqual([1, 2, 3].map((token) => ({ reason: 'unparked', token })));
  expect(heldEntries(current.block)).toEqual([]);
});

test.for(everywhere)('in %s: some are unparked, others moved to another key, and time goes on for those', async (place) => {
  const [lot, key, other] = places[place]!();
  const count = new AtomicI32(0);
  const threads = [];
  for (const [i, timeoutMs] of [Infinity, Infinity, 30, Infinity].entries()) {
    threads.push(spawn(work, parkOnce, lot, key, count, timeoutMs));
    await reaches(count, i + 1);
  }
  expect(lot.unparkRequeue(key, other, { validate: () => false })).toEqual({ unparked: 0, moved: 0 });
  const { unparked, moved } = lot.unparkRequeue(key, other, { token: 5 });
  expect([unparked, moved >= 2]).toEqual([1, true]);
  expect(lot.unparkAll(key)).toBe(0);
  expect(await threads[0]).toEqual({ reason: 'unparked', token: 5 });
  expect(await threads[2]).toEqual({ reason: 'timedOut' });
  expect(lot.unparkAll(other, 6)).toBe(2);
  expect(await Promise.all([threads[1], threads[3]])).toEqual([6, 6].map((token) => ({ reason: 'unparked', token })));
});

test.for(everywhere)('in %s: a lock of one word is made of it, and excludes', async (place) => {
  const [lot, key] = places[place]!();
  const TIMES = 5000;
  await Promise.all([1, 2, 3].map(() => spawn(work, countUnderOwnLock, lot, key, TIMES)));
  expect([...lot.region.i32.subarray(key >>> 2, (key >>> 2) + 2)]).toEqual([0, 3 * TIMES]);
});

test.for(everywhere)('in %s: a promise looks again when its key is unparked, and ends by its time or signal', async (place) => {
  const [lot, key, other] = places[place]!();
  const flag = new AtomicI32(1);
  const isSet = (): boolean => flag.load() === 1;
  const waits = lot.parkAsync(key, isSet);
  const late = lot.parkAsync(other, isSet, { timeoutMs: 1 });
  const controller = new AbortController();
  const aborted = lot.parkAsync(other, isSet, { signal: controller.signal });
  controller.abort(new RangeError('enough'));
  await expect(aborted).rejects.toThrow('enough');
  expect(await late).toBe('timedOut');
  lot.unparkAll(key);
  flag.store(0);
  lot.unparkOne(key);
  expect(await waits).toBe('invalid');
  expect(await lot.parkAsync(key, isSet)).toBe('invalid');
});

test('misuse is refused, and says what is wrong', async () => {
  const lot = ParkingLot.at(new SharedArrayBuffer(BYTES), OFFSET);
  const codes = [
    () => ParkingLot.at(new ArrayBuffer(BYTES) as unknown as SharedArrayBuffer, 0),
    () => ParkingLot.at(new SharedArrayBuffer(BYTES), BYTES - 16),
    () => ParkingLot.at(new SharedArrayBuffer(BYTES), 2),
    () => lot.park(BYTES, no),
    () => lot.park(0, no, { timeoutMs: -1 }),
    () => lot.park(0, undefined as never),
    () => lot.unparkOne(0, () => 2 ** 31),
    () => lot.unparkOne(0, () => void lot.unparkAll(0)),
    () => lot.unparkRequeue(0, 8, { move: -1 }),
  ].map(codeOf);
  const BOUND = 'OUT_OF_RANGE';
  expect(codes).toEqual([
    'NOT_SHARED',
    BOUND,
    'MISALIGNED',
    BOUND,
    'BAD_TIMEOUT',
    'BAD_CALLBACK',
    'BAD_TOKEN',
    'SELF_DEADLOCK',
    'BAD_COUNT',
  ]);
  await expect(lot.parkAsync(0, no, { timeoutMs: Number.NaN })).rejects.toThrow(/milliseconds/);
  await expect(lot.parkAsync(0, no, { signal: {} as AbortSignal })).rejects.toThrow(/AbortSignal/);
  if (!realm.canBlock()) expect(() => lot.park(0, () => true)).toThrow(/await parkAsync\(\)/);
  expect(lot.unparkAll(0)).toBe(0); // no gate was left shut
  expect(heldEntries(current.block)).toEqual([]);
});

test.for(everywhere.slice(0, DEATHS))('in %s: threads that are terminated anywhere in the lot strand nobody', async (place) => {
  const [lot, key, other] = places[place]!();
  for (let death = 0; death < DEATHS; death++) {
    lot.region.ops.store32(key, 0);
    const [count, ready] = [new AtomicI32(0), new AtomicI32(0)];
    const waiters = [1, 2].map(() => spawn(work, parkUntilSet, lot, key, count));
    const doomed = spawn(work, disturb, lot, [key, other] as [number, number], Infinity, ready);
    await reaches(ready, 1);
    doomed.terminate();
    await expect(doomed).rejects.toThrow(/terminated/);
    lot.region.ops.store32(key, 1);
    lot.unparkAll(key);
    lot.unparkAll(other);
    await Promise.all(waiters);
    expect(lot.unparkAll(key) + lot.unparkAll(other)).toBe(0);
  }
});
