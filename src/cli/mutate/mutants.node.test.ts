import { expect, test } from 'vitest';
import { mutantsOf, mutate } from './mutants.ts';
import { FAULTS, type Fault } from './mutation.ts';

/** What becomes of the text by each fault of this kind. */
function faulty(fault: Fault, source: string, file = 'a.js'): readonly string[] {
  return mutantsOf(source, file)
    .mutants.filter((mutant) => mutant.fault === fault)
    .map((mutant) => mutate(source, mutant));
}

const EXAMPLES: Readonly<Record<Fault, readonly (readonly [source: string, ...mutants: readonly string[]])[]>> = {
  'drop-notify': [
    ['Atomics.notify(x, 0);', ';'],
    ['this.condvar.notifyAll();', ';'],
    ['if (waits) void thread.unpark();', 'if (waits) ;'],
    ['const woken = Atomics.notify(x, 0);'],
  ],
  'drop-operation': [['Atomics.store(x, 0, 1);', ';'], ['await lock.lock();', ';'], ['fence();', ';'], ['console.log(1);']],
  'drop-write': [['data[i] = 5;', ';'], ['data[i]++;', ';'], ['data = 5;']],
  'drop-check': [
    ['if (Atomics.load(x, 0) === 1) { return; }', ';(Atomics.load(x, 0) === 1);'],
    ['if (Atomics.load(x, 0) === 1) x.y(); else return;'],
    ['if (y === 1) return;'],
  ],
  swap: [
    ['Atomics.store(x, 0, 1);\nAtomics.notify(x, 0);', 'Atomics.notify(x, 0);\nAtomics.store(x, 0, 1);'],
    ['{ data[0] = 1; flag.store(1); other(); }', '{ flag.store(1); data[0] = 1; other(); }'],
    ['x.lock(); x.lock();'],
  ],
  weaken: [
    ["x.load('seqCst');", "x.load('acquire');"],
    ["x.store(1, 'release');", "x.store(1, 'relaxed');"],
    ["x.fetchAdd(1, 'seqCst');", "x.fetchAdd(1, 'acqRel');"],
    ["x.fetchAdd(1, 'acqRel');", "x.fetchAdd(1, 'acquire');", "x.fetchAdd(1, 'release');"],
    ["x.store(1, 'relaxed'); say('hello');"],
  ],
  plain: [['Atomics.load(x, i + 1);', 'x[i + 1];'], ["Atomics.store(this.x, 0, f(1), 'release');", '(this.x[0] = f(1));'], ['x.load(0);']],
  split: [
    ['Atomics.add(x, 0, n);', '((old) => (Atomics.store(x, 0, old + (n)), old))(Atomics.load(x, 0));'],
    ['a.fetchOr(4);', '((old) => (a.store(old | (4)), old))(a.load());'],
    ['Atomics.exchange(x, 0, 1);', '((old) => (Atomics.store(x, 0, (1)), old))(Atomics.load(x, 0));'],
    ['Atomics.compareExchange(x, 0, 0, me);', '((old) => (old === 0 && Atomics.store(x, 0, me), old))(Atomics.load(x, 0));'],
    ['Atomics.add(x, i++, 1); set.add(1);'],
  ],
  'off-by-one': [
    ['const LOCKED = 1;', 'const LOCKED = 0;'],
    ['const UNLOCKED = 0n;', 'const UNLOCKED = 1n;'],
    ['Atomics.store(x, 7, 2);', 'Atomics.store(x, 7, 1);'],
    ['if (x.load() === 2) y();', 'if (x.load() === 1) y();'],
    ['const SIZE = 4096; const NAP = 0.5; let n = 3; f(3);'],
  ],
  once: [
    ['while (Atomics.load(x, 0) === 0) Atomics.wait(x, 0, 0);', 'while (Atomics.load(x, 0) === 0) { Atomics.wait(x, 0, 0); break; }'],
    ['do { f(); } while (x.load() === 0);', 'do { f(); } while (false);'],
    ['for (;;) { if (f()) return; }', 'for (;;) { { if (f()) return; } break; }'],
    ['while (f()) { return; }'],
  ],
  boundary: [['if (a < b) f();', 'if (a <= b) f();'], ['if (a >= b) f();', 'if (a > b) f();'], ['if (a === b) f();']],
  'wake-one': [
    ['Atomics.notify(x, 0);', 'Atomics.notify(x, 0, 1);'],
    ['Atomics.notify(x, 0, Infinity);', 'Atomics.notify(x, 0, 1);'],
    ['c.notifyAll();', 'c.notifyOne();'],
    ['Atomics.notify(x, 0, 1); c.notifyOne();'],
  ],
};

