/** Waiting for one of several channels, in one thread and between real ones. Runs in Node and in a page, whose main thread may not block. */
import { expect, test } from 'vitest';
import { heapStatistics, u32 } from '../memory/index.ts';
import { realm } from '../realm/realm.ts';
import { spawn } from '../thread/index.ts';
import { mpmc, oneshot, type Receiver, rendezvous, type Sender, select, selectAsync, spsc, trySelect, unbounded } from './index.ts';
import { errorOf } from './test-errors.ts';
import { selectAll, sendCounting, work } from './test-work.ts';

const MESSAGES = 500;

test('what can be done is done, of every kind of channel, and nothing else', () => {
  const makers = [() => spsc(1, u32), () => mpmc(1, u32), () => unbounded(u32)];
  for (const make of makers) {
    const [sender, receiver] = make() as [Sender<number>, Receiver<number>];
    const [, silent] = mpmc(1, u32);
    expect(trySelect([{ receive: silent }, { receive: receiver }])).toBe(undefined);
    expect(trySelect([{ receive: silent }, { send: sender, value: 5 }])).toEqual({ index: 1, outcome: 'sent' });
    expect(trySelect([{ receive: silent }, { receive: receiver }])).toEqual({ index: 1, outcome: 'received', value: 5 });
  }
});

test('a channel that is closed can be selected: nothing will come there, or nobody will take it', () => {
  const [sender, receiver] = mpmc(1, u32);
  const [other, last] = mpmc(1, u32);
  sender.close();
  last.close();
  expect(trySelect([{ receive: receiver }])).toEqual({ index: 0, outcome: 'closed' });
  expect(trySelect([{ send: other, value: 1 }])).toEqual({ index: 0, outcome: 'closed' });
});

test('of several that can be done, each has its turn', () => {
  const [a, fromA] = mpmc(100, u32);
  const [b, fromB] = mpmc(100, u32);
  for (let i = 0; i < 100; i++) {
    a.send(i);
    b.send(i);
  }
  const counts = [0, 0];
  for (let i = 0; i < 100; i++) counts[trySelect([{ receive: fromA }, { receive: fromB }])!.index]!++;
  expect(counts).toEqual([50, 50]);
});

test('a value that was not sent takes no memory', () => {
  const [full] = mpmc<any>(1);
  full.send(1);
  const before = heapStatistics().usedBytes;
  expect(trySelect([{ send: full, value: { text: 'x'.repeat(10_000) } }])).toBe(undefined);
  expect(heapStatistics().usedBytes).toBe(before);
});

test('misuse is refused, and says what to do', () => {
  const [sender, receiver] = rendezvous(u32);
  const other = rendezvous(u32)[1];
  expect(errorOf(() => trySelect([])).code).toBe('BAD_CASE');
  expect(errorOf(() => trySelect([5 as never])).message).toMatch(/case.*but got 5/);
  expect(errorOf(() => trySelect([{} as never])).message).toMatch(/\{ receive: receiver \} or \{ send: sender, value \}/);
  expect(errorOf(() => trySelect([{ receive: receiver }, { receive: other }])).message).toMatch(/one case with a rendezvous/);
  expect(errorOf(() => select([{ receive: receiver }], -1)).code).toBe('BAD_TIMEOUT');
  expect(errorOf(() => trySelect([{ send: sender, value: 'text' }])).message).toMatch(/u32/);
  receiver.close();
  expect(errorOf(() => trySelect([{ receive: receiver }])).code).toBe('DISPOSED');
  if (!realm.canBlock()) expect(errorOf(() => select([{ receive: other }])).message).toMatch(/await selectAsync\(cases\)/);
});

test('a promise of one of several is kept by the first, and leaves nothing behind at the others', async () => {
  const [a, fromA] = rendezvous<any>();
  const [b, fromB] = mpmc<any>(1);
  const [once, answer] = oneshot<any>();
  const chosen = selectAsync([{ receive: fromA }, { receive: fromB }, { receive: answer }]);
  b.send('b');
  expect(await chosen).toEqual({ index: 1, outcome: 'received', value: 'b' });
  expect(a.trySend('a')).toBe(false);
  const next = selectAsync([{ receive: fromA }, { receive: fromB }, { receive: answer }]);
  expect(a.trySend('a')).toBe(true);
  expect(await next).toEqual({ index: 0, outcome: 'received', value: 'a' });
  const last = selectAsync([{ receive: fromB }, { receive: answer }]);
  once.send('once');
  expect(await last).toEqual({ index: 1, outcome: 'received', value: 'once' });
});

test('a promise ends by its time, its signal, or with an end', async () => {
  const [sender, receiver] = mpmc<any>(1);
  expect(await selectAsync([{ receive: receiver }], { timeoutMs: 1 })).toBe(undefined);
  const controller = new AbortController();
  const aborted = selectAsync([{ receive: receiver }], { signal: controller.signal });
  controller.abort(new RangeError('enough'));
  await expect(aborted).rejects.toThrow('enough');
  const pending = selectAsync([{ receive: receiver }]);
  receiver.close();
  await expect(pending).rejects.toMatchObject({ code: 'DISPOSED' });
  expect(errorOf(() => sender.send(1)).code).toBe('CLOSED');
});

test('two selects that face each other in a rendezvous meet', async () => {
  const [sender, receiver] = rendezvous<any>();
  const [, quiet] = mpmc<any>(1);
  const [, silent] = mpmc<any>(1);
  const receiving = selectAsync([{ receive: quiet }, { receive: receiver }]);
  const sending = selectAsync([{ receive: silent }, { send: sender, value: 'met' }]);
  expect(await sending).toEqual({ index: 1, outcome: 'sent' });
  expect(await receiving).toEqual({ index: 1, outcome: 'received', value: 'met' });
});

test('a thread that selects from three channels gets all that three others send', async () => {
  const [a, fromA] = spsc(4, u32);
  const [b, fromB] = mpmc(4, u32);
  const [c, fromC] = rendezvous(u32);
  const sending = [a, b, c].map((sender) => spawn(work, sendCounting, sender, MESSAGES));
  const selecting = spawn(work, selectAll, fromA, fromB, fromC);
  await Promise.all(sending);
  expect(await selecting).toEqual([MESSAGES, MESSAGES, MESSAGES]);
});

export type { selectAll, sendCounting };
