/** Barrier with real threads and promises, in each kind of memory. Runs in Node and in a page, whose main thread may not block. */
import { expect, test } from 'vitest';
import { AtomicI32 } from '../../atomic/index.ts';
import { realm } from '../../realm/realm.ts';
import { spawn } from '../../thread/index.ts';
import { Barrier, CannotBlockError } from '../index.ts';
import { codeOf, memories, OFFSET, reaches } from '../test-real-threads.ts';

const THREADS = 4;
const ROUNDS = 100;
const everywhere = Object.keys(memories);

function make(memory: string, parties: number): Barrier {
  const own = memories[memory]!();
  return own === undefined ? new Barrier(parties) : Barrier.at(own, OFFSET, parties);
}

/** In each round all add one, and after the barrier all must find the same sum. Returns how often this thread was the leader; -1 if a sum was wrong. */
const addInRounds = (barrier: Barrier, sum: AtomicI32, rounds: number, parties: number): number => {
  let led = 0;
  for (let round = 1; round <= rounds; round++) {
    sum.fetchAdd(1);
    if (barrier.wait() === 'leader') led++;
    if (sum.load() !== round * parties) return -1;
    barrier.wait();
  }
  return led;
};

const addInRoundsAsync = async (barrier: Barrier, sum: AtomicI32, rounds: number, parties: number): Promise<number> => {
  let led = 0;
  for (let round = 1; round <= rounds; round++) {
    sum.fetchAdd(1);
    if ((await barrier.waitAsync()) === 'leader') led++;
    if (sum.load() !== round * parties) return -1;
    await barrier.waitAsync();
  }
  return led;
};

/** Takes part, says so, and never comes. */
const pledgeForEver = (barrier: Barrier, pledged: AtomicI32): Promise<never> => {
  barrier.pledge();
  pledged.store(1);
  return new Promise<never>(() => {});
};

test.for(everywhere)('in %s: threads meet round after round, with one leader in each', async (memory) => {
  const barrier = make(memory, THREADS);
  const sum = new AtomicI32(0);
  const led = await Promise.all(Array.from({ length: THREADS }, () => spawn(addInRounds, barrier, sum, ROUNDS, THREADS)));
  expect(led).not.toContain(-1);
  expect(led.reduce((a, b) => a + b)).toBe(ROUNDS);
  expect(barrier.waiting).toBe(0);
});

test.for(everywhere)('in %s: threads and promises meet', async (memory) => {
  const barrier = make(memory, 3);
  const sum = new AtomicI32(0);
  const rounds = 50;
  const led = await Promise.all([
    addInRoundsAsync(barrier, sum, rounds, 3),
    spawn(addInRounds, barrier, sum, rounds, 3),
    spawn(addInRoundsAsync, barrier, sum, rounds, 3),
  ]);
  expect(led).not.toContain(-1);
  expect(led.reduce((a, b) => a + b)).toBe(rounds);
});

test.for(everywhere)('in %s: who gives up has not come', async (memory) => {
  const barrier = make(memory, 2);
  expect([barrier.tryWait(), barrier.waitFor(0), barrier.waiting]).toEqual([undefined, 'timedOut', 0]);
  expect([await barrier.waitAsync({ timeoutMs: 1 }), barrier.waiting]).toEqual(['timedOut', 0]);
  const controller = new AbortController();
  const aborted = barrier.waitAsync({ signal: controller.signal });
  expect(barrier.waiting).toBe(1);
  controller.abort(new RangeError('enough'));
  await expect(aborted).rejects.toThrow('enough');
  await expect(barrier.waitAsync({ signal: controller.signal })).rejects.toThrow('enough');
  if (realm.canBlock()) expect(barrier.waitFor(1)).toBe('timedOut');
  else expect(() => barrier.wait()).toThrow(CannotBlockError);
  expect(barrier.waiting).toBe(0);
  const other = barrier.waitAsync();
  expect([barrier.tryWait(), await other]).toEqual(['leader', 'member']);
});

test.for(everywhere)('in %s: who gives up when the last one has come already has met it', async (memory) => {
  const barrier = make(memory, 2);
  const controller = new AbortController();
  const wait = barrier.waitAsync({ signal: controller.signal });
  expect(barrier.wait()).toBe('leader');
  controller.abort(new RangeError('too late'));
  expect(await wait).toBe('member');
});

test.for(everywhere)('in %s: a thread that dies with its pledge is told of, by all and for good', async (memory) => {
  const barrier = make(memory, 3);
  const pledged = new AtomicI32(0);
  const handle = spawn(pledgeForEver, barrier, pledged);
  await reaches(pledged, 1);
  const waits = Promise.allSettled([barrier.waitAsync(), spawn((b: Barrier) => b.wait(), barrier)]);
  handle.terminate();
  for (const result of await waits) expect(result).toMatchObject({ status: 'rejected', reason: { code: 'OWNER_DIED' } });
  await expect(handle).rejects.toThrow(/terminated/);
  expect([barrier.isPoisoned, codeOf(() => barrier.wait()), codeOf(() => barrier.tryWait())]).toEqual([true, 'OWNER_DIED', 'OWNER_DIED']);
});

test('more arrivals than parties make more rounds', async () => {
  const barrier = new Barrier(2);
  const results = await Promise.all(Array.from({ length: 10 }, () => barrier.waitAsync()));
  expect(results.filter((result) => result === 'leader')).toHaveLength(5);
  const one = new Barrier(1);
  expect([one.wait(), one.tryWait(), one.waitFor(0), await one.waitAsync()]).toEqual(['leader', 'leader', 'leader', 'leader']);
});

test('the round goes round', async () => {
  const barrier = new Barrier(1);
  const ROUNDS_OF_WORD = 2 ** 16;
  for (let i = 0; i < ROUNDS_OF_WORD - 1; i++) barrier.wait();
  const pair = Barrier.at(barrier.region, barrier.address, 2);
  const other = pair.waitAsync();
  expect([pair.waiting, pair.wait(), await other, pair.waiting, pair.isPoisoned]).toEqual([1, 'leader', 'member', 0, false]);
});

test('what it refuses, and what it says when it was freed', async () => {
  const sab = new SharedArrayBuffer(64);
  expect(codeOf(() => Barrier.at(sab, 2, 1))).toBe('MISALIGNED');
  expect(codeOf(() => Barrier.at(sab, 64, 1))).toBe('OUT_OF_RANGE');
  for (const bad of [0, -1, 0.5, NaN, '1', undefined, 2 ** 15]) expect(codeOf(() => new Barrier(bad as number))).toBe('BAD_COUNT');
  const barrier = new Barrier(2);
  for (const bad of [-1, NaN, '5']) {
    expect(codeOf(() => barrier.waitFor(bad as number))).toBe('BAD_TIMEOUT');
    await expect(barrier.waitAsync({ timeoutMs: bad as number })).rejects.toMatchObject({ code: 'BAD_TIMEOUT' });
  }
  await expect(barrier.waitAsync({ signal: {} as AbortSignal })).rejects.toMatchObject({ code: 'BAD_SIGNAL' });
  expect(barrier.waiting).toBe(0);
  barrier.free();
  expect([codeOf(() => barrier.wait()), codeOf(() => barrier.tryWait()), codeOf(() => barrier.free())]).toEqual([
    'FREED',
    'FREED',
    'DOUBLE_FREE',
  ]);
});
