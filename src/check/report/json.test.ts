import { expect, test } from 'vitest';
import type { ExploreResult } from '../result.ts';
import { checkLine, jsonValue } from './json.ts';
import { race } from './test-traces.ts';
import { traceId } from './trace-id.ts';

const result: ExploreResult = {
  verdict: 'wrong',
  executions: 2,
  blocked: 1,
  seconds: 0.5,
  outcomes: [{ values: [1, 2n, undefined], count: 2 }],
  error: { kind: 'dataRace', message: 'a race', threads: [0, 1], places: [], trace: race, cause: () => 1 },
  model: 'js',
};

test('a line of JSON has the properties that are documented, in that order, and nothing that cannot be sent', () => {
  const line = checkLine('a check', result);
  expect(Object.keys(line)).toEqual(['name', 'model', 'verdict', 'executions', 'blocked', 'outcomes', 'error', 'seconds']);
  expect(Object.keys(line.error!)).toEqual(['kind', 'message', 'threads', 'places', 'trace']);
  expect(structuredClone(line)).toEqual(line);
  expect(line.outcomes).toEqual([{ values: [1, '2n', null], count: 2 }]);
});

test.for([
  [0, 0],
  [-0, '-0'],
  [Number.NaN, 'NaN'],
  [1n, '1n'],
  [undefined, null],
  [null, null],
  [
    [1, [2n]],
    [1, ['2n']],
  ],
  [{ a: undefined }, { a: null }],
  [Symbol('s'), 'Symbol(s)'],
  [new Error('e'), 'Error: e'],
  [Object.create(null), 'a value of type object that cannot be shown'],
] as const)('%o becomes %o', ([value, json]) => {
  expect(jsonValue(value)).toEqual(json);
});

test('the ID of a trace depends on the check and on the schedule', () => {
  const id = traceId(race);
  expect(id).toMatch(/^[a-z2-9]{8}$/);
  expect(traceId({ ...race, execution: 5 })).toBe(id);
  expect(traceId({ ...race, check: 'another' })).not.toBe(id);
  expect(traceId({ ...race, steps: race.steps.toReversed() })).not.toBe(id);
});
