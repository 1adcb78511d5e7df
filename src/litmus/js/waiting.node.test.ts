import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { compileModel, judge, parseTest } from '../index.ts';

const text = readFileSync(new URL('../../../litmus/models/js.cat', import.meta.url), 'utf8');
const js = compileModel(text, 'js', () => undefined);

/** The states of threads, of which each has its statements in one text; they name `observed`. */
function statesOf(threads: readonly string[], observed: string, initial = ''): readonly string[] {
  const cells = threads.map((thread) => `{ ${thread} }`);
  const heads = threads.map((_, number) => `P${number}`);
  return judge(parseTest(`JS T\n{ ${initial} }\n ${heads.join(' | ')} ;\n ${cells.join(' | ')} ;\nlocations [${observed}]\n`), js).states;
}

const WAIT = 'r0 = Atomics.wait(x, 0, 0)';

test.for([
  [
    'who waits is woken, or sleeps for ever if the notification came first',
    [WAIT, 'r0 = Atomics.notify(x, 0)'],
    ['0:r0="ok"; 1:r0=1;', '0:r0=0; 1:r0=0; 0:blocked=true;'],
  ],
  [
    'a wait that finds another value returns at once, and nobody can wake it',
    ['r0 = Atomics.wait(x, 0, 1)', 'r0 = Atomics.notify(x, 0)'],
    ['0:r0="not-equal"; 1:r0=0;'],
  ],
  [
    'a wait with a time limit is woken or timed out, and never sleeps for ever',
    ['r0 = Atomics.wait(x, 0, 0, 10)', 'r0 = Atomics.notify(x, 0)'],
    ['0:r0="ok"; 1:r0=1;', '0:r0="timed-out"; 1:r0=0;'],
  ],
  ['a notification of none wakes nobody', [WAIT, 'r0 = Atomics.notify(x, 0, 0)'], ['0:r0=0; 1:r0=0; 0:blocked=true;']],
  ['a notification of another word wakes nobody', [WAIT, 'r0 = Atomics.notify(x, 1)'], ['0:r0=0; 1:r0=0; 0:blocked=true;']],
] as const)('%s', ([, threads, expected]) => {
  expect(statesOf(threads, '0:r0; 1:r0')).toEqual(expected.toSorted());
});

test('a notification of one wakes one of two, who comes after it', () => {
  const states = statesOf([WAIT, WAIT, 'r0 = Atomics.notify(x, 0, 1)'], '0:r0; 1:r0; 2:r0');
  expect(states).toHaveLength(3);
  expect(states.filter((state) => state.includes('2:r0=1'))).toEqual([
    '0:r0="ok"; 1:r0=0; 2:r0=1; 1:blocked=true;',
    '0:r0=0; 1:r0="ok"; 2:r0=1; 0:blocked=true;',
  ]);
});

test('a notification without a count wakes all who are there', () => {
  const counts = statesOf([WAIT, WAIT, 'r0 = Atomics.notify(x, 0)'], '2:r0').map((state) => /2:r0=(\d)/.exec(state)![1]);
  expect(new Set(counts)).toEqual(new Set(['0', '1', '2']));
});

test('two notifications of one wake two', () => {
  const wakes = 'r0 = Atomics.notify(x, 0, 1); r1 = Atomics.notify(x, 0, 1)';
  expect(statesOf([WAIT, WAIT, wakes], '2:r0; 2:r1')).toContain('2:r0=1; 2:r1=1;');
});

test('who waits first is woken first', () => {
  // Thread 0 waits for a change of 0, so if it sleeps it does so before thread 1 waits for a change of 1.
  const second = 'Atomics.store(x, 0, 1); r0 = Atomics.wait(x, 0, 1)';
  const states = statesOf([WAIT, second, 'r0 = Atomics.notify(x, 0, 1)'], '0:r0; 1:r0');
  expect(states).toContain('0:r0="ok"; 1:r0=0; 1:blocked=true;');
  expect(states.filter((state) => state.includes('0:blocked') && state.includes('1:r0="ok"'))).toEqual([]);
});

test('a loop around a wait never sleeps for ever, if the value changes before the notification', () => {
  const waits = 'while (Atomics.load(x, 0) === 0) { Atomics.wait(x, 0, 0) } r1 = m[0]';
  expect(statesOf([waits, 'm[0] = 1; Atomics.store(x, 0, 1); Atomics.notify(x, 0)'], '0:r1')).toEqual(['0:r1=1;']);
});

test('words are the same through other views, and may have eight bytes', () => {
  const initial = 'a = new BigInt64Array(b); w = new Int32Array(b, 8)';
  const states = statesOf(['r0 = Atomics.wait(a, 1, 0n)', 'w[0] = 1; r0 = Atomics.notify(w, 0)'], '0:r0; 1:r0', initial);
  expect(states).toEqual(['0:r0="not-equal"; 1:r0=0;', '0:r0="ok"; 1:r0=1;']);
});

test('critical sections of different words are in an order that fits the threads', () => {
  const [one, two] = ['r0 = Atomics.wait(x, 0, 0); r1 = Atomics.notify(y, 0)', 'r1 = Atomics.notify(x, 0); r0 = Atomics.wait(y, 0, 0)'];
  const states = statesOf([one, two], '0:r0; 1:r0');
  // Thread 0 sleeps for ever, and then so does thread 1; or it is woken, and may wake thread 1, or come too early.
  expect(new Set(states)).toEqual(
    new Set(['0:r0="ok"; 1:r0="ok";', '0:r0="ok"; 1:r0=0; 1:blocked=true;', '0:r0=0; 1:r0=0; 0:blocked=true; 1:blocked=true;']),
  );
});
