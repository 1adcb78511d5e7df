import { expect, test } from 'vitest';
import { changesMemoryOnly, takesNothing } from './changes-memory-only.ts';

/** The function that `text` is, untouched by whatever transforms the tests. */
const functionOf = (text: string): (() => unknown) => new Function(`return (${text});`)() as () => unknown;

test.each([
  "() => Atomics.add(x, 0, 1, 'relaxed')",
  '() => { const r = Atomics.load(x, 0); return r + 1; }',
  '() => { let a = 0, b = 1; for (let i = 0; i < 3; i++) { a = Atomics.load(x, i); b += a } Atomics.store(x, 0, ((a + b) | 0)); }',
  '() => { let a = 0\n for (let i = 0; i < 3; ++i) a = Math.imul(a, i) // a comment; outer = 1\n }',
  "function add() { let i = 0; do { i++; } while (i < 3); if (!(i === 3)) throw new RangeError('i'); }",
  'function () { while (Atomics.compareExchange(x, 0, 0, 1) !== 0); /* outer++ */ }',
  '() => { { let a = 1; a = 2; } return outer / 2; }',
  "() => { switch (Atomics.load(x, 0)) { case 1: { let a = 'outer = 5'; a = 2; break; } default: return; } }",
])('changes memory only: %s', (text) => {
  expect(changesMemoryOnly(functionOf(text))).toBe(true);
});

test.each([
  '() => { outer = 1; }',
  '() => { outer += Atomics.load(x, 0); }',
  '() => outer++',
  '() => ++outer',
  '() => { let a = 0; a\n++outer; }',
  '() => { let a = 0\n outer = 1, a = 2 }',
  '() => { let a\n outer = 1 }',
  '() => { { let outer = 1; outer = 2; } outer = 3; }',
  '() => { for (let outer = 0; outer < 3; outer++) Atomics.load(x, 0); outer = 1; }',
  '() => { for (let outer = 0; outer < 3; outer++) { Atomics.load(x, 0); } outer = 1; }',
  '() => { outer = 1; let y = 0; { let outer = 0; } }',
  '() => { x[0] = 1; }',
  '() => x[0]',
  '() => { outer.won = true; }',
  '() => { log.push(1); }',
  '() => helper()',
  '() => (helper)()',
  '() => new Thing()',
  '() => { throw helper(); }',
  '() => { [outer] = Atomics.load(x, 0); }',
  '() => { ({ outer } = Math); }',
  '() => { const set = () => { outer = 1; }; set(); }',
  '() => { Atomics.load = 5; }',
  '() => { Atomics.log.push(1); }',
  '() => { outer.Atomics.load(1); }',
  '() => { const Atomics = outer; Atomics.load(1); }',
  '() => { delete outer.a; }',
  '() => `${outer = 1}`',
  '() => { const a = /[/]/; outer = 1; }',
  "() => { if (x) /'/; outer = 1; /'/; }",
  'async () => Atomics.load(x, 0)',
  'function* () { Atomics.load(x, 0); }',
  '(a = (outer = 1)) => Atomics.load(x, 0)',
  '() => { outer ??= 1; }',
  '() => { try { Atomics.load(x, 0); } catch { } }',
])('may change something else: %s', (text) => {
  expect(changesMemoryOnly(functionOf(text))).toBe(false);
});

test('natives are not known', () => {
  expect(changesMemoryOnly(Math.random)).toBe(false);
  expect(changesMemoryOnly(functionOf('() => Atomics.load(x, 0)').bind(undefined))).toBe(false);
  expect(takesNothing(functionOf('(a) => a').bind(undefined))).toBe(false);
});

test.each(['() => 1', 'function () {}', 'function judge( ) {}', '({ finally() {} }).finally'])('takes nothing: %s', (text) => {
  expect(takesNothing(functionOf(text))).toBe(true);
});

test.each(['(results) => 1', 'results => 1', '(...results) => 1', '(results = []) => 1', 'function () { return arguments[0]; }'])(
  'takes results, or may: %s',
  (text) => {
    expect(takesNothing(functionOf(text))).toBe(false);
  },
);
