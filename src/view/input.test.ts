import { expect, test } from 'vitest';
import { crowd, deadlock, race } from '../check/report/test-traces.ts';
import { TRACE_VERSION, type TraceSet } from '../check/report/trace.ts';
import { readInput } from './input.ts';

const set: TraceSet = {
  version: TRACE_VERSION,
  check: 'two',
  model: 'js',
  verdict: 'correct',
  executions: 2,
  blocked: 0,
  traces: [race, crowd(2)],
  sources: { 'a.ts': { 1: 'x' } },
};

test('a trace is one, and a set gives its sources to all of its own', () => {
  expect(readInput(deadlock)).toEqual({ traces: [deadlock], set: undefined });
  const { traces } = readInput(set);
  expect(traces.map(({ check, sources }) => [check, sources])).toEqual([
    ['publishing without a flag', set.sources],
    ['a crowd', set.sources],
  ]);
});

test.for([
  [null, 'This is no trace: it must be of type object, but is null.'],
  ['text', 'This is no trace: it must be of type object'],
  [{}, 'This is no trace: version is missing.'],
  [{ ...deadlock, version: 1 }, 'This trace has version 1 of the format, and this viewer shows version 2. Run the check again'],
  [{ ...set, version: 9 }, 'This trace has version 9 of the format'],
  [{ ...deadlock, steps: [{ ...deadlock.steps[0], kind: 'jump' }] }, 'steps[0].kind must be one of'],
  [{ ...deadlock, steps: deadlock.steps.toReversed() }, 'steps[0].id is 4'],
  [{ ...deadlock, words: [] }, 'steps[0].word is 0, and there are 0 words'],
  [{ ...deadlock, steps: deadlock.steps.slice(0, 1).map((step) => ({ ...step, readsFrom: 7 })) }, 'steps[0] refers to a step 7'],
  [{ ...race, synchronizes: [[0, 99]] }, 'it refers to a step 99'],
  [{ ...race, error: { ...race.error, steps: [2] } }, 'it refers to a step 2'],
  [{ ...set, traces: [{ ...race, words: [] }] }, 'steps[0].word is 0'],
  [{ ...set, traces: [] }, 'There is no execution to show'],
] as const)('what cannot be shown is refused with a reason: %#', ([value, message]) => {
  expect(() => readInput(value)).toThrow(message);
});
