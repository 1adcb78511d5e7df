import { expect, test } from 'vitest';
import { nameWords } from './name-words.ts';
import { deadlock, place, race, sourceLine } from './test-traces.ts';
import type { Trace } from './trace.ts';

const nameless = (trace: Trace): Trace => ({
  ...trace,
  words: trace.words.map((word, i) => ({ ...word, name: `sab1+${i}`, offset: 4 * i })),
  threads: trace.threads.map((end) => ({ ...end, reason: 'asleep on sab1+0, not on sab1+04' })),
  error: { ...trace.error!, message: 'data race on sab1+0' },
});

test('a word gets the name that the call in its line of source has, in all texts', () => {
  const steps = deadlock.steps.map((step) => ({ ...step, place: place(18, 9) }));
  const { trace, rename } = nameWords(nameless({ ...deadlock, steps }), sourceLine);
  expect(trace.words[0]!.name).toBe('state[0]');
  expect(trace.threads[0]!.reason).toBe('asleep on state[0], not on sab1+04');
  expect(trace.error!.message).toBe('data race on state[0]');
  expect(rename('sab1+0')).toBe('state[0]');
});

test('a word gets the name of the element that is assigned where the place is', () => {
  const { trace } = nameWords(nameless({ ...race, steps: [{ ...race.steps[0]!, place: place(40, 9) }] }), sourceLine);
  expect(trace.words[0]!.name).toBe('data[0]');
});

test('an index that is no number is computed from the address', () => {
  const words = [race.words[0]!, race.words[0]!];
  const { trace } = nameWords(
    nameless({ ...race, words, steps: [{ ...race.steps[0]!, word: 1, place: place(1, 11) }] }),
    () => '  Atomics.store(slots, i, 1);',
  );
  expect(trace.words.map(({ name }) => name)).toEqual(['sab1+0', 'slots[1]']);
});

test('words that would have the same name keep their address', () => {
  const words = [race.words[0]!, race.words[0]!];
  const steps = [0, 1].map((word) => ({ ...race.steps[0]!, word, place: place(1, 9) }));
  expect(nameWords(nameless({ ...race, words, steps }), () => 'Atomics.store(word, 0, 1);').trace.words.map(({ name }) => name)).toEqual([
    'word[0] (sab1+0)',
    'word[0] (sab1+1)',
  ]);
});

test('names that the engine knows stay, and so do words whose source is unknown', () => {
  expect(nameWords(race, sourceLine).trace).toBe(race);
  expect(nameWords(nameless(race), undefined).trace.words[0]!.name).toBe('sab1+0');
});
