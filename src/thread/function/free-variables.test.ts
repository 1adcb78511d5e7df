import { expect, test } from 'vitest';
import { NotSendableError } from '../../realm/errors.ts';
import { freeVariables } from './free-variables.ts';

/** [text, free names]: each text is an expression, as `functionText` gives it. */
const CASES: readonly (readonly [text: string, free: string])[] = [
  // Plain uses and declarations
  ['() => x', 'x'],
  ['(x) => x', ''],
  ['x => x + y', 'y'],
  ['async x => await x(y)', 'y'],
  ['function f() { return f }', ''],
  ['function f(a, b = c) { return a + b }', 'c'],
  ['() => { x = 1; y += 1; z++; --w }', 'x y z w'],
  ['() => { x ??= 1; [y, z.p, { q: w }] = [] }', 'x y z w'],
  ['() => { ({ a, b: c, d = e, ...f } = g) }', 'a c d e f g'],
  ['() => { for (x of y) z; for (w in v) ; }', 'x y z w v'],
  ['() => { for (const x of x) x }', ''],
  ['() => { for (let i = 0; i < n; i++) { let n } }', 'n'],
  ['() => typeof x', ''],
  ['() => typeof (x)', ''],
  ['() => typeof x.y', 'x'],
  ['() => typeof x === "number" && x', 'x'],
  // Names that are no uses
  ['() => ({ x: 1, y() {}, get z() { return 1 }, ["w"]: 2 }).x.y.z', ''],
  ['() => ({ x, [y]: 1, [z]() {} })', 'x y z'],
  ['() => { x: for (;;) { break x } y: for (;;) { continue y } }', ''],
  ['() => a?.b.c?.[d]', 'a d'],
  ['() => `x ${y} ${z`w`}`', 'y z'],
  // Hoisting
  ['() => { x; var x }', ''],
  ['() => { x(); function x() {} }', ''],
  ['() => { { var x } x }', ''],
  ['() => { for (var x of []) ; x }', ''],
  ['() => { if (1) { for (;;) { var { a: [x = 1] } = {} } } return x }', ''],
  ['() => { { function x() {} } x }', 'x'],
  ['() => { { let x; const y = 1; class z {} } x; y; z }', 'x y z'],
  ['() => { try { var x } catch { var y } finally { var z } x; y; z }', ''],
  ['() => { switch (x) { case 1: let x; default: x } }', 'x'],
  ['() => { switch (1) { case y: let y } y }', 'y'],
  ['() => { x; { x; let x } }', 'x'],
  // Parameters
  ['({ a, b: { c = d }, ...e }) => a + c + e', 'd'],
  ['([a, , [b = a], ...c]) => a + b + c', ''],
  ['({ [k]: v }) => v', 'k'],
  ['(a = () => b) => { var b }', 'b'],
  ['(a = () => a) => { var a }', ''],
  ['(a, b = a, c = d, d) => 0', ''],
  ['function f(a = f, b = arguments) {}', ''],
  ['(...[a, b]) => a + b + c', 'c'],
  // arguments, this
  ['() => arguments', 'arguments'],
  ['() => () => arguments[0]', 'arguments'],
  ['function () { return () => arguments }', ''],
  ['() => function () { return arguments }', ''],
  ['() => ({ m() { return arguments } })', ''],
  ['() => this.x', 'this'],
  ['async () => { await (() => this)() }', 'this'],
  ['function () { return this }', ''],
  ['() => function () { return this }', ''],
  ['() => class { a = this; [this.b] = 1; static { this } m() { this } }', 'this'],
  ['() => ({ a: this, m() { return this }, get g() { return this } })', 'this'],
  // Catch, named function expressions
  ['() => { try {} catch (e) { e } e }', 'e'],
  ['() => { try {} catch ({ a, b = c }) { a; b } }', 'c'],
  ['() => { try {} catch { e } }', 'e'],
  ['() => { (function f() { f }); f }', 'f'],
  ['() => { const g = function f(f) { return f }; g }', ''],
  // Classes
  ['() => { new A(); class A extends B {} }', 'B'],
  ['() => { (class A { static x = A; y = z }); A }', 'z A'],
  ['() => class extends x.y { [k] = v; static [s]() {} }', 'x k v s'],
  ['() => class { #p; m(o) { return #p in o && o.#p && this.#p } }', ''],
  ['() => class { #p; k = class { m(o) { return o.#p + o.#q } } }', '#q'],
  ['(o) => o.#p', '#p'],
  ['(o) => #p in o', '#p'],
  ['() => class { static { var x; x; let y; y; z } }', 'z'],
  ['() => { class A { static { var x } } x }', 'x'],
  ['() => class extends Object { constructor() { super(); super.x; new.target } }', ''],
  // ES2026: using and await using; other young syntax
  ['() => { using x = y; x }', 'y'],
  ['async () => { await using x = y(); x }', 'y'],
  ['async () => { for (await using x of y) x; for await (const z of x) z }', 'y x'],
  ['() => { { using x = null } x }', 'x'],
  ['() => /(?<x>a)|(?<x>b)/v.test(y)', 'y'],
  ['() => 1_000n ** x', 'x'],
  ['async () => await import(x)', 'x'],
  ['async () => await import("node:os", { with: { type: y } })', 'y'],
  ['() => { const using = 1, async = 2, of = 3, get = 4; return using + async + of + get }', ''],
  // Globals
  ['() => [undefined, NaN, globalThis, Math.max, console, new SharedArrayBuffer(1), Atomics, WebAssembly, setTimeout]', ''],
  ['() => { undefined = 1 }', ''],
  ['() => window.document', 'window'],
  ['() => [document, localStorage, name_, HTMLElement, onclick]', 'document localStorage name_ HTMLElement onclick'],
  ['() => typeof window === "undefined" ? 0 : window.x', ''],
  ['() => typeof Deno !== "undefined" && Deno.pid', ''],
  ['() => require("fs")', 'require'],
  ['() => __name(() => {}, "x")', ''],
  ['() => { cov_1abc().s[0]++; __vi_import_0__.x; _interopRequireDefault }', 'cov_1abc __vi_import_0__ _interopRequireDefault'],
  ['() => { const Math = 1; return Math }', ''],
  ['({ m(a) { return a + b + m } }).m', 'b m'],
];

