/** The channel that keeps nothing, in one thread and between real ones. Runs in Node and in a page, whose main thread may not block. */
import { expect, test } from 'vitest';
import { f64, heapStatistics, u32 } from '../../memory/index.ts';
import { spawn } from '../../thread/index.ts';
import { EMPTY, rendezvous, type Sender } from '../index.ts';
import { errorOf } from '../test-errors.ts';
import { receiveAll, receiveCounting, receiveOneAndStay, sendAs, sendCounting, sendOneAndStay, work } from '../test-work.ts';

const MESSAGES = 200;

test('nothing is kept: without one who waits on the other side, to try fails', () => {
  const [sender, receiver] = rendezvous(u32);
  expect(sender.trySend(1)).toBe(false);
  expect(receiver.tryReceive()).toBe(EMPTY);
  expect(sender.capacity).toBe(0);
});

test('promises meet whoever comes, first or second', async () => {
  const [sender, receiver] = rendezvous<any>();
  const got = receiver.receiveAsync();
  expect(sender.trySend(['first'])).toBe(true);
  expect(sender.trySend(['again'])).toBe(false);
  expect(await got).toEqual(['first']);
  const sent = sender.sendAsync('second');
  expect(receiver.tryReceive()).toBe('second');
  expect(receiver.tryReceive()).toBe(EMPTY);
  expect(await sent).toBe(true);
});

test('a promise that gives up leaves nothing behind', async () => {
  const [sender, receiver] = rendezvous(u32);
  expect(await sender.sendAsync(1, { timeoutMs: 1 })).toBe(false);
  expect(receiver.tryReceive()).toBe(EMPTY);
  expect(await receiver.receiveAsync({ timeoutMs: 1 })).toBe(EMPTY);
  expect(sender.trySend(2)).toBe(false);
  const controller = new AbortController();
  const aborted = sender.sendAsync(3, { signal: controller.signal });
  controller.abort(new RangeError('enough'));
  await expect(aborted).rejects.toThrow('enough');
  expect(receiver.tryReceive()).toBe(EMPTY);
});

test('when the other side goes, who waits is told, and a value is given back', async () => {
  const before = heapStatistics().usedBytes;
  const [sender, receiver] = rendezvous<any>();
  const lost = sender.sendAsync('mine').catch((error: unknown) => error);
  receiver.close();
  expect(await lost).toMatchObject({ code: 'CLOSED', value: 'mine' });
  expect(errorOf(() => sender.trySend(1)).code).toBe('CLOSED');
  sender.close();
  const [other, waiting] = rendezvous<any>();
  const none = waiting.receiveAsync();
  other.close();
  await expect(none).rejects.toThrow(/no more can come/);
  waiting.close();
  expect(heapStatistics().usedBytes).toBe(before);
});

test('a promise of an end that is disposed of meanwhile is rejected', async () => {
  const [sender, receiver] = rendezvous<any>();
  const pending = receiver.receiveAsync();
  receiver.close();
  await expect(pending).rejects.toMatchObject({ code: 'DISPOSED' });
  expect(errorOf(() => sender.send(1)).code).toBe('CLOSED');
});

test('between two threads, all messages arrive in their order', async () => {
  const [sender, receiver] = rendezvous(f64);
  const sending = spawn(work, sendCounting, sender, MESSAGES);
  const receiving = spawn(work, receiveCounting, receiver);
  await sending;
  expect(await receiving).toBe(MESSAGES);
});

test('two senders and two receivers: each message arrives once', async () => {
  const [sender, receiver] = rendezvous<[number, number]>();
  const sending = [1, 2].map((who) => spawn(work, sendAs, sender.clone() as Sender<[number, number]>, who, MESSAGES));
  sender.close();
  const receiving = [spawn(work, receiveAll, receiver.clone()), spawn(work, receiveAll, receiver.clone())];
  receiver.close();
  const all = (await Promise.all(receiving)).flat();
  await Promise.all(sending);
  expect([all.length, new Set(all).size]).toEqual([2 * MESSAGES, 2 * MESSAGES]);
});

test('the death of a thread is told to who waits on the other side', async () => {
  const [sender, receiver] = rendezvous<any>();
  const victim = spawn(work, sendOneAndStay, sender);
  expect(await receiver.receiveAsync()).toBe('here');
  victim.terminate();
  await expect(receiver.receiveAsync()).rejects.toThrow(/its thread has ended/);
  const [mine, theirs] = rendezvous<any>();
  const other = spawn(work, receiveOneAndStay, theirs);
  await mine.sendAsync(1);
  other.terminate();
  await expect(mine.sendAsync(2)).rejects.toMatchObject({ code: 'CLOSED', value: 2 });
  await Promise.allSettled([victim, other]);
});

export type { sendAs, sendCounting, receiveAll, receiveCounting, sendOneAndStay, receiveOneAndStay };
