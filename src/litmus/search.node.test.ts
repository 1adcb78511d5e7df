import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { fitting } from './enumerate/matching.ts';
import { compileModel, judge, parseTest } from './index.ts';
import { exhaustive, type Language, randomTest } from './test-exhaustive.ts';

const models = new URL('../../litmus/models/', import.meta.url);
const modelOf = (name: string) => compileModel(readFileSync(new URL(`${name}.cat`, models), 'utf8'), name, () => undefined);
const [X86, AARCH64, RC11] = [modelOf('x86tso'), modelOf('aarch64'), modelOf('rc11')];
/** Those that take no second each when every execution is asked about. */
const PROGRAMS: Readonly<Record<Language, number>> = { X86: 60, AArch64: 30, C: 60 };

describe.for([
  ['X86', X86],
  ['X86', modelOf('sc')],
  ['AArch64', AARCH64],
  ['C', RC11],
] as const)('random tests in %s', ([language, model]) => {
  test(`have by ${model.name} the outcomes that they have when every execution is asked about`, () => {
    let states = 0;
    for (let seed = 0; seed < PROGRAMS[language]; seed++) {
      const text = randomTest(language, seed);
      const read = parseTest(text, `seed-${seed}.litmus`);
      const found = judge(read, model);
      expect({ text, undefinedBehaviour: found.undefinedBehaviour, states: found.states.toSorted() }).toEqual({
        text,
        ...exhaustive(read, model),
      });
      states += found.states.length;
    }
    expect(states).toBeGreaterThan(PROGRAMS[language] / 2);
  });
});

/** Threads in columns, each the same lines after its own number is put in for `#`. */
function columns(arch: string, initial: string, threads: readonly (readonly string[])[], end: string): string {
  const height = Math.max(...threads.map(({ length }) => length));
  const rows = Array.from({ length: height }, (_, i) => `${threads.map((lines) => lines[i] ?? '').join(' | ')} ;`);
  return `${arch} T\n{ ${initial} }\n${threads.map((_, i) => `P${i}`).join(' | ')} ;\n${rows.join('\n')}\n${end}\n`;
}
const times = <T>(count: number, make: (i: number) => T): readonly T[] => Array.from({ length: count }, (_, i) => make(i));

const spinLock = (threads: number): string =>
  columns(
    'AArch64',
    times(threads, (i) => `${i}:X0=l; ${i}:X1=x;`).join(' '),
    times(threads, (i) => [
      `L${i}: LDAXR W2,[X0]`, `CBNZ W2,L${i}`, 'MOV W3,#1', 'STXR W4,W3,[X0]', `CBNZ W4,L${i}`, 'LDR W5,[X1]', 'ADD W5,W5,#1', 'STR W5,[X1]',
      'STLR WZR,[X0]',
    ]),
    'locations [x; l;]',
  ); // prettier-ignore
const writers = (threads: number, locations: number, value: (thread: number) => number, end: string): string =>
  columns(
    'X86',
    '',
    times(threads, (i) => times(locations, (j) => `MOV [x${(i + j) % locations}],$${value(i)}`)),
    end,
  );

test.for([
  ['three threads with a spin lock of exclusives', spinLock(3), AARCH64, ['[l]=0; [x]=3;']],
  [
    'four threads that add by exclusives',
    columns(
      'AArch64',
      times(4, (i) => `${i}:X0=x;`).join(' '),
      times(4, (i) => [`L${i}: LDXR W2,[X0]`, 'ADD W2,W2,#1', 'STXR W4,W2,[X0]', `CBNZ W4,L${i}`]),
      'locations [x;]',
    ),
    AARCH64,
    ['[x]=4;'],
  ],
  [
    'six threads that write the same to three locations',
    writers(6, 3, () => 1, 'locations [x0; x1; x2;]'),
    X86,
    ['[x0]=1; [x1]=1; [x2]=1;'],
  ],
  ['eight threads that write the same', writers(8, 2, () => 1, 'locations [x0; x1;]'), X86, ['[x0]=1; [x1]=1;']],
  [
    'three threads with a lock that is exchanged',
    `C T\n{ }\n${times(3, (i) => `P${i} (atomic_int* l, int* x) { int f = 1; while (f) { f = atomic_exchange_explicit(l, 1, memory_order_acquire); } *x = *x + 1; atomic_store_explicit(l, 0, memory_order_release); }`).join('\n')}\nlocations [x;]\n`,
    RC11,
    ['[x]=3;'],
  ],
] as const)('%s are judged without trying what differs in nothing that counts', ([, text, model, states]) => {
  // So few questions, where there are millions of executions.
  expect(judge(parseTest(text), model, 20_000)).toMatchObject({ states, undefinedBehaviour: false });
});

