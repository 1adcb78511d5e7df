/** Litmus tests of the literature: which outcomes each model allows, and how many executions there are. */
import { explore, Lock, type ModelName } from 'lockwright/check';
import { fence } from 'lockwright/atomic';
import { expect, test } from 'vitest';
import { bounded, counted, distinct, MODELS, summary, words } from './test-explore.ts';

type Order = 'relaxed' | 'acquire' | 'release' | 'acqRel' | 'seqCst';
type Load = 'relaxed' | 'acquire' | 'seqCst';
type Store = 'relaxed' | 'release' | 'seqCst';

/** By model; of those that are not named, `js`. */
type ByModel<T> = { js: T } & Partial<Record<ModelName, T>>;
const of = <T>(table: ByModel<T>, model: ModelName): T => table[model] ?? table.js;

const storeBuffering = (write: Store, read: Load, between = () => {}) => {
  return () => {
    const x = words();
    const side = (mine: number, other: number) => () => {
      Atomics.store(x, mine, 1, write);
      between();
      return Atomics.load(x, other, read);
    };
    return { threads: [side(0, 1), side(1, 0)] };
  };
};
const ALWAYS_ONE = ['0 1', '1 0', '1 1'];

test.for(MODELS)('store buffering with seqCst never reads two zeros, in 3 executions: %s', async (model) => {
  expect(counted(await bounded(storeBuffering('seqCst', 'seqCst'), { model }))).toEqual({ '0 1': 1, '1 0': 1, '1 1': 1 });
});

test.for(MODELS)('store buffering with release and acquire reads two zeros where the model is weak: %s', async (model) => {
  const weak = ['0 0', ...ALWAYS_ONE];
  const expected = of({ js: ALWAYS_ONE, tso: weak, rc11: weak }, model);
  const result = await bounded(storeBuffering('release', 'acquire'), { model });
  expect(distinct(result)).toEqual(expected);
  expect(result.executions).toBe(expected.length);
});

test.for(MODELS)('store buffering with relaxed accesses and seqCst fences never reads two zeros: %s', async (model) => {
  const result = await bounded(
    storeBuffering('relaxed', 'relaxed', () => fence('seqCst')),
    { model },
  );
  expect(distinct(result)).toEqual(ALWAYS_ONE);
});

/** Store buffering after `count` steps of each thread on a word of its own, of which one is relaxed so that the order of the others is not all there is. */
const lateStoreBuffering = (count: number, step: (x: Int32Array, at: number) => void, order: 'relaxed' | 'seqCst') => () => {
  const x = words();
  const side = (mine: number, other: number) => () => {
    Atomics.store(x, mine + 2, 1, 'relaxed');
    for (let i = 0; i < count; i++) step(x, mine + 2);
    Atomics.store(x, mine, 1, order);
    if (order === 'relaxed') fence('seqCst');
    return Atomics.load(x, other, order);
  };
  return { threads: [side(0, 1), side(1, 0)] };
};

test.for([15, 16, 17, 40])('store buffering is judged after %s seqCst stores of each thread, or as many fences', async (count) => {
  const afterStores = await bounded(
    lateStoreBuffering(count, (x, at) => Atomics.store(x, at, 2, 'seqCst'), 'seqCst'),
    { model: 'rc11' },
  );
  const afterFences = await bounded(
    lateStoreBuffering(count, () => fence('seqCst'), 'relaxed'),
    { model: 'rc11' },
  );
  expect(counted(afterStores)).toEqual({ '0 1': 1, '1 0': 1, '1 1': 1 });
  expect(distinct(afterFences)).toEqual(ALWAYS_ONE);
  const mixed = await bounded(
    lateStoreBuffering(count, (x, at) => Atomics.store(x, at, 2, 'seqCst'), 'relaxed'),
    { model: 'rc11' },
  );
  expect(distinct(mixed)).toEqual(ALWAYS_ONE);
});

test.for(['acquire', 'release', 'acqRel'] as const)('a fence that is only %s does not forbid two zeros under rc11', async (order) => {
  const result = await bounded(
    storeBuffering('relaxed', 'relaxed', () => fence(order)),
    { model: 'rc11' },
  );
  expect(distinct(result)).toContain('0 0');
});

test.for(MODELS)('plain store buffering is a race where races are judged, and weak under tso: %s', async (model) => {
  const result = await bounded(
    () => {
      const x = words();
      return { threads: [() => ((x[0] = 1), x[1]), () => ((x[1] = 1), x[0])] };
    },
    { model },
  );
  expect(summary(result)).toBe(of({ js: 'wrong dataRace', sc: 'correct 3+0', tso: 'correct 4+0', rc11: 'wrong dataRace' }, model));
});

