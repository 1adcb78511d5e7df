/** Semaphore in one thread and between real ones. Runs in Node and in a page, whose main thread may not block. */
import { expect, test } from 'vitest';
import { AtomicI32, waitAsync } from '../../atomic/index.ts';
import { heapRegion } from '../../memory/heap.ts';
import { heldEntries } from '../../memory/held-list.ts';
import { current, realm, type SharedMemory } from '../../realm/realm.ts';
import { spawn } from '../../thread/index.ts';
import { Semaphore } from '../index.ts';
import { comeAndGo, comeAndGoForEver, keep, waitFor, work } from './test-work.ts';

const TIMES = 2000;
const DEATHS = typeof window === 'undefined' ? 2 : 1;

const memories: Record<string, () => SharedMemory | undefined> = {
  'the heap': () => undefined,
  'a SharedArrayBuffer': () => new SharedArrayBuffer(64),
  'a WebAssembly.Memory': () => new WebAssembly.Memory({ shared: true, initial: 1, maximum: 1 }),
};
const everywhere = Object.keys(memories);
/** Chromium takes two seconds to end a worker that does not return to its event loop. */
const whereThreadsDie = typeof window === 'undefined' ? everywhere : everywhere.slice(0, 1);

function make(memory: string, permits: number): Semaphore {
  const own = memories[memory]!();
  if (own === undefined) return new Semaphore(permits);
  const semaphore = Semaphore.at(own, 16);
  if (permits > 0) semaphore.add(permits);
  return semaphore;
}

const code = (run: () => unknown): unknown => {
  try {
    run();
  } catch (error) {
    return (error as { code?: unknown }).code;
  }
  return 'nothing was thrown';
};

async function isSet(ready: AtomicI32): Promise<void> {
  while (ready.load() === 0) await waitAsync(ready, 0);
}

/** Resolves when some thread stands in line. */
async function someoneWaits({ region, address }: Semaphore): Promise<void> {
  while ((region.ops.load32(address) & 1) === 0) await new Promise((resolve) => setTimeout(resolve));
}

test.for(everywhere)('in %s: permits are acquired, noted, and given back once', (memory) => {
  const semaphore = make(memory, 3);
  const two = semaphore.acquire(2);
  expect([semaphore.available, two.amount, two.isLive]).toEqual([1, 2, true]);
  expect(heldEntries(current.block)).toHaveLength(2);
  expect(semaphore.tryAcquire(2)).toBeUndefined();
  const one = semaphore.tryAcquire()!;
  two.release();
  expect(semaphore.available).toBe(2);
  expect(code(() => two.release())).toBe('STALE_GUARD');
  expect(code(() => two.forget())).toBe('STALE_GUARD');
  one.forget();
  expect(semaphore.available).toBe(2);
  expect(heldEntries(current.block)).toEqual([]);
  semaphore.add();
  {
    using all = semaphore.tryAcquireFor(5, 3)!;
    expect([all.isLive, semaphore.available]).toEqual([true, 0]);
  }
  expect(semaphore.available).toBe(3);
});

test.for(everywhere)('in %s: many shares at once are all noted, and given back in any order', (memory) => {
  const semaphore = make(memory, 5000);
  const all = Array.from({ length: 200 }, (_, i) => semaphore.acquire(1 + (i % 20)));
  for (const [i, permits] of all.entries()) if (i % 2 === 0) permits.release();
  for (const permits of all.toReversed()) permits[Symbol.dispose]();
  expect(semaphore.available).toBe(5000);
  expect(heldEntries(current.block)).toEqual([]);
});

test.for(everywhere)('in %s: withPermits gives back whether the body returns or throws', async (memory) => {
  const semaphore = make(memory, 2);
  expect(semaphore.withPermits(2, () => semaphore.available)).toBe(0);
  expect(() =>
    semaphore.withPermits(1, () => {
      throw new RangeError('mine');
    }),
  ).toThrow('mine');
  expect(await semaphore.withPermitsAsync(2, async () => Promise.resolve(semaphore.available))).toBe(0);
  expect(semaphore.available).toBe(2);
});

test.for(everywhere)('in %s: where permits are missing, waiting ends in time, or is refused where the agent may not block', (memory) => {
  const semaphore = make(memory, 1);
  if (realm.canBlock()) {
    expect(semaphore.tryAcquireFor(1, 2)).toBeUndefined();
    expect(semaphore.tryAcquireFor(0, 2)).toBeUndefined();
  } else {
    expect(() => semaphore.acquire(2)).toThrow(/await acquireAsync\(\)/);
  }
  semaphore.acquire().release();
  expect(heldEntries(current.block)).toEqual([]);
});

test.for(everywhere)('in %s: promises are served in their order, and end by their time or signal', async (memory) => {
  const semaphore = make(memory, 0);
  const order: number[] = [];
  const controller = new AbortController();
  const aborted = semaphore.acquireAsync(1, { signal: controller.signal });
  const late = semaphore.tryAcquireForAsync(1, 1);
  const waits = [2, 1].map(async (amount) => {
    (await semaphore.acquireAsync(amount)).release();
    order.push(amount);
  });
  controller.abort(new RangeError('enough'));
  await expect(aborted).rejects.toThrow('enough');
  expect(await late).toBeUndefined();
  semaphore.add(1);
  await Promise.resolve();
  expect(order).toEqual([]);
  semaphore.add(1);
  await Promise.all(waits);
  expect(order).toEqual([2, 1]);
  expect(semaphore.available).toBe(2);
});

