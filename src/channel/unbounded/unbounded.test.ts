/** The channel without a limit, in one thread and between real ones. Runs in Node and in a page, whose main thread may not block. */
import { expect, test } from 'vitest';
import { f64, heapStatistics, struct, u32 } from '../../memory/index.ts';
import { spawn } from '../../thread/index.ts';
import { EMPTY, type Sender, unbounded } from '../index.ts';
import { errorOf } from '../test-errors.ts';
import { receiveAll, receiveCounting, sendAs, sendCounting, work } from '../test-work.ts';

const MESSAGES = 5000;

test('messages come out in the order in which they went in, over many pages, round and round', () => {
  const [sender, receiver] = unbounded(u32);
  for (let round = 0; round < 5; round++) {
    for (let i = 0; i < 1000; i++) expect(sender.trySend(i)).toBe(true);
    for (let i = 0; i < 1000; i++) expect(receiver.receive()).toBe(i);
    expect(receiver.tryReceive()).toBe(EMPTY);
  }
  expect(sender.capacity).toBe(Infinity);
});

test('pages are used again: a channel that is emptied takes no more memory, however much goes through it', () => {
  const [sender, receiver] = unbounded(f64);
  const round = (): void => {
    for (let i = 0; i < 1000; i++) sender.send(i);
    expect(receiver.receiveMany(1000)).toHaveLength(1000);
  };
  round();
  round();
  const before = heapStatistics().usedBytes;
  for (let i = 0; i < 50; i++) round();
  expect(heapStatistics().usedBytes - before).toBeLessThan(20_000); // a table of pages may be new
});

test('all memory is given back with the channel, also of messages that are left', () => {
  const before = heapStatistics().usedBytes;
  const [sender, receiver] = unbounded<any>();
  for (let i = 0; i < 500; i++) sender.send([i]);
  receiver.receive();
  sender.close();
  receiver.close();
  expect(heapStatistics().usedBytes).toBe(before);
});

test('any value that can travel goes through as it is, and those of a layout by copy', () => {
  const values = [null, undefined, NaN, -0, '', 'x'.repeat(100_000), true, 10n, { a: [1, { b: null }] }, new Map([[1, 2]])];
  const [sender, receiver] = unbounded<any>();
  sender.sendMany(values);
  sender.close();
  expect([...receiver]).toEqual(values);
  const [typed, got] = unbounded(struct({ id: u32, x: f64 }));
  typed.send({ id: 1, x: 0.5 });
  expect(got.receive()).toEqual({ id: 1, x: 0.5 });
  expect(errorOf(() => typed.send({ id: 'x' as never, x: 0 })).message).toMatch(/id/);
});

test('when the receivers are gone the value is given back', () => {
  const [sender, receiver] = unbounded<any>();
  const other = receiver.clone();
  receiver.close();
  sender.send('kept');
  other.close();
  expect(errorOf(() => sender.send('mine'))).toMatchObject({ code: 'CLOSED', value: 'mine' });
});

test('between two threads, all messages arrive in their order', async () => {
  const [sender, receiver] = unbounded(f64);
  const sending = spawn(work, sendCounting, sender, MESSAGES);
  const receiving = spawn(work, receiveCounting, receiver);
  await sending;
  expect(await receiving).toBe(MESSAGES);
});

test('three senders and two receivers: each message arrives once', async () => {
  const [sender, receiver] = unbounded<[number, number]>();
  const sending = [1, 2, 3].map((who) => spawn(work, sendAs, sender.clone() as Sender<[number, number]>, who, MESSAGES));
  sender.close();
  const receiving = [spawn(work, receiveAll, receiver.clone()), spawn(work, receiveAll, receiver.clone())];
  receiver.close();
  const received = await Promise.all(receiving);
  await Promise.all(sending);
  const all = received.flat();
  expect([all.length, new Set(all).size]).toEqual([3 * MESSAGES, 3 * MESSAGES]);
});

export type { sendAs, receiveAll, receiveCounting, sendCounting };