const messagePassing = (write: Store, read: Load) => () => {
  const x = words();
  return {
    threads: [
      () => {
        x[0] = 7;
        Atomics.store(x, 1, 1, write);
      },
      () => (Atomics.load(x, 1, read) === 1 ? x[0] : 'early'),
    ],
  };
};

test.for(MODELS)('a message that is released and acquired arrives whole: %s', async (model) => {
  expect(counted(await bounded(messagePassing('release', 'acquire'), { model }))).toEqual({ '- 7': 1, '- early': 1 });
});

test.for([
  ['relaxed', 'acquire'],
  ['release', 'relaxed'],
  ['relaxed', 'relaxed'],
] as const)('a message that is stored %s and loaded %s is a race under rc11 only', async ([write, read]) => {
  for (const model of MODELS) {
    const result = await bounded(messagePassing(write, read), { model });
    expect(summary(result)).toBe(model === 'rc11' ? 'wrong dataRace' : 'correct 2+0');
  }
});

test.for(MODELS)('a message between fences arrives whole, although its flag is relaxed: %s', async (model) => {
  const result = await bounded(
    () => {
      const x = words();
      return {
        threads: [
          () => {
            x[0] = 7;
            fence('release');
            Atomics.store(x, 1, 1, 'relaxed');
          },
          () => {
            if (Atomics.load(x, 1, 'relaxed') === 0) return 'early';
            fence('acquire');
            return x[0];
          },
        ],
      };
    },
    { model },
  );
  expect(counted(result)).toEqual({ '- 7': 1, '- early': 1 });
});

test.for(MODELS)('a release sequence carries a message through the read-modify-write of a third thread: %s', async (model) => {
  const result = await bounded(
    () => {
      const x = words();
      return {
        threads: [
          () => {
            x[0] = 7;
            Atomics.store(x, 1, 1, 'release');
          },
          () => void Atomics.add(x, 1, 1, 'relaxed'),
          () => (Atomics.load(x, 1, 'acquire') === 2 ? x[0] : 'early'),
        ],
      };
    },
    { model },
  );
  expect(result.error).toBeNull();
  expect(distinct(result)).toEqual(['- - 7', '- - early']);
});

test.for(MODELS)('load buffering never reads two ones: %s', async (model) => {
  const result = await bounded(
    () => {
      const x = words();
      const side = (from: number, to: number) => () => {
        const seen = Atomics.load(x, from, 'relaxed');
        Atomics.store(x, to, 1, 'relaxed');
        return seen;
      };
      return { threads: [side(0, 1), side(1, 0)] };
    },
    { model },
  );
  expect(counted(result)).toEqual({ '0 0': 1, '0 1': 1, '1 0': 1 });
});

const iriw = (write: Store, read: Load) => () => {
  const x = words();
  return {
    threads: [
      () => void Atomics.store(x, 0, 1, write),
      () => void Atomics.store(x, 1, 1, write),
      () => [Atomics.load(x, 0, read), Atomics.load(x, 1, read)],
      () => [Atomics.load(x, 1, read), Atomics.load(x, 0, read)],
    ],
  };
};

test.for(MODELS)('independent reads of independent writes disagree only under rc11, and only if they acquire: %s', async (model) => {
  const strong = await bounded(iriw('seqCst', 'seqCst'), { model });
  expect([strong.executions, distinct(strong).length]).toEqual([15, 15]);
  const weak = await bounded(iriw('release', 'acquire'), { model });
  expect(weak.executions).toBe(model === 'rc11' ? 16 : 15);
  expect(distinct(weak).includes('- - [1,0] [1,0]')).toBe(model === 'rc11');
});

test.for(MODELS)('two reads of one word never go back in time: %s', async (model) => {
  const result = await bounded(
    () => {
      const x = words();
      return {
        threads: [
          () => {
            Atomics.store(x, 0, 1, 'relaxed');
            Atomics.store(x, 0, 2, 'relaxed');
          },
          () => [Atomics.load(x, 0, 'relaxed'), Atomics.load(x, 0, 'relaxed')],
        ],
      };
    },
    { model },
  );
  expect(distinct(result)).toEqual(['- [0,0]', '- [0,1]', '- [0,2]', '- [1,1]', '- [1,2]', '- [2,2]']);
  expect(result.executions).toBe(6);
});

test.for(MODELS)('two threads that write two words in opposite order leave both first writes only under rc11: %s', async (model) => {
  const result = await bounded(
    () => {
      const x = words();
      const side = (first: number, then: number) => () => {
        Atomics.store(x, first, 1, 'relaxed');
        Atomics.store(x, then, 2, 'relaxed');
      };
      return {
        threads: [side(0, 1), side(1, 0)],
        finally: () => {
          if (Atomics.load(x, 0) === 1 && Atomics.load(x, 1) === 1) throw new Error('both first writes are last');
        },
      };
    },
    { model, keepGoing: true },
  );
  expect([result.executions, result.error?.kind]).toEqual(model === 'rc11' ? [4, 'assertion'] : [3, undefined]);
});

