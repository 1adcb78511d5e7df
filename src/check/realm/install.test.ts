import { afterEach, expect, test } from 'vitest';
import { AtomicI32 } from '../../atomic/index.ts';
import { Condvar, Mutex } from '../../lock/index.ts';
import { allocate, free, heapRegion, heapStatistics, regionOf, u32 } from '../../memory/index.ts';
import { current, hostRealm, realm } from '../../realm/index.ts';
import { spawn } from '../../thread/index.ts';
import { beginRun, enterChecked, leaveChecked, switchThread } from './install.ts';
import { newRealm, run } from './test-machine.ts';

afterEach(() => leaveChecked());

test('after a checked run the heap, the thread and the locks are those of before', () => {
  const mutex = new Mutex(u32, 7);
  const condvar = new Condvar();
  const heap = heapRegion();
  const state = { ...current };
  const before = current;
  const address = allocate(64);
  free(address);
  const statistics = heapStatistics();

  run(
    () => [new Mutex(u32, 1), new Condvar(), new AtomicI32(2)] as const,
    ([m, c, a]) => {
      expect(heapRegion()).not.toBe(heap);
      m.withLock(() => c.notifyAll());
      a.fetchAdd(1);
      free(allocate(64));
    },
  );

  expect(realm).toBe(hostRealm);
  expect(heapRegion()).toBe(heap);
  expect(current).toBe(before);
  expect({ ...current }).toEqual(state);
  expect(heapStatistics()).toEqual(statistics);
  expect(allocate(64)).toBe(address);
  free(address);
  expect(mutex.withLock((guard) => (guard.value += 1))).toBe(8);
  condvar.notifyAll();
});

test('a checked run before the first use of the heap leaves it as unused as it was', async () => {
  run(
    () => new Mutex(),
    (mutex) => mutex.lock().unlock(),
  );
  const mutex = new Mutex();
  mutex.lock();
  expect(mutex.isLocked).toBe(true);
  mutex.unlock();
  expect(await spawn(() => 5)).toBe(5);
});

test('a memory has a region of its own in each check, and one outside of them', () => {
  const memory = new SharedArrayBuffer(64);
  const real = regionOf(memory);
  run(
    () => regionOf(memory),
    (region) => {
      expect(region).not.toBe(real);
      expect(region).toBe(regionOf(memory));
      expect(region.i32).toBeInstanceOf(Int32Array);
      expect(region.i32).toBe(region.i32);
      expect(region.u64).toHaveLength(8);
    },
  );
  run(
    () => regionOf(memory).ops,
    (ops) => expect(ops).not.toBe(real.ops),
  );
  expect(regionOf(memory)).toBe(real);
});

test('runs of one exploration may lie in each other, those of two may not', () => {
  const first = newRealm();
  enterChecked(first);
  beginRun();
  switchThread(3);
  enterChecked(first);
  expect(current).toBe(first.threads.stateOf(3));
  expect(() => enterChecked(newRealm())).toThrow(expect.objectContaining({ code: 'CHECK_IN_CHECK' }));
  leaveChecked();
  expect(realm).toBe(hostRealm);
  leaveChecked();
  expect(realm).toBe(hostRealm);
});

test('outside of a checked run there are no simulated threads to switch to', () => {
  expect(() => switchThread(0)).toThrow(expect.objectContaining({ code: 'NOT_IN_CHECK' }));
  expect(() => beginRun()).toThrow(expect.objectContaining({ code: 'NOT_IN_CHECK' }));
});
