/** What is handed to explore() and is no program: each is refused with a message that says what to do. */
import { UnusableProgramError } from 'lockwright/check';
import { spawn } from 'lockwright/thread';
import { expect, test } from 'vitest';
import { bounded, summary, words } from './test-explore.ts';

const { load } = Atomics;
const outer = new Int32Array(new SharedArrayBuffer(16));

/** The message of the refusal. */
const refusalOf = async (program: unknown): Promise<string> =>
  bounded(program as () => unknown).then(
    () => 'not refused',
    (error: unknown) =>
      error instanceof UnusableProgramError && error.code === 'UNUSABLE_PROGRAM' ? error.message : `another error: ${String(error)}`,
  );

test.for<[string, unknown, string]>([
  ['no function', 5, 'expected a function, but got 5'],
  ['an object without a prototype', Object.create(null), 'cannot be shown'],
  ['a list of functions', () => [() => 1, () => 2], 'a list of functions: write { threads: […] }'],
  ['a function that returns one', () => () => 1, 'returned a function'],
  ['`thread` for `threads`', () => ({ thread: [() => 1] }), 'functions in `thread`'],
  ['`Threads` for `threads`', () => ({ Threads: [() => 1], finally: () => 1 }), 'functions in `Threads`'],
  ['`finally` alone', () => ({ finally: () => 1 }), 'functions in `finally`'],
  ['no threads at all', () => ({ threads: [] }), 'at least one thread'],
  ['threads that are no list', () => ({ threads: () => 1 }), 'at least one thread'],
  ['a thread that is none', () => ({ threads: [() => 1, 7] }), 'threads[1] must be a function, but is 7'],
  ['a thread that is a generator', () => ({ threads: [function* () {}] }), 'threads[0] is a generator'],
  ['an end that is none', () => ({ threads: [() => 1], finally: 7 }), 'finally must be a function, but is 7'],
  ['an async program', async () => ({ threads: [() => 1] }), 'is async'],
  ['a program that throws', () => JSON.parse('{'), 'threw while it was set up'],
  ['threads that never use shared memory', () => ({ threads: [() => 1] }), 'never use shared memory'],
  [
    'functions of Atomics that were taken before, on memory from outside',
    () => ({ threads: [() => load(outer, 0)] }),
    'const { load } = Atomics',
  ],
])('%s', async ([, program, message]) => {
  expect(await refusalOf(program)).toContain(message);
});

const unreadable = () => ({
  get threads(): never {
    throw new Error('from threads');
  },
});

test('`threads` that cannot be read are refused with what was thrown', async () => {
  expect(await refusalOf(unreadable)).toContain('from threads');
});

test('functions of Atomics that were taken before do not know simulated memory, which is said', async () => {
  const { error } = await bounded(() => {
    const x = words();
    return { threads: [() => load(x, 0)] };
  });
  expect(error).toMatchObject({ kind: 'exception', message: expect.stringContaining('Write `Atomics.load(…)`') as string });
});

test('an ordinary TypeError gets no such hint', async () => {
  const { error } = await bounded(() => {
    const x = words();
    return {
      threads: [
        () => {
          Atomics.load(x, 0);
          throw new TypeError('of its own');
        },
      ],
    };
  });
  expect(error!.message).toBe('of its own');
});

test('an ordinary function that returns data is a program of one thread', async () => {
  const result = await bounded(() => ({ seen: Atomics.load(words(), 0), list: [], nested: { f: 1 } }));
  expect(summary(result)).toBe('correct 1+0');
});

const named = (count: number) => () => {
  const x = words(64);
  return { threads: Array.from({ length: count }, (_, i) => () => Atomics.store(x, i, i)) };
};
const spawning = (count: number) => () => {
  const x = words(64);
  return Array.from({ length: count }, (_, i) => spawn(() => Atomics.store(x, i, i))).length;
};

test('61 threads are too many, named or spawned, and 60 are not', async () => {
  expect(await refusalOf(named(61))).toContain('at most 60 threads, but it returns 61');
  expect(await refusalOf(spawning(60))).toContain('at most 60 threads, but it spawns more');
  expect(summary(await bounded(named(60)))).toBe('correct 1+0');
  expect((await bounded(spawning(59))).error).toBeNull();
});

const twofold = () => {
  const x = words();
  spawn(() => Atomics.add(x, 0, 1));
  return { threads: [() => Atomics.add(x, 0, 1)] };
};

test('threads that were started while the program was set up are refused where it returns others', async () => {
  expect(await refusalOf(twofold)).toContain('returns threads, too');
});

const differing = (make: (call: number) => unknown) => {
  let calls = 0;
  return () => {
    calls++;
    return make(calls);
  };
};
const add = (x: Int32Array) => () => Atomics.add(x, 0, 1);

test.for<[string, (call: number) => unknown, string]>([
  [
    'other values',
    (call) => {
      const x = words();
      x[2] = call;
      return { threads: [add(x), add(x)] };
    },
    'byte 8 of sab1',
  ],
  [
    'memories of another size',
    (call) => {
      const x = words(3 + call);
      return { threads: [add(x), add(x)] };
    },
    'bytes before',
  ],
  [
    'another number of memories',
    (call) => {
      const [x] = Array.from({ length: call }, () => words());
      return { threads: [add(x!), add(x!)] };
    },
    'memories and blocks of the heap',
  ],
  [
    'other threads',
    (call) => {
      const x = words();
      return { threads: call === 1 ? [add(x), add(x)] : [add(x), 7] };
    },
    'other threads than before',
  ],
  [
    'no end',
    (call) => {
      const x = words();
      return { threads: [add(x), add(x)], ...(call === 1 ? { finally: () => 0 } : {}) };
    },
    'other threads than before',
  ],
  ['nothing', (call) => (call === 1 ? { threads: [add(words())] } : undefined), 'other threads than before'],
])('a set-up that makes %s each time is nondeterministic, and the message says how', async ([, make, message]) => {
  const { error } = await bounded(differing(make));
  expect(error).toMatchObject({ kind: 'nondeterminism', threads: [], message: expect.stringContaining(message) as string });
});

test('a set-up that throws only in a later run is nondeterministic', async () => {
  const { error } = await bounded(
    differing((call) => {
      if (call > 2) throw new RangeError('later');
      const x = words();
      return { threads: [add(x), add(x)] };
    }),
  );
  expect(error).toMatchObject({ kind: 'nondeterminism', message: expect.stringContaining('RangeError: later') as string });
});

test('time stands still in the set-up, and chance is the same each time', async () => {
  const seen = new Set<string>();
  const result = await bounded(() => {
    seen.add([Math.random(), Math.random(), Date.now(), performance.now(), new Date().getTime()].join());
    const x = words();
    x[0] = Math.floor(Math.random() * 100);
    return { threads: [add(x), add(x)] };
  });
  expect(result.verdict).toBe('correct');
  expect(seen.size).toBe(1);
});
