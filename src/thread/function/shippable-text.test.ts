import { expect, test } from 'vitest';
import { NotSendableError } from '../../realm/errors.ts';
import { reviveFunction } from './revive.ts';
import { shippableText } from './shippable-text.ts';

function evaluate(source: string): (...args: unknown[]) => unknown {
  return new Function(`return (${source})`)() as (...args: unknown[]) => unknown;
}

/** The message with which `source` is refused. */
function refusal(source: string): string {
  const error = catching(() => shippableText(evaluate(source)));
  expect(error).toBeInstanceOf(NotSendableError);
  expect(error).toMatchObject({ code: 'FREE_VARIABLE' });
  return error.message;
}

function catching(call: () => unknown): Error {
  try {
    call();
  } catch (error) {
    if (error instanceof Error) return error;
  }
  throw new Error('expected an error');
}

test('a self-contained function goes through and comes back', () => {
  const fn = evaluate('function fib(n) { return n < 2 ? n : fib(n - 1) + fib(n - 2) }');
  expect(reviveFunction(shippableText(fn))(10)).toBe(55);
  expect(reviveFunction(shippableText((a: number, b: number) => Math.max(a, b)))(1, 2)).toBe(2);
});

test('each free variable is named with its place, its line and a caret', () => {
  const message = refusal('function work(n) {\n  counter.add(n);\n  return total + counter.load();\n}');
  expect(message).toBe(
    'the function work uses 2 variables of the code around it. A thread gets only the text of the function, so there it is not defined:\n\n' +
      'counter, line 2, column 3\n' +
      '  2 |   counter.add(n);\n' +
      '    |   ^^^^^^^\n\n' +
      'total, line 3, column 10\n' +
      '  3 |   return total + counter.load();\n' +
      '    |          ^^^^^\n\n' +
      'To do: if they are data, pass them as arguments, spawn((counter, total) => …, counter, total). If it is a function, a class or an import, ' +
      "export it from a module, which keeps its surroundings, and name it: spawn(import.meta, 'name', ...args)",
  );
});

test('the places of a method are those of its own text, not of the expression made of it', () => {
  expect(refusal('({ work(n) { return n + step } }).work')).toContain('step, line 1, column 22\n  1 | work(n) { return n + step }');
});

test.each([
  ['() => { cov_2ab4c().f[0]++ }', 'cov_2ab4c', /build tool rewrote .*Istanbul/],
  ['() => __vi_import_0__.x', '__vi_import_0__', /build tool rewrote .*Vitest/],
  ['() => __vite_ssr_import_3__.x', '__vite_ssr_import_3__', /build tool rewrote .*Vitest/],
  ['() => __awaiter(0)', '__awaiter', /build tool rewrote .*TypeScript.*ES2022/],
  ['() => tslib_1.__rest(0)', 'tslib_1', /build tool rewrote .*TypeScript/],
  ['() => __publicField(0)', '__publicField', /build tool rewrote .*esbuild/],
  ['() => _interopRequireDefault(0)', '_interopRequireDefault', /build tool rewrote .*Babel or SWC/],
  ['() => _async_to_generator(0)', '_async_to_generator', /build tool rewrote .*Babel or SWC/],
  ['() => _lib__WEBPACK_IMPORTED_MODULE_0__.x', '_lib__WEBPACK_IMPORTED_MODULE_0__', /build tool rewrote .*bundler/],
  ['() => stryMutAct_9fa48("1")', 'stryMutAct_9fa48', /build tool rewrote .*Stryker/],
  ['() => require("node:fs")', 'require', /await import\('node:…'\)/],
  ['() => __dirname', '__dirname', /pass it as an argument/],
  ['() => this.x', 'this', /without an object/],
  ['({ m() { return this.x } }).m', 'this', /without an object/],
  ['() => arguments[0]', 'arguments', /pass them as arguments/],
  ['(class { static #p = 1; static m(o) { return o.#p } }).m', '#p', /inside its class/],
])('%s: the error names the variable and says why', (source, name, why) => {
  const message = refusal(source);
  expect(message).toContain(`${name}, line 1, column `);
  expect(message).toMatch(why);
  expect(message).toContain("spawn(import.meta, 'name'");
});

test.runIf(typeof document !== 'undefined')('a global of the page is called so', () => {
  expect(refusal('() => document.title')).toContain('document, line 1, column 7: a global of the main thread');
});

test('an ordinary function may use its own this, and esbuild may keep its name', () => {
  expect(reviveFunction(shippableText(evaluate('function () { return this }')))()).toBe(undefined);
  const named = evaluate('() => { const f = __name(() => {}, "kept"); return f.name }');
  expect(reviveFunction(shippableText(named))()).toBe('kept');
});

test('many free variables make a message of bounded length', () => {
  const names = Array.from({ length: 500 }, (_, i) => `v${i}`);
  const message = refusal(`() => [${names.join(', ')}]`);
  expect(message).toContain('v0, line 1');
  expect(message).toContain('v499 (line 1)');
  expect(
    Math.max(
      ...message
        .split('\n')
        .slice(0, 8)
        .map((line) => line.length),
    ),
  ).toBeLessThan(200);
});

test('a text seen before is not checked again, and ten thousand different ones are all right', () => {
  const first = evaluate('(a) => a + 1');
  expect(shippableText(evaluate('(a) => a + 1'))).toBe(shippableText(first));
  for (let i = 0; i < 10_000; i++) if (shippableText(evaluate(`() => ${i}`)) !== `() => ${i}`) throw new Error(`text ${i} came out wrong`);
  expect(shippableText(first)).toBe('(a) => a + 1');
});

test('a refused function is refused again', () => {
  expect(refusal('() => missing')).toBe(refusal('() => missing'));
});

test('a toString of its own does not fool the check', () => {
  const fn = Object.assign(evaluate('() => missing'), { toString: () => '() => 1' });
  expect(() => shippableText(fn)).toThrow(/missing/);
});

test.each([undefined, null, 0, 'fn', {}, [], Symbol.iterator, 1n])('no function, no shipping: %s', (value) => {
  expect(() => shippableText(value)).toThrow(expect.objectContaining({ code: 'NOT_A_FUNCTION' }));
});

test('a real function that uses an import is refused, whatever the test runner made of the name', () => {
  expect(() => shippableText(() => reviveFunction)).toThrow(expect.objectContaining({ code: 'FREE_VARIABLE' }));
});