const CASES = Object.entries(EXAMPLES).flatMap(([fault, list]) => list.map((example) => [fault as Fault, example] as const));

test.for(CASES)('%s: %o', ([fault, [source, ...expected]]) => {
  expect(faulty(fault, source)).toEqual(expected);
});

test('there is an example of each fault', () => {
  expect(Object.keys(EXAMPLES)).toEqual(Object.keys(FAULTS));
});

const TYPED = `class Lock<T extends object> {
  readonly #word: Int32Array<SharedArrayBuffer> = new Int32Array(new SharedArrayBuffer(4));
  lock(this: Lock<T>, limit?: number): void {
    while (Atomics.exchange(this.#word, 0, 1 as number) !== 0) Atomics.wait(this.#word, 0, 1);
  }
}`;

test('positions are those of the text with its types', () => {
  const { mutants } = mutantsOf(TYPED, 'lock.ts');
  expect(mutants.map(({ fault, line, column }) => [fault, line, column])).toContainEqual(['once', 4, 64]);
  for (const mutant of mutants) expect(() => mutantsOf(mutate(TYPED, mutant), 'lock.ts')).not.toThrow();
});

test('it is known whether a fault lies in a function', () => {
  const { mutants } = mutantsOf('const LOCKED = 1;\nconst f = () => x.notifyOne();\nfunction g() { x.notifyAll(); }\nx.unlock();', 'a.js');
  expect(mutants.map(({ fault, isInFunction }) => [fault, isInFunction])).toEqual([
    ['off-by-one', false],
    ['drop-notify', true],
    ['wake-one', true],
    ['drop-operation', false],
  ]);
});

test('no two mutants have the same text, and none is the text as it is', () => {
  const texts = mutantsOf(TYPED, 'lock.ts').mutants.map((mutant) => mutate(TYPED, mutant));
  expect(new Set([TYPED, ...texts]).size).toBe(texts.length + 1);
});

test('what is asserted in the end is left alone', () => {
  expect(mutantsOf('f(() => ({ threads: [], finally: () => Atomics.load(x, 0) === 1 }));', 'a.js').mutants).toEqual([]);
});

const marked = (source: string) => {
  const { mutants, problems } = mutantsOf(source, 'a.ts');
  return {
    equivalent: mutants.flatMap(({ fault, equivalent }) => (equivalent === undefined ? [] : [`${fault}: ${equivalent}`])),
    problems,
  };
};

test('a comment with a reason marks the faults of its line, or of the next one if it stands alone', () => {
  expect(marked('x.notifyOne(); // mutate-ignore: nobody waits\nx.notifyOne();')).toEqual({
    equivalent: ['drop-notify: nobody waits'],
    problems: [],
  });
  expect(marked('x.notifyAll();\n  // mutate-ignore wake-one: only one waits\n  x.notifyAll();').equivalent).toEqual([
    'wake-one: only one waits',
  ]);
});

test.for([
  ['x.notifyOne(); // mutate-ignore', 'line 1: mutate-ignore gives no reason: write'],
  [
    'x.notifyOne(); // mutate-ignore wake-two: a reason',
    "line 1: mutate-ignore names 'wake-two', which is no fault: known are drop-notify",
  ],
  ['f(); // mutate-ignore: a reason', 'line 1: mutate-ignore marks nothing: there is no fault in the line'],
  ['x.notifyOne(); // mutate-ignore swap: a reason', 'line 1: mutate-ignore marks nothing: there is no swap in the line'],
] as const)('a comment that marks nothing is told: %s', ([source, problem]) => {
  expect(marked(source).problems).toEqual([expect.stringContaining(problem)]);
});

test('a text that is none is an error', () => {
  expect(() => mutantsOf('const = 1;', 'a.js')).toThrow(SyntaxError);
});
