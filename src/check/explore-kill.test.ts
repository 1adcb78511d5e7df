/** Threads that are ended from outside: by the scheduler (`options.kill`), by `terminate()`, or by returning with a lock. */
import { Mutex } from 'lockwright/lock';
import { i32 } from 'lockwright/memory';
import { spawn } from 'lockwright/thread';
import { expect, test } from 'vitest';
import { bounded, counted, distinct, summary, words } from './test-explore.ts';

const codeOf = (f: () => unknown): unknown => {
  try {
    return f();
  } catch (error) {
    return (error as { code?: unknown }).code;
  }
};

const storing = () => {
  const x = words();
  return {
    threads: [
      () => {
        Atomics.store(x, 0, 1);
        Atomics.load(x, 3);
        Atomics.store(x, 1, 1);
        return 'lived';
      },
    ],
    finally: ([result]: readonly unknown[]) => {
      if (result === 'lived' && x[1] !== 1) throw new Error('it lived, and did not do all');
      if (x[1] === 1 && x[0] !== 1) throw new Error('it did its second step, and not its first');
    },
  };
};

test('a thread that may be killed can end before each step that others can notice', async () => {
  expect(counted(await bounded(storing))).toEqual({ lived: 1 });
  expect(counted(await bounded(storing, { kill: 1 }))).toEqual({ lived: 1, '-': 2 });
});

const adding = () => {
  const x = words();
  const add = () => `lived: ${Atomics.add(x, 0, 1) >= 0}`;
  return { threads: [add, add, add] };
};

/** How many died. */
const dead = async (options: { kill: number; killThreads?: number[] }): Promise<number[]> => {
  const result = await bounded(adding, options);
  return [...new Set(result.outcomes.map(({ values }) => values.filter((value) => value === undefined).length))].toSorted();
};

test('at most as many threads are killed as may be, and only those that may be', async () => {
  expect(await dead({ kill: 0 })).toEqual([0]);
  expect(await dead({ kill: 1 })).toEqual([0, 1]);
  expect(await dead({ kill: 3 })).toEqual([0, 1, 2, 3]);
  expect(await dead({ kill: 3, killThreads: [1] })).toEqual([0, 1]);
});

test('no code of a killed thread runs, whatever it catches, and nothing of it is seen', async () => {
  const result = await bounded(
    () => {
      const x = words();
      return {
        threads: [
          () => {
            try {
              Atomics.store(x, 0, 1);
              Atomics.store(x, 1, 1);
            } catch {
              Atomics.store(x, 2, 1);
            } finally {
              Atomics.store(x, 3, 1);
            }
          },
        ],
        finally: () => {
          if (x[2] === 1) throw new Error('it caught its death');
          if (x[3] === 1 && x[1] === 0) throw new Error('it went on after its death');
        },
      };
    },
    { kill: 1 },
  );
  expect(result.error).toBeNull();
  expect(result.executions).toBe(4);
});

test('an async thread can be killed, too', async () => {
  const result = await bounded(
    () => {
      const mutex = new Mutex(i32, 0);
      const add = async () => {
        const guard = await mutex.lockAsync();
        guard.value += 1;
        guard.unlock();
        return 'added';
      };
      return { threads: [add, () => codeOf(() => mutex.withLock(() => 'got it'))] };
    },
    { kill: 1, killThreads: [0] },
  );
  expect(result.error).toBeNull();
  expect(distinct(result)).toEqual(['- OWNER_DIED', '- got it', 'added got it']);
});

test('a lock made of a word is lost with the thread that holds it, and the report says who was killed', async () => {
  const result = await bounded(
    () => {
      const x = words();
      const add = () => {
        while (Atomics.compareExchange(x, 0, 0, 1) !== 0) Atomics.wait(x, 0, 1);
        Atomics.store(x, 0, 0);
        Atomics.notify(x, 0, 1);
      };
      return { threads: [add, add] };
    },
    { kill: 1 },
  );
  expect(summary(result)).toBe('wrong deadlock');
  expect(result.error!.trace.threads.map(({ state }) => state).toSorted()).toEqual(['asleep', 'killed']);
  expect(result.error!.trace.steps.some(({ kind }) => kind === 'kill')).toBe(true);
});

