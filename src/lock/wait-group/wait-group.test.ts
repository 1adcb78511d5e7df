/** WaitGroup with real threads and promises, in each kind of memory. Runs in Node and in a page, whose main thread may not block. What it shares with Latch is tested there. */
import { expect, test } from 'vitest';
import { AtomicI32 } from '../../atomic/index.ts';
import { realm } from '../../realm/realm.ts';
import { spawn } from '../../thread/index.ts';
import { CannotBlockError, WaitGroup } from '../index.ts';
import { codeOf, memories, OFFSET, reaches } from '../test-real-threads.ts';

const THREADS = 4;
const everywhere = Object.keys(memories);

function newGroup(memory: string): WaitGroup {
  const own = memories[memory]!();
  return own === undefined ? new WaitGroup() : WaitGroup.at(own, OFFSET);
}

/** Three pieces of work, of which two are added on the way. */
const workInThree = (group: WaitGroup, done: AtomicI32): void => {
  for (const isLast of [false, false, true]) {
    const pledge = group.pledge();
    if (!isLast) group.add();
    done.fetchAdd(1);
    pledge.keep();
  }
};

/** Says that it comes, waits, and returns what it met. */
const waitOn = (group: WaitGroup, come: AtomicI32): string => {
  come.fetchAdd(1);
  try {
    group.wait();
    return 'done';
  } catch (error) {
    return (error as { code: string }).code;
  }
};

/** Pledges, says so, and never keeps it. */
const pledgeForEver = (group: WaitGroup, pledged: AtomicI32): Promise<never> => {
  group.pledge();
  pledged.store(1);
  return new Promise<never>(() => {});
};

test.for(everywhere)('in %s: a group waits for all that was added, also by those that are waited for', async (memory) => {
  const group = newGroup(memory);
  const done = new AtomicI32(0);
  group.wait();
  for (let round = 1; round <= 3; round++) {
    group.add(THREADS);
    const handles = Array.from({ length: THREADS }, () => spawn(workInThree, group, done));
    expect(await group.waitAsync()).toBe(true);
    expect([group.count, done.load()]).toEqual([0, round * THREADS * 3]);
    await Promise.all(handles);
  }
  expect(codeOf(() => group.done())).toBe('NOT_ADDED');
});

test.for(everywhere)('in %s: a wait ends by its time or its signal, and is refused where the agent may not block', async (memory) => {
  const group = newGroup(memory);
  group.add();
  expect(await group.waitAsync({ timeoutMs: 1 })).toBe(false);
  const controller = new AbortController();
  const aborted = group.waitAsync({ signal: controller.signal });
  controller.abort(new RangeError('enough'));
  await expect(aborted).rejects.toThrow('enough');
  if (realm.canBlock()) expect(group.waitFor(1)).toBe(false);
  else expect(() => group.wait()).toThrow(CannotBlockError);
  group.done();
  expect([group.waitFor(0), await group.waitAsync()]).toEqual([true, true]);
});

test('a thread that is terminated while it waits leaves the others what they wait for', async () => {
  const group = new WaitGroup();
  group.add();
  const come = new AtomicI32(0);
  const [doomed, other] = [spawn(waitOn, group, come), spawn(waitOn, group, come)];
  await reaches(come, 2);
  doomed.terminate();
  await expect(doomed).rejects.toThrow(/terminated/);
  group.done();
  expect(await other).toBe('done');
  group.free();
});

test('a thread that is terminated with its pledge is told to blocked threads and promises, and its work can be taken off', async () => {
  const group = new WaitGroup();
  group.add(2);
  const [pledged, come] = [new AtomicI32(0), new AtomicI32(0)];
  const doomed = spawn(pledgeForEver, group, pledged);
  await reaches(pledged, 1);
  const [blocked, promise] = [spawn(waitOn, group, come), group.waitAsync().catch((error: unknown) => error)];
  await reaches(come, 1);
  doomed.terminate();
  expect(await blocked).toBe('OWNER_DIED');
  expect(await promise).toMatchObject({ code: 'OWNER_DIED' });
  expect([group.isPoisoned, group.count, group.clearPoison()]).toEqual([true, 2, true]);
  group.done(2);
  group.wait();
});

test('what new, at and the calls refuse', () => {
  const sab = new SharedArrayBuffer(8);
  expect(codeOf(() => WaitGroup.at(sab, 2))).toBe('MISALIGNED');
  expect(codeOf(() => WaitGroup.at(sab, 8))).toBe('OUT_OF_RANGE');
  const group = WaitGroup.at(sab, 4);
  for (const bad of [-1, 0.5, NaN, '1', 2 ** 30]) expect(codeOf(() => group.add(bad as number))).toBe('BAD_COUNT');
  expect(() => group.done()).toThrow(/done\(1\) when 0 were to be done/);
  for (const bad of [-1, NaN, '5', null]) expect(codeOf(() => group.waitFor(bad as number))).toBe('BAD_TIMEOUT');
  expect(codeOf(() => group.free())).toBe('NOT_ALLOCATED');
});
