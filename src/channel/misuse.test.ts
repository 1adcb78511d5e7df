/** What errors of channels say: which end of which channel, in which thread, and which part of a message. Runs in Node and in a page. */
import { expect, expectTypeOf, test } from 'vitest';
import { Mutex } from '../lock/index.ts';
import { u32 } from '../memory/index.ts';
import { Arc } from '../shared/index.ts';
import { EMPTY, mpmc, oneshot, select, type Selected, selectAsync, spsc, unbounded } from './index.ts';
import { errorOf } from './test-errors.ts';

test('errors name the end, its channel and the thread', () => {
  const [sender, receiver] = mpmc<number>(1);
  receiver.close();
  const end = /^(Sender|Receiver) of the channel at address \d+ of the heap, in thread \d+: /;
  expect(errorOf(() => sender.send(1)).message).toMatch(end);
  expect(errorOf(() => receiver.receive()).message).toMatch(end);
  sender.close();
  expect(errorOf(() => sender.send(1)).message).toMatch(end);
});

test.for([() => oneshot<any>(), () => spsc<any>(4), () => mpmc<any>(4), () => unbounded<any>()])(
  'the part of a message that has no byte form is named, and what moves with it stays here',
  (make) => {
    const [sender, receiver] = make();
    const shared = new SharedArrayBuffer(16);
    const arc = new Arc(u32, 1);
    const message = errorOf(() => sender.send({ arc, parts: [1, { buffer: shared }] })).message as string;
    expect(message).toContain(
      'message.parts[1].buffer is a SharedArrayBuffer, which has no byte form; send it in the arguments of spawn()',
    );
    expect(arc.value).toBe(1);
    expect(errorOf(() => sender.send([new Int32Array(shared)])).message).toContain('message[0] is an Int32Array');
    expect(errorOf(() => sender.send({ lock: Mutex.at(shared, 0) })).message).toContain(
      'message.lock is a handle (Mutex) of something in memory of your own, which has no byte form',
    );
    sender.send('whole');
    expect(receiver.receive()).toBe('whole');
    expect(errorOf(() => Arc.of({ deep: [shared] })).message).toContain('value.deep[0] is a SharedArrayBuffer, which has no byte form');
    arc.dispose();
  },
);

test('a signal that is aborted already, or stands where the options are, ends a call before anything is sent or received', async () => {
  const [sender, receiver] = mpmc<number>(2);
  sender.send(1);
  const signal = AbortSignal.abort(new Error('enough'));
  await expect(sender.sendAsync(2, { signal })).rejects.toThrow('enough');
  await expect(receiver.receiveAsync({ signal })).rejects.toThrow('enough');
  await expect(selectAsync([{ receive: receiver }], { signal })).rejects.toThrow('enough');
  const calls: Record<string, (options: any) => Promise<unknown>> = {
    'Sender.sendAsync': (options) => sender.sendAsync(2, options),
    'Receiver.receiveAsync': (options) => receiver.receiveAsync(options),
    selectAsync: (options) => selectAsync([{ receive: receiver }], options),
  };
  for (const [call, make] of Object.entries(calls)) {
    await expect(make(new AbortController().signal)).rejects.toThrow(
      `${call}: expected options such as { signal }, but got an instance of AbortSignal`,
    );
    await expect(make({ timeoutMs: -1 })).rejects.toMatchObject({ code: 'BAD_TIMEOUT' });
  }
  expect([receiver.tryReceive(), receiver.tryReceive()]).toEqual([1, EMPTY]);
});

test('only what has a limit of time can end without a result, and the types say so', async () => {
  const [sender, receiver] = mpmc<number>(4);
  sender.sendMany([1, 2, 3, 4]);
  const untimed = receiver.receiveAsync();
  expectTypeOf(untimed).toEqualTypeOf<Promise<number>>();
  expectTypeOf(receiver.receiveAsync({ signal: new AbortController().signal })).toEqualTypeOf<Promise<number>>();
  expectTypeOf(receiver.receiveAsync({ timeoutMs: 1 })).toEqualTypeOf<Promise<number | typeof EMPTY>>();
  const done = select([{ receive: receiver }]);
  expectTypeOf(done).toEqualTypeOf<Selected>();
  expect(done.outcome).toBe('received');
  expectTypeOf(select([{ receive: receiver }], 0)).toEqualTypeOf<Selected | undefined>();
  expectTypeOf(selectAsync([{ receive: receiver }], { timeoutMs: 0 })).toEqualTypeOf<Promise<Selected | undefined>>();
  expect(await untimed).toBe(1);
});

test.for([() => spsc<number>(4), () => mpmc<number>(4), () => unbounded<number>()])(
  'a loop over a receiver ends when its body disposes of the receiver',
  async (make) => {
    const got: number[] = [];
    for (const asynchronous of [false, true]) {
      const [sender, receiver] = make();
      sender.sendMany([1, 2, 3]);
      const take = (value: number): void => {
        got.push(value);
        if (value === 2) receiver.close();
      };
      if (asynchronous) for await (const value of receiver) take(value);
      else for (const value of receiver) take(value);
      expect(errorOf(() => receiver.receive()).code).toBe('DISPOSED');
      expect(errorOf(() => [...receiver]).code).toBe('DISPOSED');
      sender.close();
    }
    expect(got).toEqual([1, 2, 1, 2]);
  },
);

test('disposing of a receiver ends the loop that waits at it, and rejects other waits with what happened', async () => {
  const [sender, receiver] = mpmc<number>(1);
  const loop = (async () => {
    for await (const value of receiver) expect.unreachable(String(value));
    return 'ended';
  })();
  const wait = receiver.receiveAsync();
  await Promise.resolve();
  receiver.close();
  expect(await loop).toBe('ended');
  await expect(wait).rejects.toMatchObject({
    code: 'DISPOSED',
    message: expect.stringContaining('this end was disposed of while a promise waited at it') as unknown,
  });
  sender.close();
});