test.for(MODELS)('coherence of writes and reads of one thread: CoWR has 3 executions: %s', async (model) => {
  const result = await bounded(
    () => {
      const x = words();
      return {
        threads: [
          () => {
            Atomics.store(x, 0, 1, 'relaxed');
            return Atomics.load(x, 0, 'relaxed');
          },
          () => void Atomics.store(x, 0, 2, 'relaxed'),
        ],
      };
    },
    { model },
  );
  expect(result.executions).toBe(3);
  expect(distinct(result)).toEqual(['1 -', '2 -']);
});

test.for([
  [2, 2],
  [3, 6],
  [4, 24],
  [5, 120],
] as const)('%i threads that add one have %i executions', async ([threads, executions]) => {
  for (const model of MODELS) {
    const result = await bounded(
      () => {
        const x = words();
        return {
          threads: Array.from({ length: threads }, () => () => Atomics.add(x, 0, 1)),
          finally: () => {
            if (Atomics.load(x, 0) !== threads) throw new Error('lost');
          },
        };
      },
      { model },
    );
    expect(summary(result)).toBe(`correct ${executions}+0`);
    expect(distinct(result)).toHaveLength(executions);
  }
});

test.for(MODELS)('adding one by a load and a store loses a count: %s', async (model) => {
  const result = await bounded(
    () => {
      const x = words();
      const add = () => void Atomics.store(x, 0, Atomics.load(x, 0) + 1);
      return {
        threads: [add, add],
        finally: () => {
          if (Atomics.load(x, 0) !== 2) throw new Error(`counted ${Atomics.load(x, 0)}`);
        },
      };
    },
    { model },
  );
  expect(result.error).toMatchObject({ kind: 'assertion', message: 'counted 1', threads: [] });
});

test.for([
  [{ success: 'acqRel', failure: 'acquire' }, 'correct'],
  [{ success: 'relaxed', failure: 'acquire' }, 'correct'],
  [{ success: 'acquire', failure: 'relaxed' }, 'wrong'],
] as [{ success: Order; failure: Load }, string][])(
  'under rc11 a compareExchange that fails has the order of failure: %o',
  async ([{ success, failure }, verdict]) => {
    const result = await bounded(
      () => {
        const x = words();
        return {
          threads: [
            () => {
              x[0] = 7;
              Atomics.store(x, 1, 5, 'release');
            },
            () => (Atomics.compareExchange(x, 1, 1, 2, success, failure) === 5 ? x[0] : 'early'),
          ],
        };
      },
      { model: 'rc11' },
    );
    expect(result.verdict).toBe(verdict);
  },
);

test.for([
  ['acquire', 'correct'],
  ['relaxed', 'wrong'],
] as [Order, string][])('under rc11 a compareExchange that succeeds has the order of success: %s', async ([success, verdict]) => {
  const result = await bounded(
    () => {
      const x = words();
      return {
        threads: [
          () => {
            x[0] = 7;
            Atomics.store(x, 1, 1, 'release');
          },
          () => (Atomics.compareExchange(x, 1, 1, 2, success, 'relaxed') === 1 ? x[0] : 'early'),
        ],
      };
    },
    { model: 'rc11' },
  );
  expect(result.verdict).toBe(verdict);
});

test('an order that there is not is an error that names it', async () => {
  const result = await bounded(() => {
    const x = words();
    return { threads: [() => Atomics.load(x, 0, 'strong' as 'acquire')] };
  });
  expect(result.error).toMatchObject({ kind: 'exception', message: expect.stringContaining('strong') as string });
});

test('x86tso is another spelling of tso, in any case', async () => {
  for (const model of ['x86tso', 'tso', 'TSO', 'x86TSO']) {
    expect(await explore(storeBuffering('release', 'acquire'), { model: model as 'tso' })).toMatchObject({ model: 'tso', executions: 4 });
  }
});

test.for(MODELS)('a lock of the checker is one step, so that n threads take it in n! orders: %s', async (model) => {
  const result = await bounded(
    () => {
      const lock = new Lock();
      const x = words();
      const add = () => {
        lock.lock();
        x[0]! += 1;
        lock.unlock();
      };
      return {
        threads: [add, add, add],
        finally: () => {
          if (x[0] !== 3) throw new Error('lost');
        },
      };
    },
    { model },
  );
  expect(summary(result)).toBe('correct 6+0');
});
