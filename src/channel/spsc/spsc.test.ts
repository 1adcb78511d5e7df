/** The channel between two threads, in one thread and between real ones. Runs in Node and in a page, whose main thread may not block. */
import { expect, test } from 'vitest';
import { f64, heapStatistics, string, struct, u32 } from '../../memory/index.ts';
import { realm } from '../../realm/realm.ts';
import { spawn } from '../../thread/index.ts';
import { ChannelError, EMPTY, spsc } from '../index.ts';
import { errorOf } from '../test-errors.ts';
import { echo, receiveCounting, receiveOneAndStay, sendCounting, sendInBatches, sendOneAndStay, work } from '../test-work.ts';

const MESSAGES = 20_000;

test('messages come out in the order in which they went in, round and round', () => {
  const [sender, receiver] = spsc(3, u32);
  for (let round = 0; round < 100; round++) {
    sender.sendMany([round, round + 1]);
    sender.send(round + 2);
    expect(sender.trySend(9)).toBe(false);
    expect(receiver.receiveMany(10)).toEqual([round, round + 1, round + 2]);
    expect(receiver.tryReceive()).toBe(EMPTY);
  }
});

test.for([1, 2, 7, 8, 9, 100])(
  'with capacity %d, at least so many are taken without a receiver, and a quarter more at most',
  (capacity) => {
    const [sender, receiver] = spsc(capacity, u32);
    for (let round = 0; round < 5; round++) {
      let sent = 0;
      while (sender.trySend(sent)) sent++;
      expect(sent).toBeGreaterThanOrEqual(capacity);
      expect(sent).toBeLessThanOrEqual(capacity * 1.25);
      if (round % 2 === 0) expect(receiver.receiveMany(sent)).toEqual(Array.from({ length: sent }, (_, i) => i));
      else for (let i = 0; i < sent; i++) expect(receiver.receive()).toBe(i);
    }
  },
);

test('any value that can travel goes through as it is', () => {
  const values = [
    null,
    undefined,
    NaN,
    -0,
    '',
    'a',
    'x'.repeat(100_000),
    true,
    false,
    2 ** 60,
    10n,
    { a: [1, { b: null }] },
    new Map([[1, 2]]),
  ];
  const [sender, receiver] = spsc<any>(values.length);
  sender.sendMany(values);
  sender.close();
  expect([...receiver]).toEqual(values);
});

test('ten million bytes go through, and the memory is given back', () => {
  const before = heapStatistics().usedBytes;
  const [sender, receiver] = spsc<any>(2);
  sender.send(new Uint8Array(10_000_000).fill(7));
  const got = receiver.receive() as Uint8Array;
  expect([got.length, got[9_999_999]]).toEqual([10_000_000, 7]);
  sender.send('left in the channel');
  sender.close();
  receiver.close();
  expect(heapStatistics().usedBytes).toBe(before);
});

test('a message of a layout is a copy that later ones do not change', () => {
  const [sender, receiver] = spsc(1, struct({ id: u32, name: string(10) }));
  sender.send({ id: 1, name: 'one' });
  const first = receiver.receive();
  sender.send({ id: 2, name: 'two' });
  expect([first, receiver.receive()]).toEqual([
    { id: 1, name: 'one' },
    { id: 2, name: 'two' },
  ]);
});

test('misuse is refused, and says what to do', () => {
  expect(errorOf(() => spsc(0)).code).toBe('BAD_CAPACITY');
  expect(errorOf(() => spsc(2 ** 24 + 1)).code).toBe('BAD_CAPACITY');
  expect(errorOf(() => spsc(1.5)).message).toMatch(/from 1 to 16777216, but is 1\.5/);
  const [sender, receiver] = spsc<any>(2);
  expect(errorOf(() => sender.send({ deep: [() => {}] })).message).toMatch(/message\.deep\[0\]/);
  expect(errorOf(() => receiver.receiveMany(0)).code).toBe('BAD_COUNT');
  expect(receiver.tryReceive()).toBe(EMPTY); // nothing of the refused one arrived
  const [numbers] = spsc(1, u32);
  expect(errorOf(() => numbers.send('text' as never)).message).toMatch(/u32/);
  expect(errorOf(() => structuredClone(numbers)).name).toBe('DataCloneError');
});

