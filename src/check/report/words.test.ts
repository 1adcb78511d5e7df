import { expect, test } from 'vitest';
import { deadlock } from './test-traces.ts';
import type { Step, Trace } from './trace.ts';
import { latestWriters, wordsAfter } from './words.ts';

test('a word holds what the last step wrote', () => {
  expect([0, 1, 2, 4, 5].map((count) => wordsAfter(deadlock, count)[0])).toEqual([
    { value: '0', writer: -1 },
    { value: '1', writer: 0 },
    { value: '1', writer: 1 },
    { value: '1', writer: 1 },
    { value: '0', writer: 4 },
  ]);
});

/** Writes its own number. */
function write(id: number, follows: number): Step {
  return { id, thread: id, index: 0, kind: 'write', call: 'Atomics.store', word: 0, written: String(id), follows };
}

test('of writes that are shown against their order, the one that is last in their order counts', () => {
  const trace: Trace = { ...deadlock, steps: [write(0, 1), write(1, -1)] };
  expect(wordsAfter(trace, 2)[0]).toEqual({ value: '0', writer: 0 });
});

test('a circle in the order of writes, which no engine makes, ends', () => {
  expect(wordsAfter({ ...deadlock, steps: [write(0, 1), write(1, 0)] }, 2)).toHaveLength(1);
});

test('each read knows the last write that was shown before it', () => {
  expect(latestWriters(deadlock)).toEqual([-1, 0, undefined, 1, undefined]);
});
