import { expect, test } from 'vitest';
import { NotSendableError } from '../../realm/errors.ts';
import { functionText, shapeOf } from './function-text.ts';

/** What the sloppy-mode or strict-mode code `source` gives; Vitest rewrites the code of test files, but not this. */
function evaluate(source: string): unknown {
  return new Function(`return (${source})`)();
}

function revive(text: string): (...args: unknown[]) => unknown {
  return new Function(`'use strict'; return (${text})`)() as (...args: unknown[]) => unknown;
}

test.each([
  ['a function expression', 'function (a, b) { return a + b }'],
  ['a named function', 'function plus(a, b) { return a + b }'],
  ['an arrow function', '(a, b) => a + b'],
  ['an arrow function that gives an object', '(a, b) => ({ n: a + b }).n'],
  ['an async function', 'async function (a, b) { return a + b }'],
  ['an async arrow function', 'async (a, b) => a + b'],
  ['a method', '({ plus(a, b) { return a + b } }).plus'],
  ['an async method', '({ async plus(a, b) { return await (a + b) } }).plus'],
  ['a method called async', '({ async(a, b) { return a + b } }).async'],
  ['a method called get', '({ get(a, b) { return a + b } }).get'],
  ['a method called static', '({ static(a, b) { return a + b } }).static'],
  ['a method called function', '({ function(a, b) { return a + b } }).function'],
  ['a method called __proto__', '({ __proto__(a, b) { return a + b } }).__proto__'],
  ['a method called by a reserved word', '({ delete(a, b) { return a + b } }).delete'],
  ['a method with a computed name', '({ ["plus" + Math.random()](a, b) { return a + b } }, { ["x"](a, b) { return a + b } }).x'],
  ['an async method with a computed name', '({ async [`plus`](a, b) { return a + b } }).plus'],
  ['a method named by a string', '({ "p l u s"(a, b) { return a + b } })["p l u s"]'],
  ['a method named by a number', '({ 1e3(a, b) { return a + b } })[1000]'],
  ['a static method', '(class { static plus(a, b) { return a + b } }).plus'],
  ['an async static method', '(class { static async plus(a, b) { return a + b } }).plus'],
  ['a static method called static', '(class { static static(a, b) { return a + b } }).static'],
  ['a private method', '(class { static #plus(a, b) { return a + b } static get() { return this.#plus } }).get()'],
  ['a method of a class', '(class { plus(a, b) { return a + b } }).prototype.plus'],
  ['a function with comments all over', '/*0*/ async /*1*/ ( /*2*/ a, b /*3*/ ) /*4*/ => /*5*/ a + b /*6*/ // 7\n'],
  ['a function with a default and a rest', 'function (a, b = 2, ...[c = 0]) { return a + b + c }'],
])('%s comes back from its text as itself', async (_what, source) => {
  const text = functionText(evaluate(source));
  expect(await revive(text)(1, 2)).toBe(3);
});

/** `shapeOf` takes the text as an engine gives it, and so lets us pretend to be any engine. */
function shaped(text: string): string {
  return shapeOf(() => {}, text).text;
}

test.each([
  ['static plus(a, b) { return a + b }', '({ plus(a, b) { return a + b } }).plus'],
  ['static async plus(a, b) { return a + b }', '({ async plus(a, b) { return a + b } }).plus'],
  ['static #plus(a, b) { return a + b }', '({ plus(a, b) { return a + b } }).plus'],
  ['async #plus(a, b) { return a + b }', '({ async plus(a, b) { return a + b } }).plus'],
  ['async["plus"](a, b) { return a + b }', '({ async method(a, b) { return a + b } }).method'],
  ['static() { return 1 }', '({ static() { return 1 } }).static'],
])('the text of a method as some engine gives it: %s', (given, expected) => {
  expect(shaped(given)).toBe(expected);
});

