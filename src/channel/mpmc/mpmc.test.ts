/** The bounded channel, in one thread and between real ones. Runs in Node and in a page, whose main thread may not block. */
import { expect, test } from 'vitest';
import { f64, heapStatistics, struct, u32 } from '../../memory/index.ts';
import { realm } from '../../realm/realm.ts';
import { spawn } from '../../thread/index.ts';
import { EMPTY, mpmc, type Sender } from '../index.ts';
import { errorOf } from '../test-errors.ts';
import { FACTOR, receiveAll, receiveCounting, receiveForEver, sendAs, sendCounting, sendForEver, work } from '../test-work.ts';

const MESSAGES = 2000;
/** Through a channel for few, where the threads wait for each other all the time. */
const FEW = 200;

test.for([1, 2, 3, 5, 8, 100])('with capacity %d, exactly so many are taken without a receiver, round and round', (capacity) => {
  const [sender, receiver] = mpmc(capacity, u32);
  for (let round = 0; round < 20; round++) {
    for (let i = 0; i < capacity; i++) expect(sender.trySend(round + i)).toBe(true);
    expect(sender.trySend(9)).toBe(false);
    for (let i = 0; i < capacity; i++) expect(receiver.tryReceive()).toBe(round + i);
    expect(receiver.tryReceive()).toBe(EMPTY);
  }
});

test('any value that can travel goes through as it is, and those of a layout by copy', () => {
  const values = [null, undefined, NaN, -0, '', 'x'.repeat(100_000), true, 10n, { a: [1, { b: null }] }, new Map([[1, 2]])];
  const [sender, receiver] = mpmc<any>(values.length);
  sender.sendMany(values);
  sender.close();
  expect([...receiver]).toEqual(values);
  const [typed, got] = mpmc(2, struct({ id: u32, x: f64 }));
  typed.sendMany([
    { id: 1, x: 0.5 },
    { id: 2, x: -0.5 },
  ]);
  expect(got.receiveMany(5)).toEqual([
    { id: 1, x: 0.5 },
    { id: 2, x: -0.5 },
  ]);
});

test('the channel ends when the last clone of a side is disposed of, and not before', () => {
  const [sender, receiver] = mpmc<any>(4);
  const other = sender.clone();
  sender.close();
  other.send(1);
  expect(receiver.isClosed).toBe(false);
  other.close();
  expect(receiver.receive()).toBe(1);
  expect(errorOf(() => receiver.receive()).code).toBe('CLOSED');
  const [last, one] = mpmc<any>(4);
  const two = one.clone();
  one.close();
  last.send('kept');
  two.close();
  expect(errorOf(() => last.send('mine'))).toMatchObject({ code: 'CLOSED', value: 'mine' });
  expect(errorOf(() => last.sendMany([1, 2]))).toMatchObject({ code: 'CLOSED', value: [1, 2] });
  expect(errorOf(() => one.receive()).code).toBe('DISPOSED');
});

test('all memory is given back when both sides are gone, whoever is last', () => {
  const before = heapStatistics().usedBytes;
  for (const first of [0, 1]) {
    const ends = mpmc<any>(3);
    const clone = ends[0].clone();
    ends[0].sendMany([['left'], ['in the'], ['channel']]);
    ends[first]!.close();
    clone.close();
    ends[1 - first]!.close();
  }
  expect(heapStatistics().usedBytes).toBe(before);
});

test('misuse is refused, and says what to do', () => {
  expect(errorOf(() => mpmc(0)).code).toBe('BAD_CAPACITY');
  expect(errorOf(() => mpmc(2 ** 24 + 1)).code).toBe('BAD_CAPACITY');
  const [sender, receiver] = mpmc<any>(2);
  expect(errorOf(() => sender.send({ deep: [() => {}] })).message).toMatch(/message\.deep\[0\]/);
  expect(receiver.tryReceive()).toBe(EMPTY); // nothing of the refused one arrived
  expect(errorOf(() => structuredClone(sender)).name).toBe('DataCloneError');
  expect(errorOf(() => mpmc(1, {} as never)).message).toMatch(/layout/);
  expect(errorOf(() => sender.sendFor(1, -1)).code).toBe('BAD_TIMEOUT');
});

