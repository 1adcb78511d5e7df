import { expect, test, vi } from 'vitest';
import { testRunner } from './runner.ts';

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
  expect(declare).toHaveBeenCalledWith('a check', run, 0);
});

test.for([[{ env: { NODE_TEST_CONTEXT: 'child-v8' }, execArgv: [] }], [{ env: {}, execArgv: ['--test'] }]] as const)(
  "Node's runner is found by how it starts a file: %o",
  ([settings]) => {
    const declare = vi.fn<() => void>();
    const runner = testRunner({ process: { ...settings, getBuiltinModule: () => ({ test: declare }) } });
    expect(runner?.name).toBe('node:test');
    runner!.declare('a check', run);
    expect(declare).toHaveBeenCalledWith('a check', run);
  },
);

test('a host that forbids to read the environment has no test runner', () => {
  const forbidding = {
    getBuiltinModule: () => ({}),
    get env(): never {
      throw new Error('permission denied');
    },
  };
  expect(testRunner({ process: forbidding })).toBeUndefined();
});
