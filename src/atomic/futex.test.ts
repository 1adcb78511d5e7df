import { describe, expect, test } from 'vitest';
import { realm } from '../realm/realm.ts';
import {
  AtomicI32, AtomicI64, AtomicPtr, AtomicU32, AtomicU64, AtomicU8, CannotBlockError, LockwrightError, wait, waitAsync, type Waitable, wakeAll, wakeOne,
} from './index.ts'; // prettier-ignore
import { type AtomicClass, placements } from './test-placements.ts';

/** Of each class: the greatest value, and another one. */
const kinds = [
  { kind: AtomicI32, value: -1, other: 5 },
  { kind: AtomicU32, value: 2 ** 32 - 1, other: 5 },
  { kind: AtomicPtr, value: 2 ** 32 - 16, other: 16 },
  { kind: AtomicI64, value: -1n, other: 5n },
  { kind: AtomicU64, value: 2n ** 64n - 1n, other: 5n },
] as const;
const cases = kinds.flatMap((kind) => placements.map((placement) => ({ ...kind, ...placement, name: kind.kind.name })));

describe.each(cases)('$name $where', ({ kind, value, other, make }) => {
  const atomic = make(kind as unknown as AtomicClass<AtomicI32>);
  const [v, o] = [value, other] as unknown as [number, number];

  test('a promise is kept when it is woken, and wakeOne says whether it woke someone', async () => {
    atomic.store(v);
    expect(wakeOne(atomic)).toBe(false);
    const waiting = waitAsync(atomic, v);
    atomic.store(o);
    expect(wakeOne(atomic)).toBe(true);
    expect(await waiting).toBe('ok');
    expect(wakeAll(atomic)).toBe(0);
  });

  test('wakeAll wakes all', async () => {
    atomic.store(v);
    const waiting = [waitAsync(atomic, v), waitAsync(atomic, v), waitAsync(atomic, v)];
    expect(wakeAll(atomic)).toBe(3);
    expect(await Promise.all(waiting)).toEqual(['ok', 'ok', 'ok']);
  });

  test('a wait for another value does not begin, and one that nobody wakes times out', async () => {
    atomic.store(o);
    expect(await waitAsync(atomic, v)).toBe('not-equal');
    expect(await waitAsync(atomic, o, { timeoutMs: 1 })).toBe('timed-out');
    expect(await waitAsync(atomic, o, { timeoutMs: 0 })).toBe('timed-out');
  });

  test.runIf(realm.canBlock())('so does a wait that blocks', () => {
    atomic.store(o);
    expect(wait(atomic, v)).toBe('not-equal');
    expect(wait(atomic, o, 1)).toBe('timed-out');
    expect(wait(atomic, o, 0)).toBe('timed-out');
  });

  test.skipIf(realm.canBlock())('a wait that would block where that is forbidden throws and names waitAsync', () => {
    atomic.store(o);
    expect(() => wait(atomic, o, 1)).toThrow(CannotBlockError);
    expect(() => wait(atomic, v)).toThrow(/Use waitAsync/);
  });
});

test('an aborted wait is rejected with the reason, and passes the wake-up that reaches it on to the next', async () => {
  const word = new AtomicI32(1);
  const stop = new AbortController();
  const first = waitAsync(word, 1, { signal: stop.signal });
  const second = waitAsync(word, 1);
  const reason = new Error('enough');
  stop.abort(reason);
  await expect(first).rejects.toBe(reason);
  expect(wakeOne(word)).toBe(true); // reaches the first, which is gone
  expect(await second).toBe('ok');
});

test('an aborted wait that times out wakes nobody', async () => {
  const word = new AtomicI32(1);
  const stop = new AbortController();
  const first = waitAsync(word, 1, { signal: stop.signal, timeoutMs: 1 });
  const second = waitAsync(word, 1, { timeoutMs: 30 });
  stop.abort();
  await expect(first).rejects.toThrow(/abort/i);
  expect(await second).toBe('timed-out');
});

test('a signal that does not abort changes nothing, and one that has aborted refuses at once', async () => {
  const word = new AtomicI32(1);
  const { signal } = new AbortController();
  expect(await waitAsync(word, 1, { signal, timeoutMs: 1 })).toBe('timed-out');
  const waiting = waitAsync(word, 1, { signal });
  wakeAll(word);
  expect(await waiting).toBe('ok');
  await expect(waitAsync(word, 1, { signal: AbortSignal.abort(new RangeError('before')) })).rejects.toThrow(RangeError);
  expect(wakeAll(word)).toBe(0);
});

test('only 32-bit and 64-bit atomics can be waited on', async () => {
  const nothing = [new AtomicU8(), null, undefined, 5, {}, new Int32Array(1), 'word'] as unknown as AtomicI32[];
  for (const bad of nothing) {
    expect(() => wait(bad, 0, 0)).toThrow('expected an AtomicI32, AtomicU32, AtomicPtr, AtomicI64 or AtomicU64');
    expect(() => wakeOne(bad)).toThrow(LockwrightError);
    expect(() => wakeAll(bad)).toThrow(LockwrightError);
    await expect(waitAsync(bad, 0)).rejects.toThrow(LockwrightError);
  }
});

test('an expected value that the atomic cannot hold is refused, since the wait would never begin', async () => {
  const wrong: [Waitable, unknown[]][] = [
    [new AtomicI32(), [2 ** 31, -(2 ** 31) - 1, 0.5, Number.NaN, 0n, '0', null, undefined]],
    [new AtomicU32(), [-1, 2 ** 32, 0n, false]],
    [new AtomicI64(), [2n ** 63n, -(2n ** 63n) - 1n, 0, '0', undefined]],
    [new AtomicU64(), [-1n, 2n ** 64n, 0]],
  ];
  for (const [atomic, values] of wrong) {
    for (const value of values) {
      expect(() => wait(atomic, value as never, 0)).toThrow(/wait \(expected\): expected a (whole number|BigInt) from/);
      await expect(waitAsync(atomic, value as never)).rejects.toThrow(/waitAsync \(expected\)/);
    }
  }
});

test('a time that is none is refused, and so are options that are none', async () => {
  const word = new AtomicI32(1);
  for (const bad of [-1, Number.NaN, '5', null, 5n, {}, -Infinity]) {
    expect(() => wait(word, 1, bad as number)).toThrow(expect.objectContaining({ code: 'BAD_TIMEOUT' }));
    await expect(waitAsync(word, 1, { timeoutMs: bad as number })).rejects.toMatchObject({ code: 'BAD_TIMEOUT' });
  }
  for (const bad of [null, 5, 'soon', () => 1])
    await expect(waitAsync(word, 1, bad as never)).rejects.toMatchObject({ code: 'WRONG_TYPE' });
  for (const bad of [null, {}, 'stop', new EventTarget()]) {
    await expect(waitAsync(word, 1, { signal: bad as never })).rejects.toThrow('signal must be an AbortSignal');
  }
});
