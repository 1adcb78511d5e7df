/** What threads leave behind when they end: callbacks, async functions that nobody awaits, timers. */
import { Mutex } from 'lockwright/lock';
import { i32 } from 'lockwright/memory';
import { expect, test } from 'vitest';
import { bounded, summary, words } from './test-explore.ts';

const LEFT = { name: 'UnusableProgramError', message: expect.stringContaining('left behind') as string };

test.for<[string, (x: Int32Array) => unknown]>([
  ['a callback of a promise that stores', (x) => void Promise.resolve().then(() => Atomics.store(x, 0, 1))],
  ['a callback of a promise that writes', (x) => void Promise.resolve().then(() => (x[0] = 1))],
  ['a microtask', (x) => queueMicrotask(() => void Atomics.load(x, 0))],
  [
    'an async function that goes on',
    (x) =>
      void (async () => {
        await undefined;
        Atomics.add(x, 0, 1);
      })(),
  ],
  [
    'a chain of promises',
    (x) =>
      void Promise.resolve()
        .then(() => 1)
        .then(() => 2)
        .then(() => Atomics.load(x, 0)),
  ],
])('%s after the thread has ended is refused, and the place is named', async ([, leave]) => {
  const exploring = bounded(() => {
    const x = words();
    return { threads: [() => (Atomics.load(x, 1), leave(x)), () => Atomics.load(x, 0)] };
  });
  await expect(exploring).rejects.toMatchObject(LEFT);
  await expect(exploring).rejects.toThrow('explore-leftovers.test.ts');
});

const afterAWhile = async (act: () => unknown) => {
  for (let turn = 0; turn < 8; turn++) await undefined;
  act();
};

test('what an async thread leaves behind is refused, too', async () => {
  const exploring = bounded(() => {
    const x = words();
    return {
      threads: [
        async () => {
          void afterAWhile(() => Atomics.store(x, 0, 1));
          return Atomics.load(x, 1);
        },
      ],
    };
  });
  await expect(exploring).rejects.toMatchObject(LEFT);
});

test('what `finally` leaves behind is refused', async () => {
  const exploring = bounded(() => {
    const x = words();
    return {
      threads: [() => Atomics.load(x, 1)],
      finally: () => void Promise.resolve().then(() => Atomics.load(x, 0)),
    };
  });
  await expect(exploring).rejects.toMatchObject(LEFT);
});

test('one of our locks that is taken by a callback is refused', async () => {
  const exploring = bounded(() => {
    const m = new Mutex(i32, 0);
    return {
      threads: [() => void Promise.resolve().then(() => m.withLock((guard) => void (guard.value = 1))), () => void m.lock().unlock()],
    };
  });
  await expect(exploring).rejects.toMatchObject(LEFT);
});

test('a callback that uses no shared memory is none of the checker’s business', async () => {
  let called = 0;
  const result = await bounded(() => {
    const x = words();
    return { threads: [() => (Atomics.load(x, 0), void Promise.resolve().then(() => called++))] };
  });
  expect(summary(result)).toBe('correct 1+0');
  expect(called).toBeGreaterThan(0);
});

test('an async function that is awaited is a part of the thread', async () => {
  const result = await bounded(() => {
    const x = words();
    const add = async () => {
      await undefined;
      Atomics.add(x, 0, 1);
    };
    return {
      threads: [add, () => add()],
      finally: () => {
        if (x[0] !== 2) throw new Error('lost');
      },
    };
  });
  expect(summary(result)).toBe('correct 2+0');
});

test.for(['setTimeout', 'setInterval', 'setImmediate'] as const)('%s in a thread is an error that says what to do', async (name) => {
  if (!(name in globalThis)) return;
  const { error } = await bounded(() => {
    const x = words();
    return { threads: [() => (Atomics.load(x, 0), globalThis[name](() => Atomics.store(x, 0, 1)))] };
  });
  expect(error).toMatchObject({
    kind: 'exception',
    message: expect.stringMatching(`${name} does not work in a checked program.*sleep`) as string,
  });
});

test('timers of other code go on while a program awaits', async () => {
  const other = (async () => {
    for (let round = 0; round < 5; round++) {
      await new Promise((resolve) => setTimeout(resolve, 0));
      for (let turn = 0; turn < 100; turn++) await undefined;
    }
    return 'never refused';
  })();
  await bounded(() => {
    const x = words();
    const add = async () => {
      await undefined;
      Atomics.add(x, 0, 1);
    };
    return { threads: [add, add, add] };
  });
  expect(await other).toBe('never refused');
});