test('a channel whose receiver is gone gives the value back, and one whose sender is gone ends', () => {
  const [sender, receiver] = spsc<any>(4);
  receiver.close();
  const error = errorOf(() => sender.send('mine'));
  expect(error).toBeInstanceOf(ChannelError);
  expect([error.code, error.value]).toEqual(['CLOSED', 'mine']);
  expect(errorOf(() => receiver.receive()).code).toBe('DISPOSED');
  receiver[Symbol.dispose]();
  const [other, last] = spsc<any>(4);
  other.send(1);
  other.close();
  expect(last.receive()).toBe(1);
  expect(last.isClosed).toBe(true);
  expect(errorOf(() => last.receive()).code).toBe('CLOSED');
  expect(errorOf(() => last.tryReceive()).code).toBe('CLOSED');
  expect(errorOf(() => other.send(2)).code).toBe('DISPOSED');
});

test('of a batch that is refused in its middle, what came before is sent', () => {
  const [sender, receiver] = spsc(4, u32);
  expect(errorOf(() => sender.sendMany([1, 2, 'three' as never, 4]))).toBeDefined();
  expect(receiver.receiveMany(9)).toEqual([1, 2]);
});

test('promises wait for messages and for room, and end by their time or signal', async () => {
  const [sender, receiver] = spsc(1, u32);
  const got = receiver.receiveAsync();
  sender.send(1);
  expect(await got).toBe(1);
  expect(await receiver.receiveAsync({ timeoutMs: 1 })).toBe(EMPTY);
  sender.send(2);
  expect(await sender.sendAsync(3, { timeoutMs: 1 })).toBe(false);
  const sent = sender.sendAsync(4);
  expect(receiver.receive()).toBe(2);
  expect(await sent).toBe(true);
  expect(receiver.receive()).toBe(4);
  const controller = new AbortController();
  const aborted = receiver.receiveAsync({ signal: controller.signal });
  controller.abort(new RangeError('enough'));
  await expect(aborted).rejects.toThrow('enough');
});

test('where it would have to wait, it ends in time, or is refused where the agent may not block', () => {
  const [sender, receiver] = spsc(1, u32);
  if (!realm.canBlock()) {
    expect(errorOf(() => receiver.receive()).message).toMatch(/await receiveAsync\(\)/);
    return;
  }
  expect(receiver.receiveFor(1)).toBe(EMPTY);
  sender.send(1);
  expect(sender.sendFor(2, 1)).toBe(false);
});

test.for([1, 2, 64, 1024])('between two threads with capacity %d, all messages arrive in their order', async (capacity) => {
  const [sender, receiver] = spsc(capacity, f64);
  const count = capacity === 1 ? MESSAGES / 10 : MESSAGES;
  const sending = spawn(work, sendCounting, sender, count);
  const receiving = spawn(work, receiveCounting, receiver);
  await sending;
  expect(await receiving).toBe(count);
});

test.for([3, 64, 5000])('between two threads in batches of %d, all messages arrive in their order', async (batch) => {
  const [sender, receiver] = spsc(256, u32);
  const sending = spawn(work, sendInBatches, sender, MESSAGES, batch);
  const receiving = spawn(work, receiveCounting, receiver);
  await sending;
  expect(await receiving).toBe(MESSAGES);
});

test('values go to a thread and back, by promises on this side', async () => {
  const [there, inbox] = spsc<any>(4);
  const [outbox, back] = spsc<any>(4);
  const echoing = spawn(work, echo, inbox, outbox);
  const values = [1, 'two', null, { three: 3 }, undefined];
  for (const value of values) {
    await there.sendAsync(value);
    expect(await back.receiveAsync()).toEqual(value);
  }
  expect(errorOf(() => inbox.receive()).code).toBe('MOVED');
  there.close();
  for await (const value of back) throw new Error(`nothing was expected, but got ${String(value)}`);
  await echoing;
});

test('the death of a thread closes its end', async () => {
  const [sender, receiver] = spsc<any>(4);
  const victim = spawn(work, sendOneAndStay, sender);
  expect(await receiver.receiveAsync()).toBe('here');
  victim.terminate();
  await expect(receiver.receiveAsync()).rejects.toThrow(/its thread has ended/);

  const [mine, theirs] = spsc<any>(1);
  const other = spawn(work, receiveOneAndStay, theirs);
  await mine.sendAsync(1);
  await mine.sendAsync(2);
  other.terminate();
  const lost = await mine.sendAsync(3).catch((error: unknown) => error);
  expect(lost).toMatchObject({ code: 'CLOSED', value: 3 });
  await Promise.allSettled([victim, other]);
});

export type { sendCounting, sendInBatches, receiveCounting, echo, sendOneAndStay, receiveOneAndStay };
