/** What a program has beside shared memory: variables, time, chance, and what becomes of them from run to run. */
import { assume, choose } from 'lockwright/check';
import { allocateZeroed, heapRegion } from 'lockwright/memory';
import { expect, test } from 'vitest';
import { bounded, counted, distinct, summary, words } from './test-explore.ts';

test('`finally` sees what the threads of its execution left in variables', async () => {
  const result = await bounded(() => {
    const x = words();
    const seen: number[] = [];
    let count = 0;
    const add = () => {
      count++;
      seen.push(Atomics.add(x, 0, 1));
    };
    return {
      threads: [add, add],
      finally: () => {
        if (count !== 2 || seen.toSorted().join() !== '0,1') throw new Error(`${count} ${seen.join()}`);
      },
    };
  });
  expect(summary(result)).toBe('correct 2+0');
});

/** Counts in a word of the heap that it has not written to before. */
const countFromZero = () => {
  const { ops } = heapRegion();
  const count = allocateZeroed(4);
  ops.add32(count, 5);
  return { threads: [() => ops.load32(count)] };
};

test('the heap of a program is new at its first run, whatever explorations before have left in theirs', async () => {
  for (let i = 0; i < 3; i++) {
    const result = await bounded(countFromZero);
    expect([summary(result), result.outcomes.map(({ values }) => values)]).toEqual(['correct 1+0', [[5]]]);
  }
});

test.for<[string, unknown]>([
  ['-0', -0],
  ['NaN', Number.NaN],
  ['a BigInt', 2n ** 64n],
  ['a string', 'text'],
  ['null', null],
  ['a symbol', Symbol('own')],
  ['an object', { deep: [1n, { x: Number.NaN }] }],
  ['an array', [1, [2]]],
  ['a function', () => 1],
  ['a Map', new Map([[1, 2]])],
])('threads return anything, and outcomes hold it: %s', async ([, value]) => {
  const result = await bounded(() => {
    const x = words();
    return { threads: [() => (Atomics.load(x, 0) === 1 ? value : 'other'), () => void Atomics.store(x, 0, 1)] };
  });
  expect(result.outcomes.map(({ values }) => values[0])).toEqual(expect.arrayContaining(['other', value]));
  expect(result.outcomes).toHaveLength(2);
});

test.for<[string, unknown, unknown]>([
  ['NaN and null in an array', [Number.NaN], [null]],
  ['0 and -0 in an array', [0], [-0]],
  ['a BigInt and a string in an array', [1n], ['1n']],
  ['a property that is undefined, and none', { a: undefined }, {}],
  ['Maps', new Map([[1, 2]]), new Map([[1, 3]])],
  ['Sets', new Set([1]), new Set([2])],
  ['errors', new Error('a'), new Error('b')],
])('results that differ are different outcomes: %s', async ([, a, b]) => {
  const result = await bounded(() => {
    const x = words();
    return { threads: [() => (Atomics.load(x, 0) === 1 ? a : b), () => void Atomics.store(x, 0, 1)] };
  });
  expect(result.outcomes).toHaveLength(2);
});

test('results that are circular are taken', async () => {
  const result = await bounded(() => {
    const x = words();
    const ring = () => {
      const made: { seen: number; self?: unknown } = { seen: Atomics.load(x, 0) };
      return (made.self = made);
    };
    return { threads: [ring, () => void Atomics.store(x, 0, 1)] };
  });
  expect(summary(result)).toBe('correct 2+0');
});

test('a result that cannot be shown is taken', async () => {
  const hostile = {
    toString() {
      throw new Error('from toString');
    },
    toJSON() {
      throw new Error('from toJSON');
    },
  };
  const result = await bounded(() => {
    const x = words();
    return { threads: [() => (Atomics.load(x, 0), hostile)] };
  });
  expect(summary(result)).toBe('correct 1+0');
});

test('Math.random is from 0 to 1, not always the same, and the same in each execution', async () => {
  const result = await bounded(() => {
    const x = words();
    return {
      threads: [
        () => {
          const first = Math.random();
          const isRight = first >= 0 && first < 1 && Math.random() !== first;
          Atomics.store(x, 0, Math.floor(first * 1000));
          return isRight;
        },
        () => Atomics.load(x, 0) > 0,
      ],
    };
  });
  expect(counted(result)).toEqual({ 'true false': 1, 'true true': 1 });
});

test('two threads have random numbers of their own', async () => {
  const result = await bounded(() => {
    const x = words();
    const random = () => (Atomics.load(x, 0), Math.random());
    return { threads: [random, random] };
  });
  const [a, b] = result.outcomes[0]!.values;
  expect(a).not.toBe(b);
});

test('clocks are the same in each execution', async () => {
  const result = await bounded(() => {
    const x = words();
    const now = () => {
      Atomics.store(x, 0, Date.now() % 1000);
      Atomics.store(x, 1, Math.floor(performance.now()));
      return Atomics.load(x, 2);
    };
    return { threads: [now, () => void Atomics.store(x, 2, 1)] };
  });
  expect(distinct(result)).toEqual(['0 -', '1 -']);
});

