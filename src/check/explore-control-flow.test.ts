/** Control flow around the operations: exceptions that are swallowed, `finally` blocks, `using`, generators, and runs that are over and do not notice. */
import { Lock } from 'lockwright/check';
import { Mutex } from 'lockwright/lock';
import { expect, test } from 'vitest';
import { bounded, counted, distinct, summary, words } from './test-explore.ts';

test('a thread that swallows exceptions has its executions all the same', async () => {
  const result = await bounded(() => {
    const x = words();
    return {
      threads: [
        () => {
          try {
            if (Atomics.load(x, 0) === 1) throw new Error('seen');
            Atomics.store(x, 1, 1);
          } catch {
            Atomics.store(x, 1, 2);
          }
        },
        () => {
          try {
            Atomics.store(x, 0, 1);
            return Atomics.load(x, 1);
          } catch {
            return 'swallowed';
          }
        },
      ],
    };
  });
  expect(counted(result)).toEqual({ '- 0': 2, '- 1': 1, '- 2': 1 });
});

test('operations in `finally` blocks are steps as others are', async () => {
  const result = await bounded(() => {
    const x = words();
    const enter = (own: number, other: number) => () => {
      try {
        Atomics.store(x, own, 1);
        return Atomics.load(x, other);
      } finally {
        Atomics.store(x, own, 0);
      }
    };
    return { threads: [enter(0, 1), enter(1, 0)] };
  });
  expect(distinct(result)).toEqual(['0 0', '0 1', '1 0', '1 1']);
  expect(result.error).toBeNull();
});

const retrying = (attempt: () => unknown) => () => {
  for (;;) {
    try {
      return attempt();
    } catch {
      // once more
    }
  }
};

const throwing = (): never => {
  throw new Error('thrown');
};

const failUnless = (condition: boolean): void => {
  if (!condition) throw new Error('not yet');
};

test('a loop that swallows whatever is thrown, until it succeeds, ends', async () => {
  const result = await bounded(() => {
    const x = words();
    return { threads: [retrying(() => failUnless(Atomics.load(x, 0) !== 0)), () => void Atomics.store(x, 0, 1)] };
  });
  expect(result).toMatchObject({ verdict: 'correct', executions: 1 });
});

const locked = (isTested: boolean) => () => {
  const x = words();
  const enter = retrying(() => {
    failUnless(Atomics.compareExchange(x, 0, 0, 1) === 0 || !isTested);
    x[1]!++;
    Atomics.store(x, 0, 0);
  });
  return { threads: [enter, enter] };
};

test('a lock that is retried by exceptions excludes, and one without its test does not', async () => {
  expect(await bounded(locked(true))).toMatchObject({ verdict: 'correct', executions: 2 });
  expect(summary(await bounded(locked(false)))).toBe('wrong dataRace');
});

test('a loop of exceptions over 64-bit words ends', async () => {
  const result = await bounded(() => {
    const x = new BigInt64Array(new SharedArrayBuffer(16));
    return { threads: [retrying(() => failUnless(Atomics.load(x, 0) === 3n)), () => void Atomics.store(x, 0, 3n)] };
  });
  expect(result.verdict).toBe('correct');
});

test('one of our locks that is retried by exceptions ends', async () => {
  const result = await bounded(() => {
    const m = new Mutex();
    const enter = retrying(() => {
      using guard = m.tryLock()!;
      failUnless(guard !== undefined);
    });
    return { threads: [enter, enter] };
  });
  expect(result.verdict).toBe('correct');
});

test('a thread that swallows exceptions cannot hide that it is nondeterministic', async () => {
  let runs = 0;
  const { error } = await bounded(() => {
    const x = words();
    return {
      threads: [
        () => {
          try {
            Atomics.store(x, 0, runs++);
          } catch {
            // hidden
          }
          return Atomics.load(x, 1);
        },
        () => void Atomics.store(x, 1, 1),
      ],
    };
  });
  expect(error).toMatchObject({ kind: 'nondeterminism', message: expect.stringContaining('a store of') as string });
});

test('`using` disposes of what it holds at the end of its block, as a step', async () => {
  const result = await bounded(() => {
    const x = words();
    const enter = () => {
      while (Atomics.compareExchange(x, 0, 0, 1) !== 0);
      using guard = { [Symbol.dispose]: () => void Atomics.store(x, 0, 0) };
      x[1]!++;
      return [x[1], typeof guard];
    };
    return { threads: [enter, enter] };
  });
  expect(distinct(result)).toEqual(['[1,object] [2,object]', '[2,object] [1,object]']);
  expect(result.error).toBeNull();
});

test('a thread may use generators, and read in them', async () => {
  const result = await bounded(() => {
    const x = words();
    function* reads() {
      yield Atomics.load(x, 0);
      yield Atomics.load(x, 1);
    }
    const write = () => {
      Atomics.store(x, 0, 1);
      Atomics.store(x, 1, 1);
    };
    return { threads: [() => [...reads()], write] };
  });
  expect(distinct(result)).toEqual(['[0,0] -', '[0,1] -', '[1,1] -', '[1,0] -'].toSorted());
});

test('a result whose `then` cannot be read is a result', async () => {
  const result = await bounded(() => {
    const x = words();
    const unreadable = new Proxy({}, { get: throwing });
    return { threads: [() => (Atomics.load(x, 0), unreadable)] };
  });
  expect(summary(result)).toBe('correct 1+0');
});

test('who gives a lock back that it does not hold is told', async () => {
  const unheld = await bounded(() => {
    const lock = new Lock();
    return { threads: [() => lock.unlock()] };
  });
  expect(unheld.error).toMatchObject({ kind: 'exception', message: expect.stringContaining('thread 0 does not hold it') as string });
  const ofAnother = await bounded(() => {
    const [lock, x] = [new Lock(), words()];
    return {
      threads: [
        () => {
          lock.lock();
          Atomics.store(x, 0, 1);
        },
        () => {
          if (Atomics.load(x, 0) === 1) lock.unlock();
        },
      ],
    };
  });
  expect(ofAnother.error).toMatchObject({ kind: 'exception', message: expect.stringContaining('thread 1 does not hold it') as string });
});

test('a lock may be taken again after it was given back, and in the end', async () => {
  const result = await bounded(() => {
    const lock = new Lock();
    const use = () => {
      lock.lock();
      lock.unlock();
    };
    return { threads: [() => (use(), use()), use], finally: use };
  });
  expect(summary(result)).toBe('correct 3+0');
});
