import { expect, test } from 'vitest';
import { explore, type Program, type Trace } from 'lockwright/check';
import { interleavingMixes } from './oracle/mixes.ts';
import { randomProgram, seeded } from './oracle/random-program.ts';
import { toExplore } from './oracle/to-explore.ts';
import { latestWriters } from './report/words.ts';

const words = (count: number) => new Int32Array(new SharedArrayBuffer(4 * count));

/** A lock that is tried three times, with a counter under it. */
function spinning(): Program {
  const x = words(2);
  const add = () => {
    for (let tries = 0; tries < 3; tries++) {
      if (Atomics.compareExchange(x, 0, 0, 1) !== 0) continue;
      x[1]! += 1;
      Atomics.store(x, 0, 0);
      return true;
    }
    return false;
  };
  return { threads: [add, add] };
}

const storeBuffering = (): Program => {
  const x = words(2);
  return {
    threads: [0, 1].map((me) => () => {
      Atomics.store(x, me, 1, 'relaxed');
      return Atomics.load(x, 1 - me, 'relaxed');
    }),
  };
};

const storeBufferingIsWrong = (): Program => ({
  ...storeBuffering(),
  finally: ([a, b]) => {
    if (a === 0 && b === 0) throw new Error('both read 0');
  },
});

/** Steps that read something else than what was written last before them, in the order shown. */
function stale(trace: Trace): number[] {
  const latest = latestWriters(trace);
  return trace.steps.flatMap(({ id, kind, readsFrom }) =>
    kind !== 'wake' && kind !== 'lock' && readsFrom !== undefined && readsFrom !== latest[id] ? [id] : [],
  );
}

test('as many executions are kept as are asked for, and none unless some are', async () => {
  expect(await explore(storeBuffering)).not.toHaveProperty('traces');
  const { executions, traces } = await explore(storeBuffering, { keepTraces: 2 });
  expect([executions, traces!.length]).toEqual([3, 2]);
});

test('in the order shown, each step reads what was written last before it, where the model has such an order', async () => {
  for (const model of ['js', 'sc'] as const) {
    const { verdict, traces } = await explore(spinning, { model, keepTraces: 1000 });
    expect(verdict).toBe('correct');
    expect(traces!.length).toBeGreaterThan(5);
    expect(traces!.map(stale)).toEqual(traces!.map(() => []));
  }
});

test('so it is in random programs with waits, locks and timeouts', async () => {
  const PROGRAMS = 15;
  let seen = 0;
  for (const mix of Object.values(interleavingMixes)) {
    for (let seed = 0; seed < PROGRAMS; seed++) {
      const program = toExplore(randomProgram(seeded(seed), mix), 4);
      const { traces } = await explore(program, { model: 'js', keepTraces: 50, maxExecutions: 50, keepGoing: true, allowRace: () => true });
      for (const trace of traces!)
        expect({ seed, stale: stale(trace), empty: trace.steps.length === 0 }).toEqual({ seed, stale: [], empty: false });
      seen += traces!.length;
    }
  }
  expect(seen).toBeGreaterThan(100);
});

test('executions are different, and so are the paths that lead to them', async () => {
  const { executions, blocked, traces } = await explore(spinning, { keepTraces: 1000 });
  expect(traces!.length).toBe(executions + blocked);
  expect(new Set(traces!.map(({ path }) => JSON.stringify(path))).size).toBe(traces!.length);
  expect(traces!.map(({ execution }) => execution)).toEqual(traces!.map((_, i) => i + 1));
});

test('of two executions, the step at which their paths part is the same, and what was chosen for it is not', async () => {
  const { traces } = await explore(storeBuffering, { model: 'rc11', keepTraces: 10 });
  const [one, other] = traces!.map(({ path }) => path!);
  const at = one!.findIndex((choice, i) => choice.text !== other![i]!.text);
  expect(at).toBeGreaterThan(0);
  expect({ ...one![at], text: '' }).toEqual({ ...other![at], text: '' });
});

test('the execution that is wrong is among those that are kept, with its error', async () => {
  const { traces, error } = await explore(storeBufferingIsWrong, { model: 'rc11', keepTraces: 100, keepGoing: true });
  expect(traces!.filter((trace) => trace.error !== undefined)).toEqual([error!.trace]);
  expect(traces!.length).toBe(4);
});

test('blocked executions are kept as well', async () => {
  const { assume } = await import('lockwright/check');
  const program = (): Program => {
    const x = words(2);
    const both = () => {
      const seen = [Atomics.load(x, 0), Atomics.load(x, 1)];
      assume(seen[0] === seen[1]);
      Atomics.load(x, 0);
    };
    return { threads: [() => Atomics.store(x, 0, 1), () => Atomics.store(x, 1, 1), both] };
  };
  const { executions, blocked, traces } = await explore(program, { keepTraces: 10 });
  expect(blocked).toBeGreaterThan(0);
  expect(traces!.length).toBe(executions + blocked);
});

test('a count that is none is refused', async () => {
  await expect(explore(storeBuffering, { keepTraces: 0 })).rejects.toThrow('keepTraces must be a number greater than 0');
});
