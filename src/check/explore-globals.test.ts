/** After `explore`, and between its slices, everything global is as before, whatever the program did. */
import { explore } from 'lockwright/check';
import { beforeAll, expect, test } from 'vitest';
import { bounded, words } from './test-explore.ts';

const prototypes: Record<string, object> = {
  Atomics,
  Math,
  Date,
  performance,
  'SharedArrayBuffer.prototype': SharedArrayBuffer.prototype,
  'DataView.prototype': DataView.prototype,
  '%TypedArray%': Object.getPrototypeOf(Int32Array) as object,
  '%TypedArray%.prototype': Object.getPrototypeOf(Int32Array.prototype) as object,
  'Int32Array.prototype': Int32Array.prototype,
  'BigInt64Array.prototype': BigInt64Array.prototype,
  WebAssembly,
  'WebAssembly.Memory.prototype': WebAssembly.Memory.prototype,
};
const GLOBALS = [
  'SharedArrayBuffer',
  'DataView',
  'Atomics',
  'Math',
  'Date',
  'performance',
  'Int32Array',
  'Uint8Array',
  'BigInt64Array',
  'Float64Array',
];

/** Every property of what is instrumented: its value, its accessors and its flags. */
function snapshot(): Map<string, unknown> {
  const found = new Map<string, unknown>();
  for (const [name, object] of [...Object.entries(prototypes), ['globalThis', globalThis] as const]) {
    for (const key of name === 'globalThis' ? GLOBALS : Reflect.ownKeys(object)) {
      const { value, get, set, ...flags } = Object.getOwnPropertyDescriptor(object, key)!;
      found.set(`${name}.${String(key)}`, [value, get, set, flags.configurable, flags.enumerable, flags.writable]);
    }
  }
  return found;
}

let before: Map<string, unknown>;

function changes(): string[] {
  const now = snapshot();
  const names = new Set([...before.keys(), ...now.keys()]);
  return [...names].filter((name) => {
    const [a, b] = [before.get(name) as unknown[] | undefined, now.get(name) as unknown[] | undefined];
    return a === undefined || b === undefined || a.some((part, i) => !Object.is(part, b[i]));
  });
}

const counting = (rounds: number) => () => {
  const x = words();
  const add = () => {
    for (let round = 0; round < rounds; round++) Atomics.add(x, 0, 1);
  };
  return { threads: [add, add, add, add] };
};
const MANY = 4;

beforeAll(() => {
  before = snapshot();
});

test('everything global is as before after a check that is right', async () => {
  await bounded(counting(1));
  expect(changes()).toEqual([]);
});

test.for<[string, () => unknown]>([
  [
    'set-up throws',
    () => {
      throw new Error('in the set-up');
    },
  ],
  ['program is none', () => 5],
  [
    'thread throws',
    () => {
      const x = words();
      return {
        threads: [
          () => {
            throw new Error(`saw ${Atomics.load(x, 0)}`);
          },
        ],
      };
    },
  ],
  [
    'end throws',
    () => {
      const x = words();
      return {
        threads: [() => Atomics.load(x, 0)],
        finally: () => {
          throw new Error('in the end');
        },
      };
    },
  ],
])('everything global is as before where the %s', async ([, program]) => {
  await bounded(program).catch(() => {});
  expect(changes()).toEqual([]);
});

test('everything global is as before where the set-up throws only in a later run', async () => {
  let calls = 0;
  await bounded(() => {
    if (calls++ > 1) throw new Error('later');
    return counting(1)();
  }).catch(() => {});
  expect(calls).toBeGreaterThan(1);
  expect(changes()).toEqual([]);
});

test('everything global is as before whenever other code has its turn', async () => {
  const found: string[] = [];
  const timer = setInterval(() => found.push(...changes()), 1);
  let reports = 0;
  await explore(counting(MANY), {
    maxSeconds: 0.5,
    onProgress: () => {
      reports++;
      found.push(...changes());
    },
  });
  clearInterval(timer);
  expect(reports).toBeGreaterThan(0);
  expect(found).toEqual([]);
});

test('everything global is as before after onProgress has thrown', async () => {
  const failing = explore(counting(MANY), {
    maxSeconds: 2,
    onProgress: () => {
      throw new Error('from onProgress');
    },
  });
  await expect(failing).rejects.toThrow('from onProgress');
  expect(changes()).toEqual([]);
});

const program = () => {
  const x = words();
  const add = () => {
    for (let round = 0; round < 3; round++) Atomics.add(x, 0, 1);
  };
  return {
    threads: [add, add, add],
    finally: () => {
      if (Atomics.load(x, 0) !== 9) throw new Error('lost');
    },
  };
};

test('two explorations at once do not disturb each other', async () => {
  const results = await Promise.all([bounded(program), bounded(program, { model: 'rc11' }), bounded(program, { model: 'sc' })]);
  expect(results.map(({ verdict, executions }) => [verdict, executions])).toEqual(Array.from({ length: 3 }, () => ['correct', 1680]));
  expect(changes()).toEqual([]);
});

const awaiting = () => {
  const x = words();
  return {
    threads: [
      async () => {
        const waited = Atomics.waitAsync(x, 0, 0);
        return waited.async ? waited.value : waited.value;
      },
      () => {
        Atomics.store(x, 0, 1);
        Atomics.notify(x, 0);
      },
    ],
  };
};

test('explorations of async threads wait for each other', async () => {
  const results = await Promise.all([bounded(awaiting), bounded(program), bounded(awaiting)]);
  expect(results.map(({ verdict }) => verdict)).toEqual(['correct', 'correct', 'correct']);
  expect(changes()).toEqual([]);
});

test('an exploration in the set-up of another is refused', async () => {
  const inner: Promise<unknown>[] = [];
  const result = await bounded(() => {
    inner.push(explore(counting(1)).catch((error: Error) => error.message));
    return counting(1)();
  });
  expect(result.verdict).toBe('correct');
  for (const message of await Promise.all(inner)) expect(message).toContain('Run them one after the other');
  expect(changes()).toEqual([]);
});

test('an exploration inside a thread of another is refused', async () => {
  const inner: Promise<unknown>[] = [];
  const result = await bounded(() => {
    const x = words();
    return {
      threads: [
        () => {
          inner.push(explore(counting(1)).catch((error: Error) => error.message));
          return Atomics.load(x, 0);
        },
      ],
    };
  });
  expect(result.error).toBeNull();
  for (const message of await Promise.all(inner)) expect(message).toContain('Run them one after the other');
  expect(changes()).toEqual([]);
});
