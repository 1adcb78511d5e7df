/** Bounds, interruption, and words that may race. */
import { explore } from 'lockwright/check';
import { AtomicI32 } from 'lockwright/atomic';
import { expect, test } from 'vitest';
import { bounded, counted, MODELS, summary, words } from './test-explore.ts';

/** Six executions. */
const three = () => {
  const x = words();
  const add = () => Atomics.add(x, 0, 1);
  return { threads: [add, add, add] };
};

test.for([1, 5])('a bound of %s executions is kept, and named', async (maxExecutions) => {
  const result = await explore(three, { maxExecutions });
  expect(result).toMatchObject({
    verdict: 'incomplete',
    executions: maxExecutions,
    bound: `the bound of ${maxExecutions} executions was reached`,
  });
  expect(result.outcomes.reduce((sum, { count }) => sum + count, 0)).toBe(maxExecutions);
});

test.for([6, 7, 1e9])('a bound of %s executions is none where there are six', async (maxExecutions) => {
  expect(summary(await explore(three, { maxExecutions }))).toBe('correct 6+0');
});

const waiting = () => {
  const x = words();
  return {
    threads: [
      () => {
        while (Atomics.load(x, 0) === 0);
      },
      () => void Atomics.store(x, 0, 1),
    ],
  };
};

test('executions that are blocked count, too', async () => {
  const all = await explore(waiting);
  const count = all.executions + all.blocked;
  expect((await explore(waiting, { maxExecutions: count })).verdict).toBe('correct');
  if (count > 1) expect((await explore(waiting, { maxExecutions: count - 1 })).verdict).toBe('incomplete');
});

test('a signal that is aborted already ends the exploration before it begins', async () => {
  const result = await explore(three, { signal: AbortSignal.abort() });
  expect(result).toMatchObject({ verdict: 'incomplete', executions: 0, bound: 'it was interrupted' });
});

test('a signal that is aborted meanwhile ends the exploration, and what is known is told', async () => {
  const controller = new AbortController();
  const result = await explore(
    () => {
      const x = words();
      const add = () => {
        for (let i = 0; i < 5; i++) Atomics.add(x, 0, 1);
      };
      return { threads: [add, add, add, add] };
    },
    { signal: controller.signal, onProgress: () => controller.abort() },
  );
  expect(result).toMatchObject({ verdict: 'incomplete', bound: 'it was interrupted' });
  expect(result.executions).toBeGreaterThan(0);
});

const flagged = () => {
  const data = words();
  return {
    threads: [
      () => {
        data[1] = 1;
      },
      () => data[1],
    ],
  };
};

test('a word may race by the name that the engine gives it', async () => {
  const result = await bounded(flagged, { allowRace: (word) => word === 'sab1[1]' });
  expect(counted(result)).toEqual({ '- 0': 1, '- 1': 1 });
});

test('allowRace is asked once for each name of a word', async () => {
  const asked: string[] = [];
  const result = await bounded(flagged, {
    allowRace: (word) => {
      asked.push(word);
      return false;
    },
  });
  expect(result.error).toMatchObject({ kind: 'dataRace' });
  expect(asked).toEqual([...new Set(asked)]);
  expect(asked[0]).toBe('sab1[1]');
});

test.for(MODELS)('what is freed twice is found under %s', async (model) => {
  const result = await bounded(
    () => {
      const a = new AtomicI32(1);
      return { threads: [() => a.free(), () => a.free()] };
    },
    { model },
  );
  expect(result.error).toMatchObject({ kind: 'doubleFree', message: expect.stringContaining('thread') as string });
});

test.for(MODELS)('what is used after it was freed is found under %s', async (model) => {
  const result = await bounded(
    () => {
      const a = new AtomicI32(1);
      return { threads: [() => a.free(), () => a.load()] };
    },
    { model },
  );
  expect(result.error).toMatchObject({ kind: 'useAfterFree', message: expect.stringContaining('before thread 0 frees it') as string });
});

test.for(MODELS)('what is freed after its last use, which a flag tells, is right under %s', async (model) => {
  const result = await bounded(
    () => {
      const a = new AtomicI32(1);
      const x = words();
      return {
        threads: [
          () => {
            a.store(2);
            Atomics.store(x, 0, 1);
          },
          () => {
            if (Atomics.load(x, 0) === 0) return;
            a.free();
          },
        ],
      };
    },
    { model },
  );
  expect(summary(result)).toBe('correct 2+0');
});

test.for(MODELS)('who frees may have used it before, under %s', async (model) => {
  const result = await bounded(
    () => {
      const a = new AtomicI32(1);
      const x = words();
      return { threads: [() => (a.store(2, 'relaxed'), a.free()), () => Atomics.load(x, 0)] };
    },
    { model },
  );
  expect(summary(result)).toBe('correct 1+0');
});