test('Math.random is the same in each set-up', async () => {
  const seen = new Set<number>();
  await bounded(() => {
    seen.add(Math.random());
    const x = words();
    return { threads: [() => Atomics.load(x, 0), () => void Atomics.store(x, 0, 1)] };
  });
  expect(seen.size).toBe(1);
});

test('choose branches, and assume leaves out', async () => {
  const result = await bounded(() => {
    const x = words();
    return {
      threads: [
        () => {
          const chosen = choose(4);
          Atomics.store(x, 0, chosen);
          assume(chosen % 2 === 1);
          return chosen;
        },
        () => choose(2),
      ],
    };
  });
  expect(counted(result)).toEqual({ '1 0': 1, '1 1': 1, '3 0': 1, '3 1': 1 });
  expect(result).toMatchObject({ verdict: 'correct', executions: 4 });
  expect(result.blocked).toBeGreaterThan(0);
});

test('choose(1) does not branch', async () => {
  expect(summary(await bounded(() => ({ threads: [() => choose(1), () => choose(2)] })))).toBe('correct 2+0');
});

test.for([0, -1, 1.5, Number.NaN, Infinity, '2', undefined])('choose(%s) is an error of the thread', async (n) => {
  const { error } = await bounded(() => {
    const x = words();
    return { threads: [() => (Atomics.load(x, 0), choose(n as number))] };
  });
  expect(error).toMatchObject({ kind: 'exception', message: expect.stringContaining('choose(n)') as string });
});

test('choose and assume outside of a checked program say where they belong', () => {
  expect(() => choose(2)).toThrow('call it in a thread');
  expect(() => assume(true)).toThrow('call it in a thread');
});

test('choose in `finally` branches, or is refused', async () => {
  const seen = new Set<number>();
  const result = await bounded(() => {
    const x = words();
    return { threads: [() => Atomics.load(x, 0)], finally: () => void seen.add(choose(2)) };
  });
  expect(result.verdict === 'wrong' || seen.size === 2).toBe(true);
});

test('the message of nondeterminism names what the thread did, and what it did before', async () => {
  let runs = 0;
  const { error } = await bounded(
    () => {
      const x = words();
      return {
        threads: [
          () => {
            Atomics.store(x, 0, runs++);
            Atomics.load(x, 1);
            Atomics.load(x, 1);
          },
          () => void Atomics.store(x, 1, 1),
        ],
        finally: () => 0,
      };
    },
    { model: 'sc' },
  );
  expect(error).toMatchObject({ kind: 'nondeterminism', message: expect.stringContaining('a store of') as string });
});

test('a thread that does something else each time it is run is always noticed', async () => {
  let runs = 0;
  const { error } = await bounded(() => {
    const x = words();
    return {
      threads: [
        () => {
          Atomics.store(x, 0, runs++);
          return Atomics.load(x, 1);
        },
        () => void Atomics.store(x, 1, 1),
      ],
    };
  });
  expect(error).toMatchObject({ kind: 'nondeterminism' });
});

const adder = (x: Int32Array) => () => Atomics.add(x, 0, 1);

test('a program that returns another number of threads each time is refused', async () => {
  let calls = 0;
  const program = () => {
    const x = words();
    return { threads: calls++ % 2 === 0 ? [adder(x), adder(x)] : [adder(x)] };
  };
  const verdict = await bounded(program).then(
    ({ error }) => error?.kind,
    (error: Error) => error.name,
  );
  expect(['nondeterminism', 'UnusableProgramError']).toContain(verdict);
});

test('a thread reads its own changes of a variable, and not those of others', async () => {
  const result = await bounded(() => {
    const x = words();
    let count = 0;
    const add = () => {
      count++;
      Atomics.add(x, 0, 1);
      return count;
    };
    return { threads: [add, add] };
  });
  expect(counted(result)).toEqual({ '1 1': 2 });
});

test('what a thread hangs on a view is gone in the next run', async () => {
  const result = await bounded(() => {
    const x = words() as Int32Array & { visits?: number };
    const visit = () => {
      x.visits = (x.visits ?? 0) + 1;
      Atomics.store(x, 0, x.visits);
      return Atomics.load(x, 1) + Atomics.load(x, 1) + x.visits;
    };
    return { threads: [visit, () => void Atomics.store(x, 1, 1)] };
  });
  expect(result.error).toBeNull();
  expect(distinct(result)).toEqual(['1 -', '2 -', '3 -']);
});

test('a thread that joins an array is deterministic', async () => {
  const result = await bounded(() => {
    const x = words();
    return {
      threads: [
        () => {
          x[2] = 3;
          return [x.includes(3), x.includes(3), x.join()];
        },
      ],
    };
  });
  expect(counted(result)).toEqual({ '[true,true,0,0,3,0]': 1 });
});
