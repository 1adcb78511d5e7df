/** ParkingMutex in one thread and between real ones. Runs in Node and in a page, whose main thread may not block. */
import { expect, test } from 'vitest';
import { AtomicI32 } from '../../atomic/index.ts';
import { allocateZeroed } from '../../memory/allocate.ts';
import { heldEntries } from '../../memory/held-list.ts';
import { current, realm } from '../../realm/realm.ts';
import { spawn } from '../../thread/index.ts';
import { ParkingLot, ParkingMutex } from '../index.ts';
import { codeOf, reaches } from '../test-real-threads.ts';
import { comeAndGo, count, hog, keep, meet, takeTimes, work } from './test-work.ts';

const LOT = 64;
const COUNTER = 4;
const BYTES = 65536;
/** An odd place, beside another mutex. */
const PLACE = 9;

/** A mutex, and a plain word of its memory. */
type Made = readonly [mutex: ParkingMutex, counter: number];

const inOwn = (memory: SharedArrayBuffer | WebAssembly.Memory): Made => [
  ParkingMutex.at(memory, PLACE, ParkingLot.at(memory, LOT)),
  COUNTER,
];
const places: Record<string, () => Made> = {
  'the heap': () => [new ParkingMutex(), allocateZeroed(4)],
  'a SharedArrayBuffer': () => inOwn(new SharedArrayBuffer(BYTES)),
  'a WebAssembly.Memory': () => inOwn(new WebAssembly.Memory({ shared: true, initial: 1, maximum: 1 })),
};
const fail = (): never => {
  throw new RangeError('in the middle of it');
};
const everywhere = Object.keys(places);
/** Chromium takes two seconds to end a worker that does not return to its event loop. */
const whereThreadsDie = typeof window === 'undefined' ? everywhere : everywhere.slice(0, 1);
const DEATHS = typeof window === 'undefined' ? 2 : 1;

test.for(everywhere)('in %s: one byte says whether it is locked, and the bytes beside it are left alone', (place) => {
  const [mutex] = places[place]!();
  const { u8 } = mutex.region;
  const { address } = mutex;
  const around = [u8[address - 1], u8[address + 1]];
  const guard = mutex.lock();
  expect([u8[address], mutex.isLocked, guard.isLive]).toEqual([1, true, true]);
  expect(heldEntries(current.block)).toHaveLength(2);
  expect(mutex.tryLock()).toBeUndefined();
  guard.unlock();
  expect([u8[address], mutex.isLocked, guard.isLive]).toEqual([0, false, false]);
  expect(mutex.tryLockFor(5)!.unlockFair()).toBe(false);
  expect(mutex.withLock(() => mutex.isLocked)).toBe(true);
  {
    using live = mutex.lock();
    expect(live.isLive).toBe(true);
  }
  expect([u8[address - 1], u8[address + 1]]).toEqual(around);
  expect(heldEntries(current.block)).toEqual([]);
});

test('a mutex for each of many bytes: they are taken and given back in any order', () => {
  const memory = new SharedArrayBuffer(BYTES);
  const lot = ParkingLot.at(memory, LOT * 1024 - 4096);
  const all = Array.from({ length: 300 }, (_, i) => ParkingMutex.at(memory, i, lot));
  const guards = all.map((mutex) => mutex.lock());
  expect(heldEntries(current.block)).toHaveLength(2 * all.length);
  for (const [i, guard] of guards.entries()) if (i % 2 === 0) guard.unlock();
  for (const guard of guards.toReversed()) guard[Symbol.dispose]();
  expect(all.some((mutex) => mutex.isLocked)).toBe(false);
  expect(heldEntries(current.block)).toEqual([]);
});

test('misuse is refused, and says what is wrong', async () => {
  const memory = new SharedArrayBuffer(BYTES);
  const lot = ParkingLot.at(memory, LOT);
  const mutex = ParkingMutex.at(memory, 1, lot, { name: 'row' });
  const stale = mutex.lock();
  const freed = new ParkingMutex();
  freed.free();
  const codes = [
    () => mutex.lock(),
    () => mutex.tryLockFor(1),
    () => ParkingMutex.at(memory, 1, lot).unlock(),
    () => stale.unlock(),
    () => stale.unlock(),
    () => mutex.unlock(),
    () => mutex.tryLockFor(-1),
    () => mutex.withLock(undefined as never),
    () => ParkingMutex.at(memory, BYTES, lot),
    () => ParkingMutex.at(memory, 1),
    () => ParkingMutex.at(new SharedArrayBuffer(8), 1, lot),
    () => ParkingMutex.at(memory, 1, mutex as unknown as ParkingLot),
    () => ParkingMutex.at(memory, 1, 'lot' as unknown as ParkingLot),
    () => ParkingMutex.at(new ArrayBuffer(8) as unknown as SharedArrayBuffer, 1, lot),
    () => freed.lock(),
    () => freed.free(),
    () => mutex.free(),
  ].map(codeOf);
  expect(codes).toEqual([
    'SELF_DEADLOCK',
    'SELF_DEADLOCK',
    'NOT_LOCKED',
    'nothing was thrown',
    'STALE_GUARD',
    'NOT_LOCKED',
    'BAD_TIMEOUT',
    'BAD_CALLBACK',
    'OUT_OF_RANGE',
    'WRONG_LOT',
    'WRONG_LOT',
    'WRONG_LOT',
    'WRONG_LOT',
    'NOT_SHARED',
    'FREED',
    'DOUBLE_FREE',
    'NOT_ALLOCATED',
  ]);
  await expect(mutex.lockAsync({ signal: AbortSignal.abort(new RangeError('enough')) })).rejects.toThrow('enough');
  expect(() => mutex.withLock(() => mutex.lock())).toThrow(/row/);
  expect(mutex.isLocked).toBe(false);
});

