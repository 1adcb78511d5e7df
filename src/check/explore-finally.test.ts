/** What is asserted in the end: what it sees, what it may do, and what it may not. */
import { choose, Lock } from 'lockwright/check';
import { Mutex } from 'lockwright/lock';
import { spawn } from 'lockwright/thread';
import { expect, test } from 'vitest';
import { bounded, counted, summary, words } from './test-explore.ts';

const ending = (finish: (x: Int32Array) => unknown) => () => {
  const x = words();
  return { threads: [() => Atomics.load(x, 0), () => Atomics.load(x, 1)], finally: () => finish(x) };
};

test.for<[string, (x: Int32Array) => unknown, string]>([
  ['sleeps', (x) => Atomics.wait(x, 0, 0), 'nobody can wake it'],
  ['awaits a wake-up', async (x) => Atomics.waitAsync(x, 0, 0).value, 'nobody can settle'],
  ['awaits for ever', () => new Promise(() => {}), 'nobody can settle'],
  ['starts a thread', () => spawn(() => 1), 'starts a thread'],
  ['chooses', () => choose(2), 'choose()'],
  [
    'does not end',
    (x) => {
      while (Atomics.load(x, 0) === 0);
    },
    'does not end',
  ],
])('an end that %s is wrong, and the message says why', async ([, finish, message]) => {
  const { error } = await bounded(ending(finish));
  expect(error).toMatchObject({ kind: 'assertion', message: expect.stringMatching(/^`finally` /) as string });
  expect(error!.message).toContain(message);
});

test.for<[string, (x: Int32Array) => unknown]>([
  ['waits with a timeout', (x) => expect(Atomics.wait(x, 0, 0, 5)).toBe('timed-out')],
  ['waits for another value', (x) => expect(Atomics.wait(x, 0, 1)).toBe('not-equal')],
  ['awaits with a timeout', async (x) => expect(await Atomics.waitAsync(x, 0, 0, 5).value).toBe('timed-out')],
  ['notifies', (x) => expect(Atomics.notify(x, 0)).toBe(0)],
  ['is async', async (x) => expect(await Promise.resolve(x[0])).toBe(0)],
])('an end that %s is right', async ([, finish]) => {
  const result = await bounded(ending(finish));
  expect(result.error).toBeNull();
  expect(summary(result)).toBe('correct 1+0');
});

test('an async end that is wrong in some executions is wrong, whichever comes first', async () => {
  for (const wrong of [0, 1]) {
    const { error } = await bounded(() => {
      const x = words();
      return {
        threads: [() => Atomics.load(x, 0), () => void Atomics.store(x, 0, 1)],
        finally: async ([seen]: number[]) => {
          await undefined;
          if (seen === wrong) throw new Error(`saw ${seen}`);
        },
      };
    });
    expect(error).toMatchObject({ kind: 'assertion', message: `saw ${wrong}` });
  }
});

test('a lock that a thread has not given back cannot be taken in the end', async () => {
  const own = await bounded(() => {
    const lock = new Lock();
    return { threads: [() => lock.lock()], finally: () => lock.lock() };
  });
  expect(own.error).toMatchObject({ kind: 'assertion', message: expect.stringContaining('has taken and not given back') as string });
  const ours = await bounded(() => {
    const mutex = new Mutex();
    return { threads: [() => void mutex.lock()], finally: () => void mutex.lock() };
  });
  expect(ours.error).toMatchObject({ kind: 'assertion', message: expect.stringContaining('ended without unlocking') as string });
});

test('results are those of its own execution: what `finally` does to them changes no other', async () => {
  const result = await bounded(() => {
    const x = words();
    const add = () => [Atomics.add(x, 0, 1), 9];
    return {
      threads: [add, add, add],
      finally: (results: number[][]) => {
        for (const list of results) {
          if (list.length !== 2) throw new Error('changed before');
          list.push(1);
          list.sort();
        }
      },
    };
  });
  expect(summary(result)).toBe('correct 6+0');
  expect(Object.keys(counted(result))).toContain('[0,9] [1,9] [2,9]');
});

test('threads that were spawned have run before the end, and joins give their results', async () => {
  const result = await bounded(() => {
    const x = words();
    const seen: number[] = [];
    const add = () => void seen.push(Atomics.add(x, 0, 1));
    return {
      threads: [
        () => {
          const handle = spawn(add);
          add();
          handle.join();
          return handle.isFinished;
        },
        add,
      ],
      finally: (results: unknown[]) => {
        if (results.length !== 2 || results[0] !== true) throw new Error(`results ${results.join()}`);
        if (seen.toSorted().join() !== '0,1,2') throw new Error(`seen ${seen.join()}`);
      },
    };
  });
  expect(result.error).toBeNull();
  expect(result.verdict).toBe('correct');
});

test('a thread that only some executions spawn is in those alone', async () => {
  const result = await bounded(() => {
    const x = words();
    return {
      threads: [
        () => {
          if (Atomics.load(x, 0) === 1) spawn(() => void Atomics.store(x, 1, 1)).join();
        },
        () => void Atomics.store(x, 0, 1),
      ],
      finally: (results: unknown[]) => {
        if (results.length !== 2) throw new Error(`${results.length} results`);
      },
    };
  });
  expect(summary(result)).toBe('correct 2+0');
});

test('async threads that spawn have their end, too', async () => {
  const result = await bounded(() => {
    const x = words();
    return {
      threads: [
        async () => {
          await undefined;
          return spawn(() => Atomics.add(x, 0, 1)).join();
        },
        () => Atomics.add(x, 0, 1),
      ],
      finally: () => {
        if (Atomics.load(x, 0) !== 2) throw new Error('lost');
      },
    };
  });
  expect(result.error).toBeNull();
  expect(result.executions).toBe(2);
});