test('promises wait for messages and for room, and end by their time or signal', async () => {
  const [sender, receiver] = mpmc(1, u32);
  const both = [receiver.receiveAsync(), receiver.receiveAsync()];
  await sender.sendAsync(1);
  await sender.sendAsync(2);
  expect((await Promise.all(both)).toSorted()).toEqual([1, 2]);
  expect(await receiver.receiveAsync({ timeoutMs: 1 })).toBe(EMPTY);
  sender.send(3);
  expect(await sender.sendAsync(4, { timeoutMs: 1 })).toBe(false);
  const controller = new AbortController();
  const aborted = sender.sendAsync(5, { signal: controller.signal });
  controller.abort(new RangeError('enough'));
  await expect(aborted).rejects.toThrow('enough');
  expect(receiver.receive()).toBe(3);
  expect(receiver.tryReceive()).toBe(EMPTY);
});

test('where it would have to wait, it ends in time, or is refused where the agent may not block', () => {
  const [sender, receiver] = mpmc(1, u32);
  if (!realm.canBlock()) {
    expect(errorOf(() => receiver.receive()).message).toMatch(/await receiveAsync\(\)/);
    sender.send(1);
    expect(errorOf(() => sender.send(2)).message).toMatch(/await sendAsync\(value\)/);
    return;
  }
  expect(receiver.receiveFor(1)).toBe(EMPTY);
  sender.send(1);
  expect(sender.sendFor(2, 1)).toBe(false);
});

test.for([1, 2, 64])('between two threads with capacity %d, all messages arrive in their order', async (capacity) => {
  const [sender, receiver] = mpmc(capacity, f64);
  const count = capacity === 1 ? FEW : MESSAGES;
  const sending = spawn(work, sendCounting, sender, count);
  const receiving = spawn(work, receiveCounting, receiver);
  await sending;
  expect(await receiving).toBe(count);
});

/** What is wrong with what receivers got: each message of each sender is to arrive once, and at each receiver in the order of sending. */
function faultsOf(received: readonly (readonly number[])[], senders: number, count: number): string[] {
  const faults: string[] = [];
  for (const those of received) {
    const last = new Map<number, number>();
    for (const message of those) {
      const who = Math.floor(message / FACTOR);
      if (message <= (last.get(who) ?? -1)) faults.push(`${message} came after ${last.get(who)}`);
      last.set(who, message);
    }
  }
  const all = received.flat();
  if (all.length !== senders * count) faults.push(`${all.length} messages came of ${senders * count}`);
  if (new Set(all).size !== all.length) faults.push('some came twice');
  return faults;
}

test.for([1, 3, 50])('three senders and two receivers, with capacity %d: each message arrives once', async (capacity) => {
  const count = capacity === 1 ? FEW : MESSAGES;
  const [sender, receiver] = mpmc<[number, number]>(capacity);
  const sending = [1, 2, 3].map((who) => spawn(work, sendAs, sender.clone() as Sender<[number, number]>, who, count));
  sender.close();
  const receiving = [spawn(work, receiveAll, receiver.clone()), spawn(work, receiveAll, receiver.clone())];
  receiver.close();
  const received = await Promise.all(receiving);
  await Promise.all(sending);
  expect(faultsOf(received, 3, count)).toEqual([]);
});

test('of threads that are killed in the middle of sending and receiving, nobody else loses a message', async () => {
  const [sender, receiver] = mpmc<any>(4);
  const victims = [spawn(work, sendForEver, sender.clone(), 8), spawn(work, receiveForEver, receiver.clone())];
  const sending = spawn(work, sendAs, sender.clone() as Sender<any>, 1, MESSAGES);
  sender.close();
  const seen: number[] = [];
  let heard = 0;
  let ended = false;
  for await (const [who, n] of receiver as AsyncIterable<[number, number]>) {
    if (who === 1) seen.push(n);
    else heard++;
    // Not before the sender has begun: a thread that is ended before that leaves its end open.
    if (!ended && seen.length > 20 && heard > 0) {
      ended = true;
      for (const victim of victims) victim.terminate();
    }
  }
  await sending;
  await Promise.allSettled(victims);
  expect(seen).toEqual([...new Set(seen)].toSorted((a, b) => a - b));
  expect(seen.at(-1)! < MESSAGES).toBe(true);
});

export type { sendAs, receiveAll, receiveCounting, sendCounting, sendForEver, receiveForEver };
