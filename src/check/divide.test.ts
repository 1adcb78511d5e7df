/** An exploration that is divided among several explorers counts what one alone counts: here two that claim by halves, one after the other. */
import { expect, test } from 'vitest';
import type { Division } from './engine/division.ts';
import { Places } from './engine/division.ts';
import { explore } from './explore.ts';
import { mergeResults } from './merge-results.ts';
import type { InternalOptions } from './options.ts';
import type { ExploreResult, Program } from './result.ts';
import { counted, words } from './test-explore.ts';

const fib = (rounds: number) => (): Program => {
  const x = words();
  const add = (mine: number) => (): void => {
    for (let i = 0; i < rounds; i++) Atomics.store(x, mine, Atomics.load(x, 0) + Atomics.load(x, 1) + 1);
  };
  return { threads: [add(0), add(1)], finally: () => Atomics.load(x, 0) };
};

const increments = (threads: number) => (): Program => {
  const x = words();
  return { threads: Array.from({ length: threads }, () => () => Atomics.add(x, 0, 1)) };
};

const futexMutex =
  (threads: number, notifies = true) =>
  (): Program => {
    const x = words();
    const add = (): void => {
      while (Atomics.exchange(x, 0, 2) !== 0) Atomics.wait(x, 0, 2);
      x[1]! += 1;
      if (Atomics.exchange(x, 0, 0) === 2 && notifies) Atomics.notify(x, 0, 1);
    };
    return { threads: Array.from({ length: threads }, () => add) };
  };

const withChoices = (): Program => {
  const x = words();
  const wait = () => Atomics.wait(x, 0, 0, 5);
  return { threads: [wait, wait, () => Atomics.notify(x, 0, 1), () => Atomics.add(x, 0, 1)] };
};

/** Explores what this half of all names claims. */
function half(program: () => Program, which: number, depth: number, options: Partial<InternalOptions> = {}): Promise<ExploreResult> {
  const division: Division = { depth, claim: (high, low) => ((high ^ low) & 1) === which, isOver: false, stop: () => {} };
  const knowledge = { threads: program().threads.length, getsStuck: true, blocks: [], timed: [], asksWhoEnded: false, terminates: false };
  return explore(program, { ...options, shared: { knowledge, division } } as InternalOptions);
}

test.each([
  ['reads and writes', fib(3), 'sc'],
  ['reads and writes', fib(3), 'rc11'],
  ['reads and writes', fib(3), 'tso'],
  ['read-modify-writes', increments(6), 'js'],
  ['a mutex with wait and notify', futexMutex(3), 'js'],
  ['a mutex with wait and notify', futexMutex(3), 'rc11'],
  ['choices of the scheduler', withChoices, 'js'],
] as const)('%s: the halves together are the whole, at every depth (%#)', async (_, program, model) => {
  const whole = await explore(program, { model });
  for (const depth of [1, 2, 3, 5, 8]) {
    const [a, b] = [await half(program, 0, depth, { model }), await half(program, 1, depth, { model })];
    const both = mergeResults(a, [b]);
    expect(both.executions).toBe(whole.executions);
    expect(counted(both)).toEqual(counted(whole));
    expect(both.verdict).toBe('correct');
  }
});

test('each half does a good part of the work', async () => {
  const [a, b] = [await half(increments(7), 0, 4), await half(increments(7), 1, 4)];
  expect(Math.min(a.executions, b.executions)).toBeGreaterThan(0.2 * (a.executions + b.executions));
});

test('a fault that one half has is that of the whole', async () => {
  const [a, b] = [await half(futexMutex(3, false), 0, 2), await half(futexMutex(3, false), 1, 2)];
  expect(mergeResults(a, [b])).toMatchObject({ verdict: 'wrong', error: { kind: 'deadlock' } });
});

test('what was done before the division is claimed by who did it', () => {
  const places = new Places();
  for (let i = 0; i < 40; i++) places.note(3 * i);
  for (let i = 39; i >= 0; i--) {
    places.enter(3 * i, 0, i, 1);
    places.noteExecution();
  }
  expect(places.depthToDivideAt).toBe(1);
  const names = new Set<string>();
  const division: Division = {
    depth: 1,
    claim: (high, low) => names.size < names.add(`${high} ${low}`).size,
    isOver: false,
    stop: () => {},
  };
  places.claimAll(division);
  expect(names.size).toBe(40);
});
