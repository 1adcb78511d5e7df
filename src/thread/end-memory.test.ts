/** What threads that are killed had in the heap serves those that come later. Runs in Node and in a page, where most of its time is waiting: hence a file of its own, beside others. */
import { expect, test } from 'vitest';
import { AtomicI32, waitAsync } from '../atomic/index.ts';
import { Mutex, ParkingMutex, RwLock, Semaphore } from '../lock/index.ts';
import { heapStatistics } from '../memory/index.ts';
import { sleepAsync, spawn } from './index.ts';
import { codeOf, isSet } from './end.test-help.ts';
import { work } from './test-work.ts';

/** Chromium takes two seconds to end a worker that does not return to its event loop. */
const ROUNDS = typeof window === 'undefined' ? 10 : 4;

async function threeEnds(): Promise<void> {
  expect(await spawn(work, 'echo', 'x'.repeat(5000))).toBeDefined();
  await expect(spawn(work, 'throwIt', 'range')).rejects.toThrow('too far');
  const ready = new AtomicI32(0);
  const handle = spawn(work, 'waitForEver', 'sleep', ready, undefined, 'y'.repeat(40_000));
  await isSet(ready);
  handle.terminate();
  await codeOf(handle);
  ready.free();
}

test('the memory of threads is given back, of killed ones too', async () => {
  for (let n = 0; n < 3; n++) await threeEnds();
  const before = heapStatistics();
  for (let n = 0; n < ROUNDS; n++) await threeEnds();
  const after = heapStatistics();
  // Caches of the workers hold some blocks at any moment; each round would leak 50 KB.
  expect(after.usedBytes - before.usedBytes).toBeLessThan(ROUNDS * 25_000);
});

test('what threads that are killed while they hold locks had in the heap serves those that come later', async () => {
  const [readable, permits] = [new RwLock(), new Semaphore(1)];
  // More than a thread's block has room to note.
  const many = Array.from({ length: 200 }, () => new Mutex());
  const killOne = async (): Promise<void> => {
    expect(await codeOf(spawn(work, 'holdAndCloseWorker', readable, permits, many))).toBe('EXITED');
    expect([readable.readers, permits.available]).toEqual([0, 1]);
    for (const mutex of many) expect(mutex.clearPoison()).toBe(true);
  };
  for (let n = 0; n < 3; n++) await killOne();
  const before = heapStatistics().usedBytes;
  for (let n = 0; n < ROUNDS; n++) await killOne();
  // A block takes 2 KB, and so does the list of what it held.
  expect(heapStatistics().usedBytes - before).toBeLessThan(ROUNDS * 1000);
});

test('what threads that are killed while they wait for locks had in the heap serves those that come later', async () => {
  const [readable, parking] = [new RwLock(), new ParkingMutex()];
  const guards = [readable.write(), parking.lock()];
  const came = new AtomicI32(0);
  const killOne = async (lock: RwLock | ParkingMutex): Promise<void> => {
    came.store(0);
    const handle = spawn(work, 'waitInQueue', came, lock);
    await waitAsync(came, 0);
    await sleepAsync(1); // mostly it sleeps by then, but it may be anywhere
    handle.terminate();
    expect(await codeOf(handle)).toBe('TERMINATED');
  };
  for (const lock of [readable, parking]) await killOne(lock);
  const before = heapStatistics().usedBytes;
  for (let n = 0; n < ROUNDS / 2; n++) for (const lock of [readable, parking]) await killOne(lock);
  // A block takes 2 KB.
  expect(heapStatistics().usedBytes - before).toBeLessThan(ROUNDS * 1000);
  for (const guard of guards) guard.unlock();
});
