import { expect, test, vi } from 'vitest';
import { type Attach, testRunner } from './runner.ts';

const run = async () => {};

test('inside of a running test there is no runner that takes tests', () => {
  expect(testRunner()).toBeUndefined();
});

test('an ordinary program has no test runner', () => {
  expect(testRunner({})).toBeUndefined();
  expect(testRunner({ process: { env: {}, execArgv: [], getBuiltinModule: () => ({}) } })).toBeUndefined();
});

test('Vitest is found by what it leaves in the globals, and gets tests without a limit of time', () => {
  const declare = vi.fn<() => void>();
  const runner = testRunner({ __vitest_index__: { test: declare, expect: { getState: () => ({}) } } });
  expect(runner?.name).toBe('vitest');
  runner!.declare('a check', run);
  expect(declare).toHaveBeenCalledWith('a check', expect.any(Function), 0);
});

test.for([[{ env: { NODE_TEST_CONTEXT: 'child-v8' }, execArgv: [] }], [{ env: {}, execArgv: ['--test'] }]] as const)(
  "Node's runner is found by how it starts a file: %o",
  ([settings]) => {
    const declare = vi.fn<() => void>();
    const runner = testRunner({ process: { ...settings, getBuiltinModule: () => ({ test: declare }) } });
    expect(runner?.name).toBe('node:test');
    runner!.declare('a check', run);
    expect(declare).toHaveBeenCalledWith('a check', expect.any(Function));
  },
);

const attachOne = async (attach: Attach) => attach('look at this', { contentType: 'application/json', text: '{}' });

test('a file is attached to a test of Vitest, which says where it put it', async () => {
  const annotate = vi.fn<(...args: unknown[]) => Promise<unknown>>(async () => ({ attachment: { path: 'attached/1.json' } }));
  const tests: ((context: unknown) => Promise<unknown>)[] = [];
  const vitest = { test: (_: string, body: (context: any) => Promise<unknown>) => void tests.push(body), expect: { getState: () => ({}) } };
  testRunner({ __vitest_index__: vitest })!.declare('a check', attachOne);
  expect(await tests[0]!({ annotate })).toBe('attached/1.json');
  expect(annotate).toHaveBeenCalledWith('look at this', { contentType: 'application/json', body: new TextEncoder().encode('{}') });
  expect(await tests[0]!({})).toBeUndefined(); // an older one
});

test("a test of Node's runner gets the note", async () => {
  const diagnostic = vi.fn<(note: string) => void>();
  const tests: ((context: unknown) => Promise<unknown>)[] = [];
  const module = { test: (_: string, body: (context: unknown) => Promise<unknown>) => void tests.push(body) };
  testRunner({ process: { env: {}, execArgv: ['--test'], getBuiltinModule: () => module } })!.declare('a check', attachOne);
  expect(await tests[0]!({ diagnostic })).toBeUndefined();
  expect(diagnostic).toHaveBeenCalledWith('look at this');
});

test('a host that forbids to read the environment has no test runner', () => {
  const forbidding = {
    getBuiltinModule: () => ({}),
    get env(): never {
      throw new Error('permission denied');
    },
  };
  expect(testRunner({ process: forbidding })).toBeUndefined();
});