test.for(everywhere)('in %s: threads and promises never have more than there are, and all permits are back in the end', async (memory) => {
  const semaphore = make(memory, 3);
  const [inside, most] = [new AtomicI32(0), new AtomicI32(0)];
  const threads = [1, 2, 3].map((amount) => spawn(work, comeAndGo, semaphore, inside, most, TIMES, amount));
  for (const entered of await Promise.all(threads)) expect(entered).toBeGreaterThanOrEqual(TIMES / 2);
  expect(inside.load()).toBe(0);
  expect(most.load()).toBeLessThanOrEqual(3);
  expect(semaphore.available).toBe(3);
});

test.for(whereThreadsDie)('in %s: what a terminated thread had is given back, and who waited for it is served', async (memory) => {
  const semaphore = make(memory, 3);
  const ready = new AtomicI32(0);
  const keeper = spawn(work, keep, semaphore, 2, ready);
  await isSet(ready);
  expect(semaphore.available).toBe(1);
  const all = semaphore.acquireAsync(3);
  const waiter = spawn(work, waitFor, semaphore, 2, new AtomicI32(0));
  keeper.terminate();
  (await all).release();
  expect(await waiter).toBe('served');
  await expect(keeper).rejects.toThrow(/terminated/);
  expect(semaphore.available).toBe(3);
});

test.for(whereThreadsDie)('in %s: when a thread is terminated in line, those behind it come on', async (memory) => {
  const semaphore = make(memory, 1);
  const many = spawn(work, waitFor, semaphore, 2, new AtomicI32(0));
  await someoneWaits(semaphore);
  const few = spawn(work, waitFor, semaphore, 1, new AtomicI32(0));
  const promise = semaphore.acquireAsync(1);
  many.terminate();
  (await promise).release();
  expect(await few).toBe('served');
  await expect(many).rejects.toThrow(/terminated/);
});

test('wherever threads are terminated, the permits are as many as before', async () => {
  const semaphore = new Semaphore(2);
  for (let i = 0; i < DEATHS; i++) {
    const ready = [new AtomicI32(0), new AtomicI32(0)];
    const threads = ready.map((word) => spawn(work, comeAndGoForEver, semaphore, word));
    await Promise.all(ready.map(isSet));
    for (const thread of threads) thread.terminate();
    await Promise.allSettled(threads);
    (await semaphore.acquireAsync(2)).release();
    expect(semaphore.available).toBe(2);
  }
});

test('what new, at and the forms refuse', async () => {
  for (const bad of [-1, 0.5, NaN, Infinity, '1', undefined, null, Semaphore.mostPermits + 1]) {
    expect(code(() => new Semaphore(bad as number))).toBe('BAD_AMOUNT');
    if (bad !== undefined) expect(code(() => new Semaphore(1).acquire(bad as number))).toBe('BAD_AMOUNT');
    if (bad !== undefined) expect(code(() => new Semaphore(1).add(bad as number))).toBe('BAD_AMOUNT');
    if (bad !== undefined) await expect(new Semaphore(1).acquireAsync(bad as number)).rejects.toMatchObject({ code: 'BAD_AMOUNT' });
  }
  const semaphore = new Semaphore(1);
  expect(code(() => semaphore.tryAcquire(0))).toBe('BAD_AMOUNT');
  expect(() => semaphore.add(Semaphore.mostPermits)).toThrow(/the 1 permits that are there now/);
  for (const bad of [-1, NaN, '5', null]) expect(code(() => semaphore.tryAcquireFor(bad as number))).toBe('BAD_TIMEOUT');
  await expect(semaphore.acquireAsync(1, { signal: {} as AbortSignal })).rejects.toMatchObject({ code: 'BAD_SIGNAL' });
  expect(code(() => semaphore.withPermits(1, 5 as unknown as () => void))).toBe('BAD_CALLBACK');
  const sab = new SharedArrayBuffer(32);
  expect(code(() => Semaphore.at(sab, 2))).toBe('MISALIGNED');
  expect(code(() => Semaphore.at(sab, 20))).toBe('OUT_OF_RANGE');
  expect(code(() => Semaphore.at(new ArrayBuffer(32) as unknown as SharedArrayBuffer, 0))).toBe('NOT_SHARED');
  expect(code(() => Semaphore.at(heapRegion(), 0))).toBe('NULL_ADDRESS');
  const permits = semaphore.acquire();
  expect(() => spawn(work, 'keep', permits, 1, new AtomicI32(0))).toThrow(/send the Semaphore/);
  expect(() => structuredClone(semaphore)).toThrow(/spawn/);
  permits.release();
});

test('free gives the memory back, once, and the handle refuses from then on', async () => {
  const semaphore = new Semaphore(1);
  semaphore.free();
  expect(code(() => semaphore.free())).toBe('DOUBLE_FREE');
  for (const use of [() => semaphore.acquire(), () => semaphore.tryAcquire(), () => semaphore.available, () => semaphore.add()]) {
    expect(code(use)).toBe('FREED');
  }
  await expect(semaphore.acquireAsync()).rejects.toMatchObject({ code: 'FREED' });
  expect(code(() => Semaphore.at(new SharedArrayBuffer(16), 0).free())).toBe('NOT_ALLOCATED');
});
