import { describe, expect, test } from 'vitest';
import { interleavings } from './interleavings.ts';
import {
  casSpinLock,
  iriw,
  loadBuffering,
  lostWakeUp,
  messagePassing,
  storeBuffering,
  twoPlusTwoWrites,
  writers,
  increments,
} from './test-litmus.ts';

const both = (first: number, second: number) =>
  [
    { op: 'lock', lock: first },
    { op: 'lock', lock: second },
    { op: 'unlock', lock: second },
    { op: 'unlock', lock: first },
  ] as const;

describe('the interleaving oracle', () => {
  test('finds the three executions of store buffering, and never two zeros', () => {
    const { graphs, outcomes } = interleavings(storeBuffering('relaxed'));
    expect(graphs.size).toBe(3);
    expect(outcomes).not.toContain('0 | 0');
  });

  test.each([
    ['IRIW', iriw('acquire', 'release'), 15],
    ['message passing', messagePassing('relaxed', 'relaxed'), 3],
    ['load buffering', loadBuffering('relaxed'), 3],
    ['2+2W', twoPlusTwoWrites('relaxed'), 3],
    ['four writers', writers(4), 24],
    ['four increments', increments(4), 24],
    ['a spin lock of two', casSpinLock(2), 2],
  ])('counts the executions of %s', (_, program, count) => {
    expect(interleavings(program).graphs.size).toBe(count);
  });

  test('finds a lost wake-up: the notify comes between the load and the wait', () => {
    const { deadlock, outcomes } = interleavings(lostWakeUp);
    expect(deadlock).toBe(true);
    expect(outcomes.size).toBeGreaterThan(0);
  });

  test('a timed sleeper never makes a deadlock', () => {
    const found = interleavings({ initial: [0], locks: 0, threads: [[{ op: 'wait', to: 0, at: 0, expected: 0, timed: true }]] });
    expect(found).toMatchObject({ deadlock: false, outcomes: new Set(['2']) });
  });

  test('two locks in opposite orders can block each other for ever', () => {
    const found = interleavings({ initial: [], locks: 2, threads: [both(0, 1), both(1, 0)] });
    expect(found.deadlock).toBe(true);
    expect(found.graphs.size).toBe(2);
  });

  test('a spin loop that nobody ends is a livelock', () => {
    const found = interleavings({ initial: [0], locks: 0, threads: [[{ op: 'await', at: 0, is: 1, order: 'seqCst' }]] });
    expect(found).toMatchObject({ livelock: true, deadlock: false });
  });

  test('sleepers are woken first in, first out', () => {
    const sleeper = [{ op: 'wait', to: 0, at: 0, expected: 0, timed: false }] as const;
    const waker = [
      { op: 'notify', to: 0, at: 0, count: 1 },
      { op: 'notify', to: 1, at: 0, count: 1 },
    ] as const;
    const found = interleavings({ initial: [0], locks: 0, threads: [sleeper, sleeper, waker] });
    // Which of them sleeps first, and whether the second sleeps before or after the first notify.
    expect(found.graphs.size).toBe(4);
    expect(found.deadlock).toBe(true);
  });
});