/** Two threads with a lock that is released by a store of this order. */
const lock = (order: string) =>
  `C T\n{ }\n${times(2, (i) => `P${i} (atomic_int* l, int* x) { int f = 1; while (f) { f = atomic_exchange_explicit(l, 1, memory_order_acquire); } *x = *x + 1; atomic_store_explicit(l, 0, memory_order_${order}); }`).join('\n')}\nlocations [x;]\n`;

test('a lock that releases too weakly is found to race, and the thread that waits is not left out', () => {
  expect(judge(parseTest(lock('release')), RC11).undefinedBehaviour).toBe(false);
  expect(judge(parseTest(lock('relaxed')), RC11).undefinedBehaviour).toBe(true);
});

test('a wait by plain reads races, though nobody looks at what it reads', () => {
  const text = 'C T\n{ }\nP0 (int* x) { int r = 0; while (r == 0) { r = *x; } }\nP1 (int* x) { *x = 1; }\nlocations [x;]\n';
  expect(judge(parseTest(text), RC11).undefinedBehaviour).toBe(true);
});

test('a plain read in a round of a loop that others get by without races', () => {
  const text =
    'C T\n{ }\nP0 (int* x, atomic_int* y) { while (atomic_load_explicit(y, memory_order_acquire) == 0) { int r = *x; } }\n' +
    'P1 (int* x, atomic_int* y) { *x = 1; atomic_store_explicit(y, 1, memory_order_release); }\nlocations [x;]\n';
  expect(judge(parseTest(text), RC11).undefinedBehaviour).toBe(true);
  expect(judge(parseTest(text.replace('int r = *x;', '')), RC11).undefinedBehaviour).toBe(false);
});

test('values that come back when there is one write of them are left out rightly', () => {
  const text = columns(
    'X86',
    '',
    [['MOV [x],$1'], ['MOV [x],$2'], ['MOV EAX,[x]', 'MOV EBX,[x]', 'MOV ECX,[x]']],
    'locations [2:EAX; 2:EBX; 2:ECX; x;]',
  );
  const read = parseTest(text);
  // Here incoherent executions are tried, too.
  expect(judge(read, X86).states.toSorted()).toEqual(exhaustive(read, X86, false).states);
  const twice = parseTest(text.replace('$2', '$1'));
  expect(judge(twice, X86).states.toSorted()).toEqual(exhaustive(twice, X86, false).states);
});

test('where there are too many executions to ask about, that is told, with what to do', () => {
  const many = parseTest(
    writers(4, 4, (i) => i + 1, 'locations [x0; x1; x2; x3;]'),
    'many.litmus',
  );
  expect(() => judge(many, X86, 1000)).toThrow(
    /^many\.litmus:1:1: T has more than 1000 executions that the model must be asked about.*leave out/,
  );
  expect(judge(many, X86).states).toHaveLength(71);
});

test('where threads can be gone through together in too many ways, that is told', () => {
  const traces = times(3, () => times(300, (trace) => ({ trace, reads: [], replaces: [], writes: [] })));
  const all = fitting(traces, 0, [], () => new Error('too many'), [], 1000);
  expect(() => {
    for (const _ of all);
  }).toThrow('too many');
});

test('of threads that are alike each choice is shown in one order', () => {
  const traces = times(3, () => times(4, (trace) => ({ trace, reads: [], replaces: [], writes: [] })));
  const shown = [...fitting(traces, 0, [], () => new Error(), [-1, -1, 1])];
  expect(shown).toHaveLength(4 * 10);
  expect(shown.every(([, a, b]) => a! <= b!)).toBe(true);
});

test.for([
  [
    'C',
    'C T\n{ }\nP0 (atomic_int* x) {\n  int i = 0;\n  while (i < 2000) i = i + 1;\n  *x = 1;\n}\nlocations [x;]\n',
    [],
    'line 5, that goes round more than 1024 times',
  ],
  [
    'AArch64',
    'AArch64 T\n{ 0:X0=x; }\nP0 ;\nMOV W1,#2000 ;\nL: SUB W1,W1,#1 ;\nCBNZ W1,L ;\nSTR W1,[X0] ;\nlocations [x;]\n',
    [],
    'line 6, that goes round more than 1024 times',
  ],
] as const)('a loop in %s that nothing decides is told when it goes round too often', ([, text, states, note]) => {
  const found = judge(parseTest(text), text.startsWith('C') ? RC11 : AARCH64);
  expect(found.states).toEqual(states);
  expect(found.notes).toEqual([expect.stringMatching(note)]);
});

test('a loop that waits is not told, nor one that ends', () => {
  const waits = parseTest(spinLock(2));
  expect(judge(waits, AARCH64)).not.toHaveProperty('notes');
  const ends = parseTest('C T\n{ }\nP0 (atomic_int* x) { int i = 0; while (i < 1000) i = i + 1; *x = i; }\nlocations [x;]\n');
  expect(judge(ends, RC11)).toEqual({ verdict: 'Ok', states: ['[x]=1000;'], undefinedBehaviour: false, flags: [] });
});