test.for(everywhere)('in %s: threads that lock in every form count exactly', async (place) => {
  const [mutex, counter] = places[place]!();
  const TIMES = 3000;
  await Promise.all([1, 2, 3].map(() => spawn(work, count, mutex, counter, TIMES)));
  expect(mutex.region.i32[counter >>> 2]).toBe(3 * TIMES);
  expect([mutex.isLocked, mutex.lot.unparkAll(mutex.address)]).toEqual([false, 0]);
});

test.for(everywhere)('in %s: promises get it in their order, and end by their time or signal', async (place) => {
  const [mutex] = places[place]!();
  const guard = mutex.lock();
  const order: number[] = [];
  const controller = new AbortController();
  const aborted = mutex.lockAsync({ signal: controller.signal });
  const late = mutex.tryLockForAsync(1);
  const waits = [1, 2].map((n) => mutex.withLockAsync(() => void order.push(n)));
  controller.abort(new RangeError('enough'));
  await expect(aborted).rejects.toThrow('enough');
  expect(await late).toBeUndefined();
  guard.unlock();
  await Promise.all(waits);
  expect(order).toEqual([1, 2]);
  expect(mutex.isLocked).toBe(false);
});

test.for(everywhere)('in %s: where it is taken, waiting ends in time, or is refused where the agent may not block', async (place) => {
  const [mutex] = places[place]!();
  const ready = new AtomicI32(0);
  const keeper = spawn(work, keep, mutex, ready);
  await reaches(ready, 1);
  if (realm.canBlock()) expect(mutex.tryLockFor(1)).toBeUndefined();
  else expect(() => mutex.lock()).toThrow(/await lockAsync\(\)/);
  expect(mutex.tryLock()).toBeUndefined();
  keeper.terminate();
  await expect(keeper).rejects.toThrow(/terminated/);
  await expect(mutex.lockAsync()).rejects.toThrow(/ended without unlocking/);
  expect(mutex.recover(() => {})).toBe(true);
  expect(heldEntries(current.block)).toEqual([]);
});

test.for(whereThreadsDie)('in %s: when its owner dies, all who wait are told', async (place) => {
  const [mutex] = places[place]!();
  const ready = new AtomicI32(0);
  const keeper = spawn(work, keep, mutex, ready);
  await reaches(ready, 1);
  const come = new AtomicI32(0);
  const waiters = [1, 2].map(() => spawn(work, meet, mutex, come));
  await reaches(come, 2);
  const told = mutex.lockAsync().catch((error: unknown) => error);
  keeper.terminate();
  expect(await Promise.all(waiters)).toEqual(['OWNER_DIED', 'OWNER_DIED']);
  expect(await told).toMatchObject({ code: 'OWNER_DIED' });
  await expect(keeper).rejects.toThrow(/terminated/);
  expect(mutex.isPoisoned).toBe(true);
  expect(() => mutex.recover(fail)).toThrow('in the middle of it');
  expect([mutex.isPoisoned, mutex.clearPoison(), mutex.clearPoison()]).toEqual([true, true, false]);
  mutex.lock().unlock();
});

test.for(whereThreadsDie)('in %s: threads that are terminated anywhere leave a mutex that the others can use', async (place) => {
  const [mutex] = places[place]!();
  const [stop, ready] = [new AtomicI32(0), new AtomicI32(0)];
  const living = [1, 2].map(() => spawn(work, comeAndGo, mutex, stop, ready));
  await reaches(ready, 2);
  for (let death = 0; death < DEATHS; death++) {
    const isUp = new AtomicI32(0);
    const doomed = spawn(work, comeAndGo, mutex, stop, isUp);
    await reaches(isUp, 1);
    doomed.terminate();
    await expect(doomed).rejects.toThrow(/terminated/);
  }
  stop.store(1);
  for (const times of await Promise.all(living)) expect(times).toBeGreaterThan(100);
  mutex.clearPoison();
  await mutex.withLockAsync(() => {});
  expect(mutex.lot.unparkAll(mutex.address)).toBe(0);
});

test.for(everywhere)('in %s: a thread gets it again and again beside one that hardly lets it go', async (place) => {
  const [mutex] = places[place]!();
  const TIMES = 20;
  const [stop, ready] = [new AtomicI32(0), new AtomicI32(0)];
  const hogging = spawn(work, hog, mutex, stop, ready);
  await reaches(ready, 1);
  expect(await spawn(work, takeTimes, mutex, TIMES)).toBe(TIMES);
  stop.store(1);
  await hogging;
});
