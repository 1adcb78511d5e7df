/** Condvar in one thread, with a second one played by hand. Runs in Node and in a page, whose main thread may not block. */
import { expect, test } from 'vitest';
import { u32 } from '../../memory/layout/index.ts';
import { current, realm } from '../../realm/realm.ts';
import { heldEntries } from '../../memory/held-list.ts';
import { CannotBlockError, Condvar, type LockError, Mutex, OwnerDiedError, SpinLock } from '../index.ts';
import { OtherThread } from '../test-other-thread.ts';

const code = (run: () => unknown): unknown => {
  try {
    run();
  } catch (error) {
    return (error as LockError).code;
  }
  return 'nothing was thrown';
};

const places = {
  'the heap': () => ({ mutex: new Mutex(u32, 0), condvar: new Condvar() }),
  'a SharedArrayBuffer': () => {
    const sab = new SharedArrayBuffer(128);
    return { mutex: Mutex.at(sab, 0, u32), condvar: Condvar.at(sab, 64) };
  },
  'a WebAssembly.Memory': () => {
    const memory = new WebAssembly.Memory({ shared: true, initial: 1, maximum: 1 });
    return { mutex: Mutex.at(memory, 64, u32), condvar: Condvar.at(memory, 0) };
  },
};

const everywhere = Object.keys(places) as (keyof typeof places)[];

test.for(everywhere)('in %s: a wait that nobody ends is over in time, and the guard is as good as before', async (place) => {
  const { mutex, condvar } = places[place]();
  const guard = mutex.lock();
  guard.value = 4;
  if (realm.canBlock()) {
    expect(condvar.waitFor(guard, 1)).toBe('timedOut');
    expect(condvar.waitFor(guard, 0)).toBe('timedOut');
    expect(condvar.waitWhileFor(guard, (value) => value === 4, 1)).toBe('timedOut');
  }
  expect(await condvar.waitAsync(guard, { timeoutMs: 1 })).toBe('timedOut');
  expect(await condvar.waitWhileAsync(guard, (value) => value === 4, { timeoutMs: 1 })).toBe('timedOut');
  expect(guard.isLive).toBe(true);
  expect(guard.value).toBe(4);
  expect(heldEntries(current.block)).toHaveLength(1);
  guard.unlock();
  expect(mutex.isLocked).toBe(false);
});

test.for(everywhere)('in %s: a condition that is met already waits for nothing', async (place) => {
  const { mutex, condvar } = places[place]();
  const guard = mutex.lock();
  condvar.waitWhile(guard, (value) => value !== 0);
  expect(condvar.waitWhileFor(guard, (value) => value !== 0, 0)).toBe('notified');
  expect(await condvar.waitWhileAsync(guard, (value) => value !== 0)).toBe('notified');
  guard.unlock();
});

test.for(everywhere)('in %s: promises wait with the mutex given up, and see what was changed', async (place) => {
  const { mutex, condvar } = places[place]();
  const seen: number[] = [];
  const waits = [1, 2, 3].map(async (n) => {
    const guard = await mutex.lockAsync();
    expect(await condvar.waitWhileAsync(guard, (value) => value < n)).toBe('notified');
    seen.push(guard.value);
    guard.unlock();
  });
  for (const n of [1, 2, 3]) {
    (await mutex.lockAsync()).unlock();
    mutex.withLock((guard) => (guard.value = n));
    if (n === 2) condvar.notifyAll();
    else condvar.notifyOne();
    await waits[n - 1];
  }
  expect(seen).toEqual([1, 2, 3]);
});

test.for(everywhere)('in %s: while a promise waits its guard is stale, and good again afterwards', async (place) => {
  const { mutex, condvar } = places[place]();
  const guard = mutex.lock();
  const wait = condvar.waitAsync(guard);
  expect(mutex.isLocked).toBe(false);
  expect(code(() => guard.value)).toBe('STALE_GUARD');
  expect(code(() => guard.unlock())).toBe('STALE_GUARD');
  mutex.withLock((other) => (other.value = 9));
  expect(guard.isLive).toBe(false);
  condvar.notifyOne();
  expect(await wait).toBe('notified');
  expect(guard.value).toBe(9);
  guard.unlock();
});

test.for(everywhere)('in %s: withLock and withLockAsync unlock also after a wait with their guard', async (place) => {
  const { mutex, condvar } = places[place]();
  if (realm.canBlock()) {
    expect(mutex.withLock((guard) => condvar.waitFor(guard, 0))).toBe('timedOut');
    expect(mutex.isLocked).toBe(false);
  }
  expect(await mutex.withLockAsync((guard) => condvar.waitAsync(guard, { timeoutMs: 0 }))).toBe('timedOut');
  expect(mutex.isLocked).toBe(false);
  expect(heldEntries(current.block)).toEqual([]);
});

