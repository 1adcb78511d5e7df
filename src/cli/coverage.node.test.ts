import { expect, test } from 'vitest';
import { timesRun, type Part } from './coverage.ts';

const PARTS: readonly Part[] = [
  [0, 100, 1],
  [10, 50, 3],
  [20, 30, 0],
];

test('of parts that lie in each other the innermost one says how often a place was run', () => {
  expect([5, 15, 20, 29, 30, 99].map((position) => timesRun(PARTS, position))).toEqual([1, 3, 0, 0, 3, 1]);
});

test('what is not known is undefined', () => {
  expect([timesRun(undefined, 5), timesRun([], 5), timesRun(PARTS, 200)]).toEqual([undefined, undefined, undefined]);
});
