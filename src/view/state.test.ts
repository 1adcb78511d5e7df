import { expect, test } from 'vitest';
import { crowd, deadlock } from '../check/report/test-traces.ts';
import { firstState, isVisible, moved, threadsOf, type Move, type ViewState } from './state.ts';

const at = (cursor: number, more: Partial<ViewState> = {}): ViewState => ({ ...firstState(deadlock), cursor, ...more });
const moves = (move: Move, more: Partial<ViewState> = {}) => [0, 1, 2, 3, 4, 5].map((cursor) => moved(at(cursor, more), move));

test('the first step is selected at first, if there is one', () => {
  expect(firstState(deadlock).cursor).toBe(1);
  expect(firstState({ ...deadlock, steps: [] }).cursor).toBe(0);
});

test('moves go by steps and by thread switches, and stop at the ends', () => {
  // The threads of the steps: 0 1 0 1 0.
  expect(moves('next')).toEqual([1, 2, 3, 4, 5, 5]);
  expect(moves('previous')).toEqual([0, 0, 1, 2, 3, 4]);
  expect(moves('first')).toEqual([0, 0, 0, 0, 0, 0]);
  expect(moves('last')).toEqual([5, 5, 5, 5, 5, 5]);
});

test('moves leave out what is hidden', () => {
  const hidden = new Set([1]);
  expect(moves('next', { hidden })).toEqual([1, 3, 3, 5, 5, 5]);
  expect(moves('previous', { hidden })).toEqual([0, 0, 1, 1, 3, 3]);
});

test('a step is shown if its thread is, and if it touches the word that is asked for', () => {
  const state = { ...firstState(crowd(3)), hidden: new Set([1]) };
  expect([0, 1, 2, 3].map((id) => isVisible(state, id))).toEqual([true, false, true, false]);
  expect(isVisible({ ...state, word: 5 }, 0)).toBe(false);
});

test('threads that did nothing are threads', () => {
  expect(threadsOf({ ...deadlock, steps: [] })).toEqual([0, 1]);
});