test.for(everywhere)('in %s: an aborted wait locks the mutex again before it is rejected', async (place) => {
  const { mutex, condvar } = places[place]();
  const controller = new AbortController();
  const guard = mutex.lock();
  const wait = condvar.waitAsync(guard, { signal: controller.signal });
  controller.abort(new RangeError('enough'));
  await expect(wait).rejects.toThrow('enough');
  expect(guard.isLive).toBe(true);
  await expect(condvar.waitAsync(guard, { signal: controller.signal })).rejects.toThrow('enough');
  expect(guard.isLive).toBe(true);
  guard.unlock();
});

test.for(everywhere)('in %s: a mutex that was poisoned during the wait is told, and the guard is stale', async (place) => {
  const { mutex, condvar } = places[place]();
  const guard = mutex.lock();
  const wait = condvar.waitAsync(guard);
  const other = new OtherThread();
  other.lock(mutex);
  other.die(mutex);
  condvar.notifyAll();
  await expect(wait).rejects.toThrow(OwnerDiedError);
  expect(guard.isLive).toBe(false);
  guard[Symbol.dispose]();
  mutex.clearPoison();
});

test.runIf(!realm.canBlock())('where the agent may not block, wait() is refused with the mutex still locked', () => {
  const { mutex, condvar } = places['the heap']();
  const guard = mutex.lock();
  expect(() => condvar.wait(guard)).toThrow(CannotBlockError);
  expect(() => condvar.waitFor(guard, 1)).toThrow(/waitAsync/);
  expect(guard.isLive).toBe(true);
  guard.unlock();
});

test.for(everywhere)('in %s: only a live guard of the one mutex will do', async (place) => {
  const { mutex, condvar } = places[place]();
  const stale = mutex.lock();
  await condvar.waitAsync(stale, { timeoutMs: 0 });
  stale.unlock();
  const wait = (guard: unknown): unknown => code(() => condvar.waitWhile(guard as typeof stale, () => false));
  expect(wait(stale)).toBe('STALE_GUARD');
  await expect(condvar.waitAsync(stale)).rejects.toMatchObject({ code: 'STALE_GUARD' });
  const guard = mutex.lock();
  expect(wait(guard)).toBe('nothing was thrown');
  const second = Mutex.at(mutex.region, mutex.address + 16);
  expect(wait(second.lock())).toBe('WRONG_MUTEX');
  const far = Mutex.at(new SharedArrayBuffer(64), 0);
  expect(wait(far.lock())).toBe('WRONG_MUTEX');
  expect(wait(new SpinLock().lock())).toBe('BAD_GUARD');
  for (const bad of [undefined, null, 5, {}, mutex]) expect(wait(bad)).toBe('BAD_GUARD');
  expect(guard.isLive).toBe(true);
  for (const lock of [mutex, second, far]) lock.unlock();
});

test('what else it refuses', async () => {
  const { mutex, condvar } = places['the heap']();
  const guard = mutex.lock();
  for (const bad of [-1, NaN, '1', null]) {
    expect(code(() => condvar.waitFor(guard, bad as number))).toBe('BAD_TIMEOUT');
    expect(code(() => condvar.waitWhileFor(guard, () => true, bad as number))).toBe('BAD_TIMEOUT');
    if (bad !== null) await expect(condvar.waitAsync(guard, { timeoutMs: bad as number })).rejects.toMatchObject({ code: 'BAD_TIMEOUT' });
  }
  expect(code(() => condvar.waitWhile(guard, true as unknown as () => boolean))).toBe('BAD_CALLBACK');
  await expect(condvar.waitWhileAsync(guard, 5 as unknown as () => boolean)).rejects.toMatchObject({ code: 'BAD_CALLBACK' });
  await expect(condvar.waitAsync(guard, { signal: 5 as unknown as AbortSignal })).rejects.toMatchObject({ code: 'BAD_SIGNAL' });
  expect(guard.isLive).toBe(true);
  expect(() =>
    condvar.waitWhile(guard, () => {
      throw new RangeError('mine');
    }),
  ).toThrow('mine');
  expect(guard.isLive).toBe(true);
  guard.unlock();
  const sab = new SharedArrayBuffer(32);
  expect(code(() => Condvar.at(sab, 20))).toBe('OUT_OF_RANGE');
  expect(code(() => Condvar.at(sab, 2))).toBe('MISALIGNED');
  expect(code(() => Condvar.at(new ArrayBuffer(32) as unknown as SharedArrayBuffer, 0))).toBe('NOT_SHARED');
  expect(() => structuredClone(condvar)).toThrow(/spawn/);
});

test('free gives the memory back, once, and the handle refuses from then on', () => {
  const { mutex, condvar } = places['the heap']();
  const guard = mutex.lock();
  condvar.free();
  expect(code(() => condvar.free())).toBe('DOUBLE_FREE');
  expect(code(() => condvar.waitWhile(guard, () => true))).toBe('FREED');
  expect(code(() => condvar.notifyAll())).toBe('FREED');
  expect(code(() => Condvar.at(new SharedArrayBuffer(16), 0).free())).toBe('NOT_ALLOCATED');
  guard.unlock();
});
