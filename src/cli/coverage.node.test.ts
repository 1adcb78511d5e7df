import { expect, test } from 'vitest';
import { isReached, type Part } from './coverage.ts';

const PARTS: readonly Part[] = [
  [0, 100, 1],
  [10, 50, 3],
  [20, 30, 0],
];

test('of parts that lie in each other the innermost one says whether a place was run', () => {
  expect([5, 15, 20, 29, 30, 99].map((position) => isReached(PARTS, position))).toEqual([true, true, false, false, true, true]);
});

test('what is not known may have been run', () => {
  expect([isReached(undefined, 5), isReached([], 5), isReached(PARTS, 200)]).toEqual([true, true, true]);
});
