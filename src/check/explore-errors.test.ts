/** What is judged: assertions, exceptions, deadlocks and livelocks, and what is said of them. */
import { Lock } from 'lockwright/check';
import { expect, test } from 'vitest';
import { bounded, distinct, summary, words } from './test-explore.ts';

/** A program whose first thread does `act` in one of its two executions. */
const sometimes = (act: () => unknown) => () => {
  const x = words();
  return { threads: [() => (Atomics.load(x, 0) === 1 ? act() : undefined), () => void Atomics.store(x, 0, 1)] };
};

const throwing = (thrown: unknown) => (): never => {
  throw thrown;
};

class AssertionError extends Error {
  override readonly name = 'AssertionError';
}

test.for([
  ['an AssertionError', new AssertionError('1 is not 2'), 'assertion', '1 is not 2'],
  ['an error with the code of node:assert', Object.assign(new Error('no'), { code: 'ERR_ASSERTION' }), 'assertion', 'no'],
  ['an Error', new RangeError('out of bounds', { cause: new Error('inner') }), 'exception', 'out of bounds'],
  ['an error without a message', new TypeError(), 'exception', 'TypeError'],
  ['an AggregateError', new AggregateError([new Error('a')], 'several'), 'exception', 'several'],
  ['a frozen error', Object.freeze(new Error('frozen')), 'exception', 'frozen'],
  ['a string', 'a string', 'exception', 'a string'],
  ['an empty string', '', 'exception', ''],
  ['a number', 42, 'exception', '42'],
  ['NaN', Number.NaN, 'exception', 'NaN'],
  ['null', null, 'exception', 'null'],
  ['false', false, 'exception', 'false'],
  ['a BigInt', 10n, 'exception', '10'],
  ['a symbol', Symbol('why'), 'exception', 'Symbol(why)'],
  ['an object with a message', { message: 'like an error' }, 'exception', 'like an error'],
] as const)('what a thread throws is judged: %s', async ([, thrown, kind, message]) => {
  const { verdict, error } = await bounded(sometimes(throwing(thrown)));
  expect(verdict).toBe('wrong');
  expect(error).toMatchObject({ kind, message, threads: [0], trace: { error: { kind, message, threads: [0] } } });
  expect(Object.is(error!.cause, thrown)).toBe(true);
});

test('undefined can be thrown, too', async () => {
  expect((await bounded(sometimes(throwing(undefined)))).error).toMatchObject({ kind: 'exception', message: 'undefined', threads: [0] });
});

test('a thrown value whose message cannot be read is reported', async () => {
  const thrown = {
    get message(): string {
      throw new Error('from message');
    },
  };
  const message = 'a value of type object that cannot be shown';
  expect((await bounded(sometimes(throwing(thrown)))).error).toMatchObject({ kind: 'exception', message, threads: [0] });
});

const hostile = {
  'an object without a prototype': Object.create(null) as object,
  'an object whose toString throws': {
    toString() {
      throw new Error('from toString');
    },
  },
  'a proxy that answers nothing': new Proxy(
    {},
    {
      get() {
        throw new Error('from get');
      },
    },
  ),
};

test.for(Object.entries(hostile))('a value that cannot be shown is thrown by a thread, and is reported: %s', async ([, thrown]) => {
  expect((await bounded(sometimes(throwing(thrown)))).error).toMatchObject({ kind: 'exception', threads: [0] });
});

test('what `finally` throws is an assertion, whatever it is', async () => {
  for (const thrown of [new Error('no'), 'no', new TypeError('no')]) {
    const { error } = await bounded(() => {
      const x = words();
      return { threads: [() => Atomics.load(x, 0)], finally: throwing(thrown) };
    });
    expect(error).toMatchObject({ kind: 'assertion', message: 'no', threads: [] });
    expect(error!.cause).toBe(thrown);
  }
});

test('what `finally` returns does not matter', async () => {
  const result = await bounded(() => {
    const x = words();
    return { threads: [() => Atomics.load(x, 0)], finally: () => false };
  });
  expect(summary(result)).toBe('correct 1+0');
});

const endingAsync = () => {
  const x = words();
  return { threads: [() => Atomics.load(x, 0)], finally: async () => Promise.reject(new Error('wrong in the end')) };
};

test('an async `finally` that throws is an error, or is refused', async () => {
  const verdict = await bounded(endingAsync).then(
    (result) => result.verdict,
    (error: Error) => error.name,
  );
  expect(['wrong', 'UnusableProgramError']).toContain(verdict);
});

test('`finally` gets a list of its own of the results, and what it does to it changes nothing', async () => {
  const result = await bounded(() => {
    const x = words();
    return {
      threads: [() => Atomics.load(x, 0), () => void Atomics.store(x, 0, 1)],
      finally: (results: number[]) => {
        if (results.length !== 2) throw new Error('not two results');
        results[0] = 9;
        results.push(9);
      },
    };
  });
  expect(distinct(result)).toEqual(['0 -', '1 -']);
  expect(result.error).toBeNull();
});

