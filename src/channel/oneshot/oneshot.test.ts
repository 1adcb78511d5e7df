/** The channel for one message, in one thread and between real ones. Runs in Node and in a page, whose main thread may not block. */
import { expect, test } from 'vitest';
import { heapStatistics, u32 } from '../../memory/index.ts';
import { spawn } from '../../thread/index.ts';
import { EMPTY, mpmc, oneshot, type OneshotSender } from '../index.ts';
import { errorOf } from '../test-errors.ts';
import { answer, neverAnswer, work } from '../test-work.ts';

test('the message is received once, and then no more can come', () => {
  const [sender, receiver] = oneshot(u32);
  expect(receiver.tryReceive()).toBe(EMPTY);
  sender.send(7);
  expect(receiver.isClosed).toBe(false);
  expect(receiver.receive()).toBe(7);
  expect(receiver.isClosed).toBe(true);
  expect(errorOf(() => receiver.receive()).code).toBe('CLOSED');
  expect(errorOf(() => receiver.tryReceive()).code).toBe('CLOSED');
});

test.for([null, undefined, NaN, '', 'text', { a: [1n] }, new Uint8Array(1000)])('%o goes through as it is', (value) => {
  const [sender, receiver] = oneshot<any>();
  sender.send(value);
  expect(receiver.receive()).toEqual(value);
});

test('to send twice, to clone, or to send what cannot travel is refused', () => {
  const [sender, receiver] = oneshot<any>();
  expect(errorOf(() => sender.send([() => {}])).message).toMatch(/message\[0\]/);
  sender.send(1);
  expect(errorOf(() => sender.send(2))).toMatchObject({ code: 'ALREADY_SENT', message: expect.stringMatching(/one message/) });
  expect(errorOf(() => receiver.clone()).code).toBe('NOT_SHARED');
  const [typed] = oneshot(u32);
  expect(errorOf(() => typed.send('text' as never)).message).toMatch(/u32/);
});

test('a message that nobody can receive is given back, and a receiver learns that none will come', () => {
  const [sender, receiver] = oneshot<any>();
  receiver.close();
  expect(errorOf(() => sender.send('mine'))).toMatchObject({ code: 'CLOSED', value: 'mine' });
  const [other, waiting] = oneshot<any>();
  other.close();
  expect(errorOf(() => waiting.receive()).code).toBe('CLOSED');
  expect([...waiting]).toEqual([]);
});

test('the memory is given back, also of a message that was not received', () => {
  const before = heapStatistics().usedBytes;
  const [sender, receiver] = oneshot<any>();
  sender.send({ text: 'x'.repeat(1000) });
  receiver.close();
  expect(heapStatistics().usedBytes).toBe(before);
});

test('requests to a thread take the sender of their answer with them', async () => {
  const [requests, inbox] = mpmc<{ n: number; answer: OneshotSender<number> }>(4);
  const answering = spawn(work, answer, inbox);
  for (let n = 0; n < 50; n++) {
    const [sender, receiver] = oneshot(u32);
    await requests.sendAsync({ n, answer: sender });
    expect(await receiver.receiveAsync()).toBe(n + 1);
    receiver.close();
  }
  requests.close();
  await answering;
});

test('the death of the thread that was to send is told', async () => {
  const [sender, receiver] = oneshot<any>();
  const [ready, isReady] = mpmc<number>(1);
  const victim = spawn(work, neverAnswer, sender, ready);
  await isReady.receiveAsync();
  victim.terminate();
  await expect(receiver.receiveAsync()).rejects.toThrow(/its thread has ended/);
  await Promise.allSettled([victim]);
});
