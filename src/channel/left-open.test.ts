/** Ends that a thread has still when it returns or throws. Runs in Node and in a page. */
import { expect, test } from 'vitest';
import { heapStatistics } from '../memory/index.ts';
import { realm } from '../realm/realm.ts';
import { spawn } from '../thread/index.ts';
import { mpmc, oneshot, spsc, unbounded } from './index.ts';
import { work } from './test-work.ts';

const kinds = [
  ['oneshot', () => oneshot<unknown>()],
  ['spsc', () => spsc<unknown>(4)],
  ['mpmc', () => mpmc<unknown>(4)],
  ['unbounded', () => unbounded<unknown>()],
] as const;

const ROUNDS = 50;
/** Of a message that nobody receives. */
const TEXT = 10_000;
/** What handles of threads take, and caches of workers, which come and go. */
const ELSEWHERE = 50_000;

test.for(kinds)('%s: a thread that returns, or throws, without closing its ends leaves nothing of the channel', async ([, make]) => {
  const leaveOpen = async (fails: boolean): Promise<void> => {
    const [sender, receiver] = make();
    await spawn(work, 'leaveOpen', fails, TEXT, sender, receiver).then(undefined, () => {});
  };
  for (let n = 0; n < 4; n++) await leaveOpen(n % 2 === 0);
  const before = heapStatistics().usedBytes;
  for (let n = 0; n < ROUNDS; n++) await leaveOpen(n % 2 === 0);
  expect(heapStatistics().usedBytes - before).toBeLessThan(ELSEWHERE);
});

test('an end that stays in a variable of the module is closed for the thread that comes next', async () => {
  const [sender, receiver] = mpmc<number>(1);
  await spawn(work, 'keepForNext', sender);
  expect(() => receiver.receive()).toThrow('every sender was disposed of');
  // In the worker that was free again, or in a new one, where nothing was kept.
  expect(['nothing', 'DISPOSED']).toContain(await spawn(work, 'sendWithKept'));
});

test('a promise that still waits after the end of its thread never settles, and takes nothing of the channel that lies there next', async () => {
  const [sender, receiver] = mpmc<number>(1);
  await spawn(work, 'returnWaiting', receiver);
  expect(() => sender.send(1)).toThrow('nobody can receive any more');
  sender.close();
  // Its memory is another channel's now, whose messages are not for what the thread left behind.
  const [next, mine] = mpmc<number>(1);
  expect(next.address).toBe(sender.address);
  for (let n = 0; n < 4; n++) {
    const received = mine.receiveAsync({ timeoutMs: 1000 });
    next.send(n); // wakes all who sleep there
    const turned = spawn(work, 'turn');
    // Where this thread may block, the other one has its turn first.
    expect(realm.canBlock() ? turned.join() : await turned).toBe('turned');
    expect(await received).toBe(n);
  }
});
