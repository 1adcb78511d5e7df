import { expect, test } from 'vitest';
import { AtomicI32 } from '../atomic/index.ts';
import {
  availableParallelism,
  cancelSignal,
  CannotBlockError,
  current,
  isCancelled,
  park,
  parkAsync,
  parkTimeout,
  sleep,
  sleepAsync,
  spawn,
  throwIfCancelled,
  yieldNow,
} from './index.ts';
import { work } from './test-work.ts';

const inBrowser = typeof window !== 'undefined';

test('an unpark that comes before the park is remembered, and two are one', async () => {
  current().unpark();
  current().unpark();
  park();
  const before = performance.now();
  await parkAsync(5);
  expect(performance.now() - before).toBeGreaterThan(4);
});

test('threads hand the turn to each other ten thousand times, and lose none', async () => {
  expect(await spawn(work, 'pingPong', 10_000)).toBe(10_000);
}, 60_000);

test('several pairs of threads hand turns to each other on two processors', async () => {
  expect(await Promise.all([1, 2, 3].map(() => spawn(work, 'pingPong', 1000)))).toEqual([1000, 1000, 1000]);
}, 60_000);

test('a page and a thread hand the turn to each other without blocking the page', async () => {
  const turn = new AtomicI32(0);
  const other = spawn(work, 'pong', current(), 200, turn);
  for (let n = 0; n < 200; n++) {
    turn.store(1);
    other.thread.unpark();
    while (turn.load() !== 0) await parkAsync();
  }
  expect(await other).toBeUndefined();
});

test('a wait that runs out and an unpark at the same moment leave at most one token', async () => {
  expect(await spawn(work, 'parkBriefly', 300)).toBe(300);
});

test('a sleep takes at least its time, and none takes none', async () => {
  const before = performance.now();
  await sleepAsync(20);
  expect(performance.now() - before).toBeGreaterThan(19);
  await sleepAsync(0);
  await parkAsync(0);
  expect(await spawn(work, 'sleepFor', 20)).toBeGreaterThan(19);
  expect(await spawn(work, 'parkFor', 20)).toBeGreaterThan(19);
});

test('yielding lets others run', async () => {
  yieldNow();
  expect(await spawn(work, 'yieldUntil', new AtomicI32(1))).toBeUndefined();
});

test.runIf(inBrowser)('on the main thread of a page every blocking call says what to call instead', () => {
  for (const [call, instead] of [
    [() => park(), 'parkAsync'],
    [() => parkTimeout(1), 'parkAsync'],
    [() => sleep(1), 'sleepAsync'],
    [() => spawn(work, 'parkThenName').unref().join(), 'await handle'],
  ] as const) {
    expect(call).toThrow(CannotBlockError);
    expect(call).toThrow(instead);
  }
});

test.for([NaN, -1, 'soon', null, undefined, {}] as unknown[])('what is no span of time is refused: %s', async (ms) => {
  const span = ms as number;
  expect(() => parkTimeout(span)).toThrow(/milliseconds/);
  expect(() => sleep(span)).toThrow(/milliseconds/);
  await expect(sleepAsync(span)).rejects.toMatchObject({ code: 'BAD_TIMEOUT' });
  if (ms !== undefined) await expect(parkAsync(span)).rejects.toMatchObject({ code: 'BAD_TIMEOUT' });
});

test('the first thread can be cancelled too', () => {
  expect(availableParallelism()).toBeGreaterThan(0);
  expect(isCancelled()).toBe(false);
  throwIfCancelled();
  expect(cancelSignal().aborted).toBe(false);
  expect(cancelSignal()).toBe(cancelSignal());
});
