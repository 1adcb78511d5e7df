/** Handles that move, in messages that are not sent, or that nobody receives. Runs in Node and in a page. */
import { expect, test } from 'vitest';
import { heapStatistics, u32 } from '../memory/index.ts';
import { Arc } from '../shared/index.ts';
import { mpmc, oneshot, rendezvous, select, spsc, unbounded } from './index.ts';
import { errorOf } from './test-errors.ts';

const kinds = [
  ['oneshot', () => oneshot<any>()],
  ['spsc', () => spsc<any>(4)],
  ['mpmc', () => mpmc<any>(4)],
  ['unbounded', () => unbounded<any>()],
] as const;

test.for(kinds)('%s: an Arc in a message that nobody received ends with the channel', ([, make]) => {
  const before = heapStatistics().usedBytes;
  const [sender, receiver] = make();
  const arc = new Arc(u32, 1);
  const weak = arc.downgrade();
  sender.send([{ arc }, weak.clone(), 'and more']);
  expect(errorOf(() => arc.value).code).toBe('MOVED');
  sender.close();
  expect(weak.strongCount).toBe(1);
  receiver.close();
  expect([weak.strongCount, weak.weakCount]).toEqual([0, 1]);
  weak.dispose();
  expect(heapStatistics().usedBytes).toBe(before);
});

test.for(kinds)('%s: a channel whose end is in a message that nobody received is closed', ([, make]) => {
  const [sender, receiver] = make();
  const [other, end] = mpmc<number>(1);
  sender.send(end);
  sender.close();
  receiver.close();
  expect(errorOf(() => other.send(1)).code).toBe('CLOSED');
});

test.for(kinds.slice(1))('%s: what is not sent, since nobody can receive it, is the sender’s as before', ([, make]) => {
  const [sender, receiver] = make();
  const [one, other] = [new Arc(u32, 1), new Arc(u32, 2)];
  const weak = one.downgrade();
  receiver.close();
  expect(errorOf(() => sender.send(one)).value).toBe(one);
  expect(errorOf(() => (sender as { sendMany(values: readonly unknown[]): void }).sendMany([one, other])).value).toEqual([one, other]);
  expect([one.value, other.value, weak.strongCount]).toEqual([1, 2, 1]);
  one.dispose();
  expect(weak.strongCount).toBe(0);
});

test('what there is no room for is the sender’s as before, in each form of sending', async () => {
  const [sender, receiver] = mpmc<any>(1);
  const [other] = rendezvous<any>();
  const arc = new Arc(u32, 7);
  sender.send(1);
  expect(sender.trySend(arc)).toBe(false);
  expect(await sender.sendAsync({ arc }, { timeoutMs: 1 })).toBe(false);
  expect(other.trySend(arc)).toBe(false);
  expect(select([{ send: sender, value: arc }, { receive: receiver }])?.index).toBe(1);
  expect([arc.value, arc.strongCount]).toEqual([7, 1]);
  expect(sender.trySend(arc)).toBe(true);
  expect(errorOf(() => arc.value).code).toBe('MOVED');
  const received = receiver.receive() as Arc<number>;
  expect([received.value, received.strongCount]).toEqual([7, 1]);
  received.dispose();
});

test('an end of a channel stays where it is if its message cannot travel, or is not sent', () => {
  const [sender, receiver] = mpmc<any>(1);
  const [other, end] = mpmc<any>(1);
  expect(errorOf(() => sender.send([end, () => {}])).code).toBe('NOT_SENDABLE');
  sender.send(1);
  expect(sender.trySend(end)).toBe(false);
  other.send(2);
  expect(end.receive()).toBe(2);
  expect(receiver.receive()).toBe(1);
  sender.send(end);
  expect(errorOf(() => end.receive()).code).toBe('MOVED');
});