test('what `finally` reads is what the threads left, in each execution', async () => {
  const seen = new Set<number>();
  await bounded(() => {
    const x = words();
    return {
      threads: [() => void Atomics.store(x, 0, 1), () => void Atomics.store(x, 0, 2)],
      finally: () => void seen.add(x[0]!),
    };
  });
  expect([...seen].toSorted()).toEqual([1, 2]);
});

test('what `finally` writes is there for it to read, and is gone in the next execution', async () => {
  const result = await bounded(() => {
    const x = words();
    return {
      threads: [() => Atomics.add(x, 0, 1), () => Atomics.add(x, 0, 1)],
      finally: () => {
        if (x[1] !== 0) throw new Error('written before');
        x[1] = 5;
        Atomics.add(x, 1, 2);
        Atomics.compareExchange(x, 1, 7, 8);
        if (x[1] !== 8) throw new Error(`it is ${x[1]}`);
      },
    };
  });
  expect(summary(result)).toBe('correct 2+0');
});

test('an error of one thread is found although another thread does not end', async () => {
  const result = await bounded(() => {
    const x = words();
    return {
      threads: [
        () => void Atomics.wait(x, 0, 0),
        () => {
          Atomics.store(x, 1, 1);
          throw new Error('here');
        },
      ],
    };
  });
  expect(result.error).toMatchObject({ kind: 'exception', message: 'here', threads: [1] });
});

test('a thread that sleeps, and that nobody wakes, is a deadlock', async () => {
  const { error } = await bounded(() => {
    const x = words();
    return { threads: [() => Atomics.wait(x, 0, 0), () => Atomics.load(x, 0)] };
  });
  expect(error).toMatchObject({ kind: 'deadlock', threads: [0] });
  expect(error!.trace.threads[0]).toMatchObject({ state: 'asleep', reason: expect.stringContaining('nobody wakes it') as string });
});

test('a wake-up that comes between the test and the sleep is lost, which is a deadlock', async () => {
  const { error } = await bounded(() => {
    const x = words();
    return {
      threads: [
        () => {
          if (Atomics.load(x, 0) === 0) Atomics.wait(x, 1, 0);
        },
        () => {
          Atomics.store(x, 0, 1);
          Atomics.notify(x, 1);
        },
      ],
    };
  });
  expect(error).toMatchObject({ kind: 'deadlock', threads: [0] });
});

const both = (first: Lock, then: Lock) => () => {
  first.lock();
  then.lock();
  then.unlock();
  first.unlock();
};

test('two locks that two threads take in opposite order are a deadlock of both', async () => {
  const result = await bounded(() => {
    const [a, b] = [new Lock(), new Lock()];
    return { threads: [both(a, b), both(b, a)] };
  });
  expect(result.error).toMatchObject({ kind: 'deadlock', threads: [0, 1] });
});

test('a lock that is taken twice by its holder is a deadlock', async () => {
  const result = await bounded(() => {
    const lock = new Lock();
    return { threads: [() => (lock.lock(), lock.lock())] };
  });
  expect(result.error).toMatchObject({ kind: 'deadlock', threads: [0] });
});

test('a loop that waits for what nobody writes is a livelock', async () => {
  const { error } = await bounded(() => {
    const x = words();
    return {
      threads: [
        () => {
          while (Atomics.load(x, 0) === 0);
        },
        () => void Atomics.store(x, 1, 1),
      ],
    };
  });
  expect(error).toMatchObject({ kind: 'livelock', threads: [0] });
  expect(error!.trace.threads[0]).toMatchObject({ state: 'spinning' });
});

test('a value that is there only for a while may be missed by a loop that waits for it: a livelock', async () => {
  const { error } = await bounded(() => {
    const x = words();
    return {
      threads: [
        () => {
          while (Atomics.load(x, 0) !== 1);
        },
        () => {
          Atomics.store(x, 0, 1);
          Atomics.store(x, 0, 2);
        },
      ],
    };
  });
  expect(error).toMatchObject({ kind: 'livelock', threads: [0] });
});

test('with keepGoing all executions are counted, and the first error is told', async () => {
  const result = await bounded(
    () => {
      const x = words();
      const add = () => Atomics.add(x, 0, 1);
      return {
        threads: [add, add, add],
        finally: (results: number[]) => {
          if (results[0] === 0) throw new Error('0 was first');
        },
      };
    },
    { keepGoing: true },
  );
  expect(result).toMatchObject({ verdict: 'wrong', executions: 6, error: { message: '0 was first' } });
  expect(distinct(result)).toHaveLength(6);
});

test('the error of a check that is named is in its trace, with the model', async () => {
  const { error } = await bounded(sometimes(throwing(new Error('no'))), { name: 'a name', model: 'sc' });
  expect(error!.trace).toMatchObject({ version: 2, check: 'a name', model: 'sc' });
});
