import { afterEach, expect, test, vi } from 'vitest';
import { CheckFailedError, disagreement, makeCheck, REGISTRY, type Declared, type Explore } from './declare.ts';
import { race } from './report/test-traces.ts';
import type { ExploreResult } from './result.ts';

const correct: ExploreResult = { verdict: 'correct', executions: 3, blocked: 1, seconds: 0, outcomes: [], error: null, model: 'js' };
const wrong: ExploreResult = {
  ...correct,
  verdict: 'wrong',
  error: { kind: 'dataRace', message: 'data race on data[0]', threads: [0, 1], places: [], trace: race },
};
const incomplete: ExploreResult = { ...correct, verdict: 'incomplete', bound: 'the bound of 3 executions was reached' };
const program = () => ({ threads: [] });
const globals = globalThis as unknown as Record<symbol, Declared[] | undefined>;

// Inside of a test no test can be declared, so these checks run at once.
const checkThat = (result: ExploreResult) => makeCheck(async () => result);

afterEach(() => {
  delete globals[REGISTRY];
});

test('a check that is run at once gives its result', async () => {
  await expect(checkThat(correct)('right', program)).resolves.toBe(correct);
});

test('a check that is wrong rejects with the whole report, and has the trace', async () => {
  const failure = await checkThat(wrong)('a race', program)!.catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(CheckFailedError);
  const { message, trace, result, code } = failure as CheckFailedError;
  expect(message).toContain('a race is wrong\n\ndata race on data[0] after 2 steps\n  thread 0, step 1: data[0] = 42 (plain)');
  expect(message).toContain('1 │ data[0] = 42');
  expect([trace, result, code]).toMatchObject([race, wrong, 'CHECK_FAILED']);
  expect(Object.keys(failure as CheckFailedError)).toEqual(['code']);
});

test('the stack of a check that is wrong is where it was declared, and nothing of the checker', async () => {
  const { message, stack } = (await checkThat(wrong)('a race', program)!.catch((error: unknown) => error)) as CheckFailedError;
  const frames = stack!.slice(`CheckFailedError: ${message}`.length).trim().split('\n');
  expect(frames).toEqual([expect.stringContaining('declare.test.ts')]);
});

test('a check that is incomplete rejects with the bound', async () => {
  await expect(checkThat(incomplete)('large', program)).rejects.toThrow('large: incomplete: the bound of 3 executions was reached');
});

test.for([
  ['correct', correct, undefined],
  ['correct', wrong, 'dataRace: data race on data[0]'],
  ['wrong', wrong, undefined],
  ['dataRace', wrong, undefined],
  ['deadlock', wrong, 'a deadlock was to be found, but the first error is: dataRace: data race on data[0]'],
  ['wrong', correct, 'something wrong was to be found, but nothing is wrong in 4 executions'],
  ['dataRace', incomplete, 'a dataRace was to be found, but nothing is wrong in 4 executions, which are not all'],
] as const)('where %s is expected, a result is judged: %o', ([expected, result, why]) => {
  expect(disagreement({ expect: expected }, result)).toBe(why);
});

test.for([
  ['correct', correct, 3, undefined],
  ['correct', correct, 4, '4 executions were expected, but it has 3'],
  ['correct', incomplete, 4, 'incomplete: the bound of 3 executions was reached'],
  ['correct', wrong, 4, 'dataRace: data race on data[0]'],
  ['dataRace', wrong, 4, undefined],
] as const)('where %s is expected, the executions of %o are compared with %i', ([expected, result, expectExecutions, why]) => {
  expect(disagreement({ expect: expected, expectExecutions }, result)).toBe(why);
});

test('a check that has other executions than it says rejects', async () => {
  await expect(checkThat(correct)('counted', program, { expectExecutions: 2 })).rejects.toThrow(
    'counted: 2 executions were expected, but it has 3',
  );
  await checkThat(correct)('counted', program, { expectExecutions: 3 });
});

test.for([0, -1, 1.5, NaN, '3'])('%j is no number of executions', (count) => {
  expect(() => checkThat(correct)('counted', program, { expectExecutions: count as number })).toThrow(
    `check 'counted': expectExecutions must be a whole number greater than 0, but is ${String(count)}`,
  );
});

test('options are handed to explore, with the name of the check', async () => {
  const explore = vi.fn<Explore>(async () => correct);
  await makeCheck(explore)('named', program, { model: 'tso', maxSteps: 5 });
  expect(explore).toHaveBeenCalledWith(program, { name: 'named', model: 'tso', maxSteps: 5 });
});

test('where the command line waits for checks, they are registered and not run; its options override theirs', async () => {
  const explore = vi.fn<Explore>(async () => correct);
  const registry: Declared[] = [];
  globals[REGISTRY] = registry;
  expect(makeCheck(explore)('registered', program, { model: 'tso', maxSteps: 5 })).toBeUndefined();
  expect(explore).not.toHaveBeenCalled();
  expect(registry.map(({ name }) => name)).toEqual(['registered']);
  await registry[0]!.run({ model: 'sc' });
  expect(explore).toHaveBeenCalledWith(program, { name: 'registered', model: 'sc', maxSteps: 5 });
});

test('a check without a name or a function is an error that says what it takes', () => {
  expect(() => checkThat(correct)('', program)).toThrow('check(name, program, options) takes a name and a function');
  expect(() => checkThat(correct)('x', 5 as never)).toThrow('but was called with string and number');
});

// Declared while this file is loaded, so it is a test of its own.
makeCheck(async () => correct)('a check in a file of tests becomes a test', program);
makeCheck(async () => wrong)('a check may expect that its program is wrong', program, { expect: 'dataRace' });
