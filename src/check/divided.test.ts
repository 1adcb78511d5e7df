import { expect, test } from 'vitest';
import type { Division } from './engine/division.ts';
import { explore } from './explore.ts';
import type { InternalOptions } from './options.ts';
import type { ExploreResult, ModelName } from './result.ts';

const KNOWLEDGE = { threads: 0, getsStuck: false, blocks: [], timed: [], asksWhoEnded: false, terminates: false };

/** Everything above the depth, and the branches below whose names are even or odd, belong to one of two explorers. */
const half = (depth: number, which: 0 | 1): Division => ({
  depth,
  isOver: false,
  claim: (high, low) => ((high ^ low ^ (low >>> 7)) & 1) === which,
  stop: () => {},
});

const exploreHalf = (
  program: () => { threads: (() => unknown)[] },
  model: ModelName,
  depth: number,
  which: 0 | 1,
): Promise<ExploreResult> => {
  const options: Partial<InternalOptions> = {
    model,
    shared: { knowledge: { ...KNOWLEDGE, threads: program().threads.length }, division: half(depth, which) },
  };
  return explore(program, options);
};

/** Which words the threads use depends on what they read, so that who explores a part of the tree only meets them in another order. */
const meetsWordsLate = () => {
  const x = new Int32Array(new SharedArrayBuffer(32));
  const count = (): void => {
    for (let i = 1; i <= 3; i++) Atomics.store(x, 0, i);
  };
  const write = (): void => void Atomics.store(x, 1 + Atomics.load(x, 0), 1);
  const look = (): number => {
    const [first, second] = [Atomics.load(x, 1 + Atomics.load(x, 0)), Atomics.load(x, 1 + Atomics.load(x, 0))];
    return first + 2 * second;
  };
  return { threads: [count, write, look] };
};

test.for(['sc', 'tso', 'rc11'] as const)('two explorers that divide the tree count each execution once: %s', async (model) => {
  const whole = await explore(meetsWordsLate, { model });
  for (let depth = 1; depth < 8; depth++) {
    const [one, other] = [await exploreHalf(meetsWordsLate, model, depth, 0), await exploreHalf(meetsWordsLate, model, depth, 1)];
    expect([depth, one.executions + other.executions, one.blocked + other.blocked]).toEqual([depth, whole.executions, whole.blocked]);
  }
});