test('import.meta is refused, with what to do', () => {
  expect(() => shaped('() => import.meta.url')).toThrow(/import\.meta.*argument.*spawn\(import\.meta, 'name'/s);
  expect(() => shaped("() => new URL('./x.js', import.meta.url)")).toThrow(expect.objectContaining({ code: 'IMPORT_META' }));
});

test.each(['(a: number) => a', 'function f<T>(a) {}', 'f(a?: string) {}', 'async (a) => a as string', '(a) => a!', '@dec class {}'])(
  'TypeScript left in a text is refused, and the error says so: %s',
  (text) => {
    expect(() => shaped(text)).toThrow(/TypeScript types left in it/);
    expect(() => shaped(text)).toThrow(expect.objectContaining({ code: 'UNPARSABLE_FUNCTION' }));
  },
);

test.each([
  '',
  '1',
  'x',
  '() => 1, 2',
  '() => 1) + (2',
  '{}',
  'a() {}, b() {}',
  'a: 1',
  '...x',
  'function () { [native code] } x',
  '\ud800',
])('a text that is no function never gets through: %j', (text) => {
  expect(() => shaped(text)).toThrow(NotSendableError);
});

function add(a: number, b: number): number {
  return a + b;
}

test('a real function of this file is shipped, however the test runner rewrote it', () => {
  expect(revive(functionText(add))(1, 2)).toBe(3);
  expect(revive(functionText((a: number) => a * 2))(4)).toBe(8);
});

test.each([
  ['NOT_A_FUNCTION', 'null'],
  ['NOT_A_FUNCTION', '({})'],
  ['NOT_A_FUNCTION', '"() => 1"'],
  ['NATIVE_FUNCTION', 'Math.max'],
  ['NATIVE_FUNCTION', '[].push'],
  ['NATIVE_FUNCTION', '(() => 1).bind(null)'],
  ['NATIVE_FUNCTION', 'new Proxy(() => 1, {})'],
  ['NATIVE_FUNCTION', 'Object.getOwnPropertyDescriptor(Map.prototype, "size").get'],
  ['GENERATOR', 'function* () {}'],
  ['GENERATOR', 'async function* f() {}'],
  ['GENERATOR', '({ *m() {} }).m'],
  ['GENERATOR', '({ async *["m"]() {} }).m'],
  ['CLASS', 'class {}'],
  ['CLASS', 'class A extends Array { constructor() { super() } }'],
  ['ACCESSOR', 'Object.getOwnPropertyDescriptor({ get x() { return 1 } }, "x").get'],
  ['ACCESSOR', 'Object.getOwnPropertyDescriptor({ set x(v) {} }, "x").set'],
  ['ACCESSOR', 'Object.getOwnPropertyDescriptor(class { static get ["x"]() { return 1 } }, "x").get'],
  ['USES_SUPER', '({ m() { return super.m() } }).m'],
  ['USES_SUPER', '({ m() { return () => super.m } }).m'],
  ['USES_SUPER', '(class extends Object { static m() { return super.name } }).m'],
  ['USES_SUPER', '({ m() { return () => super.m } }).m()'],
  ['USES_NEW_TARGET', 'function () { return new.target }'],
  ['USES_NEW_TARGET', 'function () { return () => new.target }'],
  ['USES_NEW_TARGET', '(function () { return () => new.target })()'],
  ['RELATIVE_IMPORT', 'async () => import("./x.ts")'],
  ['RELATIVE_IMPORT', 'async () => import("../x.ts")'],
  ['RELATIVE_IMPORT', 'async () => import(`./${1}.ts`)'],
  ['RELATIVE_IMPORT', 'async () => import("./x" + ".ts")'],
  ['RELATIVE_IMPORT', 'async () => import("#inner")'],
  ['UNPARSABLE_FUNCTION', 'function () { with (Math) { return PI } }'],
  ['UNPARSABLE_FUNCTION', 'function () { return 017 }'],
])('refused with %s: %s', (code, source) => {
  expect(() => functionText(evaluate(source))).toThrow(expect.objectContaining({ code, name: 'NotSendableError' }));
});

test('a nested class or object may use super, a nested function new.target', () => {
  const source =
    '() => { class A extends Object { constructor() { super() } } return [new A(), { m() { return super.toString } }, function () { new.target }] }';
  expect(functionText(evaluate(source))).toBe(source);
});

test('import() of a package or an absolute address is let through', () => {
  for (const specifier of ['node:os', 'lockwright/lock', 'https://example.org/x.js', 'file:///x.js', '@a/b']) {
    expect(functionText(evaluate(`async () => import("${specifier}")`))).toContain(specifier);
  }
});

test('the error for a native function says what to do instead', () => {
  expect(() => functionText(Math.max)).toThrow(/the function max is native.*spawn\(import\.meta, 'name'/s);
  expect(() => functionText(add.bind(null))).toThrow(/bound function/);
});

test('an error about syntax shows the line, with a caret under the place', () => {
  const sloppy = evaluate('function sloppy() {\n  with (Math) { return PI }\n}');
  const caught = catching(() => functionText(sloppy));
  expect(caught).toBeInstanceOf(NotSendableError);
  expect(caught.message).toContain('the function sloppy cannot be shipped');
  expect(caught.message).toContain('line 2, column 3');
  expect(caught.message).toMatch(/ 2 \| {3}with \(Math\) \{ return PI \}\n +\| {3}\^/);
});

function catching(call: () => unknown): Error {
  try {
    call();
  } catch (error) {
    if (error instanceof Error) return error;
  }
  throw new Error('expected an error');
}
