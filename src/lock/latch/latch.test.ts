/** Latch with real threads and promises, and what WaitGroup has in common with it, in each kind of memory. Runs in Node and in a page, whose main thread may not block. */
import { expect, test } from 'vitest';
import { AtomicI32 } from '../../atomic/index.ts';
import { heldEntries } from '../../memory/held-list.ts';
import { current, realm } from '../../realm/realm.ts';
import { spawn } from '../../thread/index.ts';
import { CannotBlockError, Latch, WaitGroup } from '../index.ts';
import { codeOf, memories, OFFSET, reaches } from '../test-real-threads.ts';

const THREADS = 4;
const everywhere = Object.keys(memories);

function newLatch(memory: string, count: number): Latch {
  const own = memories[memory]!();
  return own === undefined ? new Latch(count) : Latch.at(own, OFFSET, count);
}

function newGroup(memory: string): WaitGroup {
  const own = memories[memory]!();
  return own === undefined ? new WaitGroup() : WaitGroup.at(own, OFFSET);
}

const come = (latch: Latch, sum: AtomicI32): void => {
  sum.fetchAdd(1);
  latch.countDown();
};

const meet = (latch: Latch, came: AtomicI32): number => {
  came.fetchAdd(1);
  latch.arriveAndWait();
  return came.load();
};

/** Pledges, says so, and never keeps it. */
const pledgeForEver = (of: Latch | WaitGroup, pledged: AtomicI32): Promise<never> => {
  of.pledge();
  pledged.store(1);
  return new Promise<never>(() => {});
};

test.for(everywhere)('in %s: a latch opens when all have come, and stays open', async (memory) => {
  const latch = newLatch(memory, THREADS);
  const sum = new AtomicI32(0);
  const waits = [latch.waitAsync().then(() => sum.load()), spawn((l: Latch, s: AtomicI32) => (l.wait(), s.load()), latch, sum)];
  expect([latch.isOpen, latch.remaining, latch.waitFor(0), await latch.waitAsync({ timeoutMs: 1 })]).toEqual([
    false,
    THREADS,
    false,
    false,
  ]);
  await Promise.all(Array.from({ length: THREADS }, () => spawn(come, latch, sum)));
  expect(await Promise.all(waits)).toEqual([THREADS, THREADS]);
  latch.wait();
  expect([latch.isOpen, latch.remaining, latch.waitFor(0), await latch.waitAsync()]).toEqual([true, 0, true, true]);
  expect(codeOf(() => latch.countDown())).toBe('TOO_MANY');
});

test.for(everywhere)('in %s: threads that come and wait go on together', async (memory) => {
  const latch = newLatch(memory, THREADS);
  const came = new AtomicI32(0);
  const counts = await Promise.all(Array.from({ length: THREADS }, () => spawn(meet, latch, came)));
  expect(counts).toEqual(Array.from({ length: THREADS }, () => THREADS));
});

test.for(everywhere)('in %s: a wait ends by its signal, and is refused where the agent may not block', async (memory) => {
  const latch = newLatch(memory, 1);
  const controller = new AbortController();
  const aborted = latch.waitAsync({ signal: controller.signal });
  controller.abort(new RangeError('enough'));
  await expect(aborted).rejects.toThrow('enough');
  if (realm.canBlock()) expect(latch.waitFor(1)).toBe(false);
  else {
    expect(() => latch.wait()).toThrow(CannotBlockError);
    expect(() => latch.wait()).toThrow(/await waitAsync/);
  }
  latch.countDown(0);
  latch.countDown();
  latch.wait();
});

test.for(everywhere)('in %s: a thread that dies with its pledge is told of, and another can do its work', async (memory) => {
  for (const of of [newLatch(memory, 1), newGroup(memory)]) {
    if (of instanceof WaitGroup) of.add();
    const pledged = new AtomicI32(0);
    const handle = spawn(pledgeForEver, of, pledged);
    await reaches(pledged, 1);
    const waits = Promise.allSettled([of.waitAsync(), spawn((x: Latch | WaitGroup) => x.wait(), of)]);
    handle.terminate();
    for (const result of await waits) expect(result).toMatchObject({ status: 'rejected', reason: { code: 'OWNER_DIED' } });
    await expect(handle).rejects.toThrow(/terminated/);
    expect([of.isPoisoned, codeOf(() => of.waitFor(0))]).toEqual([true, 'OWNER_DIED']);
    expect([of.clearPoison(), of.clearPoison(), of.isPoisoned, of.waitFor(0)]).toEqual([true, false, false, false]);
    if (of instanceof WaitGroup) of.done();
    else of.countDown();
    of.wait();
  }
});

test('a pledge is kept once: by hand, or at the end of its block', () => {
  const group = new WaitGroup();
  group.add(2);
  {
    using first = group.pledge();
    expect([first.isOpen, group.count, heldEntries(current.block).length]).toEqual([true, 2, 1]);
    first.keep();
    expect([first.isOpen, group.count, heldEntries(current.block).length]).toEqual([false, 1, 0]);
    expect(codeOf(() => first.keep())).toBe('PLEDGE_KEPT');
  }
  expect(group.count).toBe(1);
  expect(() => {
    using second = group.pledge();
    void second;
    throw new RangeError('in the block');
  }).toThrow('in the block');
  expect([group.count, heldEntries(current.block).length]).toEqual([0, 0]);
});

test('what they refuse, and what they say when they were freed', async () => {
  const sab = new SharedArrayBuffer(64);
  expect(codeOf(() => Latch.at(sab, 2, 1))).toBe('MISALIGNED');
  expect(codeOf(() => Latch.at(sab, 64, 1))).toBe('OUT_OF_RANGE');
  expect(codeOf(() => WaitGroup.at(new ArrayBuffer(8) as unknown as SharedArrayBuffer, 0))).toBe('NOT_SHARED');
  for (const bad of [-1, 0.5, NaN, '1', undefined, 2 ** 30]) expect(codeOf(() => new Latch(bad as number))).toBe('BAD_COUNT');
  const latch = new Latch(2);
  const group = new WaitGroup();
  for (const bad of [-1, 0.5, NaN, '1', 2 ** 30]) {
    expect(codeOf(() => latch.countDown(bad as number))).toBe('BAD_COUNT');
    expect(codeOf(() => group.add(bad as number))).toBe('BAD_COUNT');
    expect(codeOf(() => group.done(bad as number))).toBe('BAD_COUNT');
  }
  for (const bad of [-1, NaN, '5']) {
    expect(codeOf(() => latch.waitFor(bad as number))).toBe('BAD_TIMEOUT');
    await expect(group.waitAsync({ timeoutMs: bad as number })).rejects.toMatchObject({ code: 'BAD_TIMEOUT' });
  }
  expect(codeOf(() => latch.countDown(3))).toBe('TOO_MANY');
  group.add(2 ** 30 - 1);
  expect(codeOf(() => group.add())).toBe('TOO_MANY');
  group.done(2 ** 30 - 1);
  expect(() => structuredClone(latch)).toThrow(/spawn/);
  for (const of of [latch, group]) {
    of.free();
    expect(codeOf(() => of.waitFor(0))).toBe('FREED');
    await expect(of.waitAsync()).rejects.toMatchObject({ code: 'FREED' });
    expect(codeOf(() => of.free())).toBe('DOUBLE_FREE');
  }
  expect([codeOf(() => latch.countDown()), codeOf(() => group.add()), codeOf(() => group.done())]).toEqual(['FREED', 'FREED', 'FREED']);
  expect(new Latch(0).isOpen).toBe(true);
});