test.each(['js', 'sc', 'tso', 'rc11'] as const)('a lock of ours is not lost: the next one is told (%s)', async (model) => {
  const result = await bounded(
    () => {
      const mutex = new Mutex(i32, 0);
      const add = () => codeOf(() => mutex.withLock((guard) => void (guard.value += 1)) ?? 'added');
      return { threads: [add, add] };
    },
    { kill: 1, model },
  );
  expect(result.error).toBeNull();
  expect(distinct(result)).toEqual(['- OWNER_DIED', '- added', 'OWNER_DIED -', 'added -', 'added added']);
});

test('a lock of ours in a memory of the program is not lost either', async () => {
  const result = await bounded(
    () => {
      const mutex = Mutex.at(new SharedArrayBuffer(32), 8, i32);
      const add = () => codeOf(() => mutex.withLock((guard) => (guard.value += 1)));
      return { threads: [add, add] };
    },
    { kill: 1, killThreads: [0] },
  );
  expect(result.error).toBeNull();
  expect(distinct(result)).toContain('- OWNER_DIED');
});

test('who joins a thread that was killed is told', async () => {
  const result = await bounded(
    () => {
      const x = words();
      return codeOf(() => spawn(() => Atomics.add(x, 0, 1)).join());
    },
    { kill: 1 },
  );
  expect(distinct(result).toSorted()).toEqual(['0 0', 'TERMINATED -']);
});

const ends = async (body: (x: Int32Array) => unknown): Promise<string[]> => {
  const result = await bounded(() => {
    const x = words();
    const handle = spawn(() => body(x));
    handle.terminate();
    const end = codeOf(() => handle.join());
    return `${end} ${x[0]}`;
  });
  expect(result.error).toBeNull();
  return [...new Set(result.outcomes.map(({ values }) => String(values[0])))].toSorted();
};

test('terminate() ends a thread before any of its steps, asleep or spinning, or comes too late', async () => {
  expect(await ends((x) => void Atomics.store(x, 0, 1))).toEqual(['TERMINATED 0', 'undefined 1']);
  expect(await ends((x) => Atomics.wait(x, 1, 0))).toEqual(['TERMINATED 0']);
  expect(
    await ends((x) => {
      Atomics.store(x, 0, 1);
      while (Atomics.load(x, 1) === 0);
    }),
  ).toEqual(['TERMINATED 0', 'TERMINATED 1']);
});

test('terminate() of a thread that holds a lock of ours poisons it', async () => {
  const result = await bounded(() => {
    const mutex = new Mutex();
    const handle = spawn(() => mutex.withLock(() => {}));
    handle.terminate();
    return codeOf(() => mutex.withLock(() => 'got it'));
  });
  expect(result.error).toBeNull();
  expect([...new Set(result.outcomes.map(({ values }) => values[0]))].toSorted()).toEqual(['OWNER_DIED', 'got it']);
});

test('a thread that returns with a lock of ours gives it back poisoned', async () => {
  const result = await bounded(() => {
    const mutex = new Mutex();
    return { threads: [() => void mutex.lock(), () => codeOf(() => mutex.withLock(() => 'got it'))] };
  });
  expect(result.error).toBeNull();
  expect(distinct(result)).toEqual(['- OWNER_DIED', '- got it']);
});

const one = () => ({ threads: [() => Atomics.load(words(), 0)] });

test('kill and killThreads are checked', async () => {
  await expect(bounded(one, { kill: -1 })).rejects.toThrow('kill must be a whole number of at least 0, but is -1');
  await expect(bounded(one, { kill: 1, killThreads: 0 as never })).rejects.toThrow('killThreads must be an array');
});
