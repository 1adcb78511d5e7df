import { expect, test } from 'vitest';
import { report, traceReport } from './report.ts';
import { crowd, deadlock, place, race, sourceLine, storeBuffering } from './test-traces.ts';
import { widthOf } from './text.ts';

const lines = (text: string) => text.split('\n');

test('a deadlock is told by who sleeps on what, and by the last change of that word', () => {
  expect(lines(traceReport(deadlock, { width: 110 })).slice(0, 4)).toEqual([
    'deadlock after 5 steps (execution 37)',
    '  thread 0 finished',
    '  thread 1 is asleep in Atomics.wait on state[0], expecting 1 (now 0)  mutex.check.ts:13',
    '  last change of state[0]: 1 → 0 by thread 0 in step 5 at mutex.check.ts:18, which no notify followed',
  ]);
});

test('a data race is told by both accesses, with aligned places and lines of source', () => {
  expect(lines(traceReport(race, { sourceLine, width: 120 })).slice(0, 4)).toEqual([
    'data race on data[0] after 2 steps',
    '  thread 0, step 1: data[0] = 42 (plain)          mutex.check.ts:40  data[0] = 42;',
    '  thread 1, step 2: data[0] → 0, initial (plain)  mutex.check.ts:41  return data[0];',
    '  nothing orders one before the other',
  ]);
});

test('an assertion is told by its message and by what the threads returned', () => {
  expect(lines(traceReport(storeBuffering)).slice(0, 4)).toEqual([
    'assertion failed after 4 steps',
    '  both read 0',
    '  thread 0 finished, returned 0',
    '  thread 1 finished, returned 0',
  ]);
});

test('what is too wide for the terminal is broken, and its place stands below it', () => {
  expect(lines(traceReport(deadlock, { sourceLine, width: 70 })).slice(2, 6)).toEqual([
    '  thread 1 is asleep in Atomics.wait on state[0], expecting 1 (now 0)',
    '      mutex.check.ts:13  Atomics.wait(state, 0, LOCKED);',
    '  last change of state[0]: 1 → 0 by thread 0 in step 5 at',
    '      mutex.check.ts:18, which no notify followed',
  ]);
});

test('places are shown from the base folder on, and the command to replay comes last', () => {
  const text = report({ trace: storeBuffering, places: [place(50), place(51, 10)] }, { base: 'file:///project', id: 'bcdfghjk' });
  expect(text).toContain('  at src/mutex.check.ts:50:3 and src/mutex.check.ts:51:10\n');
  expect(text).toContain('lines of src/mutex.check.ts:\n');
  expect(lines(text).slice(-2)).toEqual(['replay:  npx lockwright replay bcdfghjk', 'look:    npx lockwright view bcdfghjk']);
});

test('the lanes have a column for each thread, the values read and who wrote them, and the lines of source', () => {
  const text = traceReport(deadlock, { sourceLine, width: 120 });
  const row = lines(text).findIndex((line) => line.startsWith('  2 │'));
  expect(lines(text)[row]).toMatch(/^ {2}2 │ {56}│ Atomics\.exchange\(state\[0\]\) → 1, from step 1; writes 1$/);
  expect(lines(text)[row + 1]).toContain('│ :12 while (Atomics.exchange(state, 0, LOCKED)');
  // A blank row where another thread goes on.
  expect(lines(text)[row - 1]).toMatch(/^ +│ +│$/);
});

test('a read that does not see the last write before it says so', () => {
  expect(traceReport(storeBuffering, { width: 160 })).toContain('Atomics.load(y[0], relaxed) → 0, initial; does not see step 2');
});

test('the words are listed with what they were, what they are and who wrote that', () => {
  expect(traceReport(storeBuffering)).toContain(
    '  word  initial  last  written by\n  x[0]  0        1     thread 0, step 1  mutex.check.ts:30\n  y[0]  0        1     thread 1, step 2  mutex.check.ts:30',
  );
});

test('many threads get lanes of one dot', () => {
  expect(traceReport(crowd(6), { width: 80 })).toContain('  3 │ │ ● │ │ │  thread 2  Atomics.add(x[0]) → 2, from step 2; writes 3');
});

test.for([40, 60, 80, 100, 120, 160])('nothing but a place is wider than a terminal of %i columns', (width) => {
  for (const trace of [race, storeBuffering, crowd(2), crowd(4)]) {
    const wide = lines(traceReport(trace, { width, sourceLine })).filter((line) => /[│●]/.test(line) && widthOf(line) > width);
    expect(wide).toEqual([]);
  }
});

test('of a long execution the last steps are shown', () => {
  const text = traceReport(crowd(30), { mostSteps: 10, id: 'bcdfghjk' });
  expect(text).toContain('… 20 earlier steps: replay shows them');
  expect(text).not.toMatch(/^ +20 /m);
  expect(text).toMatch(/^ +21 /m);
});

test('there are no colours unless they are asked for, and they change no width', () => {
  const plain = traceReport(deadlock, { sourceLine });
  const painted = traceReport(deadlock, { sourceLine, color: true });
  expect(plain).not.toContain('\x1b');
  expect(painted).toContain('\x1b[');
  expect(lines(painted).map(widthOf)).toEqual(lines(plain).map(widthOf));
});

test('what a program throws cannot move the cursor', () => {
  const trace = { ...storeBuffering, error: { ...storeBuffering.error!, message: 'a\x1b[2J\x07b\tc' } };
  expect(lines(traceReport(trace))[1]).toBe('  a b c');
});

test('a trace without steps has a headline and nothing else', () => {
  const trace = {
    ...deadlock,
    execution: 1,
    steps: [],
    words: [],
    threads: [],
    error: { kind: 'exception', message: 'it broke', steps: [], threads: [] },
  };
  expect(traceReport(trace)).toBe('exception (execution 1)\n  it broke');
});
