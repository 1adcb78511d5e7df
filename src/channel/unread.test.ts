/** Ends and Arcs that were sent to a thread which ended without reading its arguments. Runs in Node and in a page. */
import { expect, test } from 'vitest';
import { AtomicI32 } from '../atomic/index.ts';
import { u32 } from '../memory/index.ts';
import { Arc } from '../shared/index.ts';
import { codeOf, isSet } from '../thread/end.test-help.ts';
import { spawn } from '../thread/index.ts';
import { mpmc, oneshot, rendezvous, spsc, unbounded } from './index.ts';
import { work } from './test-work.ts';

const kinds = [
  ['oneshot', () => oneshot<unknown>()],
  ['spsc', () => spsc<unknown>(4)],
  ['mpmc', () => mpmc<unknown>(4)],
  ['unbounded', () => unbounded<unknown>()],
  ['rendezvous', () => rendezvous<unknown>()],
] as const;

/** Chromium takes a while to end a worker. */
const ROUNDS = typeof window === 'undefined' ? 20 : 10;

const stuck = new URL('./test-stuck-module.ts', import.meta.url).href;
const broken = new URL('../thread/test-broken-module.ts', import.meta.url);

/** Starts a thread with `args`, which ends without reading them, and sees it end. */
const WAYS: Readonly<Record<string, (...args: unknown[]) => Promise<unknown>>> = {
  async 'was terminated before it began'(...args) {
    const handle = spawn(work, 'stay', ...args);
    handle.terminate();
    return codeOf(handle);
  },
  async 'was terminated while its module was loaded'(...args) {
    const isLoading = new AtomicI32(0);
    const handle = spawn(new URL(`${stuck}?word=${isLoading.address}`), 'never', ...args);
    await isSet(isLoading);
    handle.terminate();
    return codeOf(handle);
  },
  'has a module that cannot be loaded': (...args) => codeOf(spawn(broken, 'loaded', ...args)),
  'has no such function': (...args) => codeOf(spawn(work, 'nothing of the kind', ...args)),
};

test.for(Object.keys(WAYS))('a thread that %s keeps no end of a channel open', async (way) => {
  const use = async (make: (typeof kinds)[number][1]): Promise<void> => {
    const [sender, receiver] = make();
    expect(await WAYS[way]!(sender)).not.toBe('returned');
    // Nobody can send any more: this ends.
    for await (const message of receiver) expect.unreachable(String(message));
    const [other, end] = make();
    await WAYS[way]!([end]);
    expect(() => other.send(1)).toThrow(/CLOSED|receiver/);
  };
  await Promise.all(kinds.map(([, make]) => use(make)));
});

test.for(Object.keys(WAYS))('a thread that %s keeps no Arc and no Weak', async (way) => {
  const arc = new Arc(u32, 1);
  const weak = arc.downgrade();
  await WAYS[way]!(arc.clone(), [arc.clone(), { weak: weak.clone() }]);
  expect([arc.strongCount, arc.weakCount]).toEqual([1, 1]);
  arc.dispose();
  expect(weak.upgrade()).toBeUndefined();
  weak.dispose();
});

test('what a thread has read is its own, whenever it is terminated', async () => {
  for (let n = 0; n < ROUNDS; n++) {
    const arc = new Arc(u32, n);
    const [sender, receiver] = unbounded<unknown>();
    const handle = spawn(work, 'stay', arc.clone(), sender);
    for (let spins = ((40 * n) / ROUNDS) ** 2 * 20; spins > 0; spins--) if (handle.isFinished) break;
    handle.terminate();
    expect(await codeOf(handle)).toBe('TERMINATED');
    for await (const message of receiver) expect.unreachable(String(message));
    while (arc.strongCount > 1) await new Promise((resolve) => void setTimeout(resolve, 1)); // the undertaker is at it
    expect(arc.getMut()).toBeDefined();
    arc.dispose();
  }
});