test.each(CASES)('%s', (text, free) => {
  const names = freeVariables(text).map(({ name }) => name);
  expect(names).toEqual(free === '' ? [] : free.split(' '));
});

test('a variable is reported once, at the line and column of its first use', () => {
  expect(freeVariables('function f(a) {\n  a += b;\r\n\treturn c\u2028+ b + d;\n}')).toEqual([
    { name: 'b', line: 2, column: 8 },
    { name: 'c', line: 3, column: 9 },
    { name: 'd', line: 4, column: 7 },
  ]);
});

test('a global that the spawning thread has counts, and one that it lacks does not', () => {
  const name = '__lockwright_test_global__';
  expect(freeVariables(`() => ${name}`)).toHaveLength(1);
  Object.defineProperty(globalThis, name, { value: 1, configurable: true });
  try {
    expect(freeVariables(`() => ${name}`)).toEqual([]);
  } finally {
    Reflect.deleteProperty(globalThis, name);
  }
});

test.runIf(typeof document !== 'undefined')('an element of the page is no global of a thread, although the page has it by its id', () => {
  const element = document.createElement('div');
  element.id = 'counterOfThePage';
  document.body.append(element);
  expect('counterOfThePage' in globalThis).toBe(true);
  expect(freeVariables('() => counterOfThePage').map(({ name }) => name)).toEqual(['counterOfThePage']);
  element.remove();
});

test('code nested ten thousand deep gives an answer or an error of ours, and never a stack overflow', () => {
  const depth = 10_000;
  const text = `() => ${'['.repeat(depth)}x${']'.repeat(depth)}`;
  expect(['x', 'UNPARSABLE_FUNCTION']).toContain(namesOrCode(text));
});

function namesOrCode(text: string): string {
  try {
    return freeVariables(text)
      .map(({ name }) => name)
      .join(' ');
  } catch (error) {
    return (error as NotSendableError).code;
  }
}

test.each(['', ')', '() => x) ; (y', '(x: number) => x', 'with (a) b', '1; 2', '() => { let a; let a }', '\0'])(
  'text that is no expression is refused: %j',
  (text) => {
    expect(() => freeVariables(text)).toThrow(NotSendableError);
  },
);

test.fails('limit: what a direct eval uses is not seen', () => {
  expect(freeVariables('() => eval("hidden")').map(({ name }) => name)).toEqual(['hidden']);
});

test.fails('limit: a global that only this program added to globalThis is taken for one of every thread', () => {
  Object.defineProperty(globalThis, 'onlyHere', { value: 1, configurable: true });
  const found = freeVariables('() => onlyHere');
  Reflect.deleteProperty(globalThis, 'onlyHere');
  expect(found).toHaveLength(1);
});

test.fails('limit: acorn 8.19 refuses two functions of one name in a static block, which engines allow', () => {
  expect(freeVariables('() => class { static { function f() {} function f() {} } }')).toEqual([]);
});
