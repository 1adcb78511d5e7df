/** What is left of channels whose ends dead threads had. Runs in Node and in a page. */
import { beforeAll, expect, test } from 'vitest';
import { AtomicI32, waitAsync } from '../atomic/index.ts';
import { heapStatistics, u32 } from '../memory/index.ts';
import { Arc } from '../shared/index.ts';
import { spawn } from '../thread/index.ts';
import { mpmc, oneshot, rendezvous, spsc, unbounded } from './index.ts';
import { work } from './test-work.ts';

const CAPACITY = 1000;
const kinds = [
  ['oneshot', () => oneshot<unknown>()],
  ['spsc', () => spsc<unknown>(CAPACITY)],
  ['spsc of a layout', () => spsc(CAPACITY, u32)],
  ['mpmc', () => mpmc<unknown>(CAPACITY)],
  ['mpmc of a layout', () => mpmc(CAPACITY, u32)],
  ['unbounded', () => unbounded<unknown>()],
  ['unbounded of a layout', () => unbounded(u32)],
  ['rendezvous', () => rendezvous<unknown>()],
] as const;
const isHere = new AtomicI32(0);

/** Gives `args` to a thread, has it read them, and ends it. */
async function haveDie(...args: unknown[]): Promise<void> {
  isHere.store(0);
  const victim = spawn(work, 'comeAndStay', isHere, ...args);
  while (isHere.load() === 0) await waitAsync(isHere, 0);
  victim.terminate();
  await Promise.allSettled([victim]);
}

// So that what the first threads of all take is there.
beforeAll(async () => {
  for (let i = 0; i < 3; i++) await haveDie();
});

/** Lets the undertakers finish. */
async function becomes(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => void setTimeout(resolve, 1));
}

test.for(kinds)('%s: the memory of a channel is given back, whichever end a dead thread had', async ([, make]) => {
  const before = heapStatistics().usedBytes;
  const [sender, receiver] = make();
  await haveDie(sender);
  receiver.close();
  const [other, end] = make();
  await haveDie(end);
  other.close();
  await becomes(() => heapStatistics().usedBytes <= before);
  expect(heapStatistics().usedBytes).toBeLessThanOrEqual(before);
});

test.for(kinds)(
  '%s: the memory of a channel of which both ends were dead threads’ is given back when the next one is made',
  async ([, make]) => {
    const before = heapStatistics().usedBytes;
    await haveDie(...make());
    await becomes(() => {
      for (const end of oneshot()) end.close();
      return heapStatistics().usedBytes <= before;
    });
    expect(heapStatistics().usedBytes).toBeLessThanOrEqual(before);
  },
);

test('an Arc in a channel of which only dead threads had the ends is given back when the next one is made', async () => {
  const arc = new Arc(u32, 1);
  for (const [, make] of [kinds[1], kinds[3], kinds[5]]) {
    const [sender, receiver] = make();
    const [inner, innerEnd] = make();
    inner.send(arc.clone());
    sender.send([arc.clone(), innerEnd]);
    await haveDie(sender, receiver);
    await becomes(() => {
      for (const end of oneshot()) end.close();
      return arc.strongCount === 2;
    });
    inner.close();
    expect(arc.strongCount).toBe(1);
  }
  arc.dispose();
});
