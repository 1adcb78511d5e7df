import { afterEach, expect, test } from 'vitest';
import { reviveFunction } from './revive.ts';

const RealFunction = globalThis.Function;
afterEach(() => {
  globalThis.Function = RealFunction;
});

test('a revived function runs as strict-mode code', () => {
  expect(reviveFunction('function () { return this }')()).toBe(undefined);
  expect(() => reviveFunction('() => { undeclared = 1 }')()).toThrow(ReferenceError);
});

test('each call gives a function of its own, so that no thread sees a property that another set', () => {
  const text = 'function f() { return (f.calls = (f.calls ?? 0) + 1) }';
  expect(reviveFunction(text)()).toBe(1);
  expect(reviveFunction(text)()).toBe(1);
});

test('a text that ends in a comment is read to its end', () => {
  expect(reviveFunction('() => 1 // one')()).toBe(1);
});

// In Node, Vitest runs this code without a way to import from generated code; tests/smoke/function-text.ts shows it there.
test.runIf(typeof document !== 'undefined')('it can import by absolute specifier', async () => {
  const text = `async () => (await import('data:text/javascript,export default 7')).default`;
  expect(await reviveFunction(text)()).toBe(7);
});

test.each(['', '1', '({})', 'null', 'undefined', 'a b', '() =>', ')', '(a: number) => a', 'function* () { yield', '\0'])(
  'text that is no function is refused: %j',
  (text) => {
    expect(() => reviveFunction(text)).toThrow(expect.objectContaining({ name: 'ThreadError', code: 'BAD_FUNCTION_TEXT' }));
  },
);

test.each([undefined, null, 1, {}, () => 1])('what is no text is refused: %s', (value) => {
  expect(() => reviveFunction(value as string)).toThrow(expect.objectContaining({ code: 'BAD_FUNCTION_TEXT' }));
});

test('where code generation is forbidden, the error says to use the module form', () => {
  globalThis.Function = function () {
    throw new EvalError('Code generation from strings disallowed for this context');
  } as unknown as FunctionConstructor;
  expect(() => reviveFunction('() => "forbidden"')).toThrow(expect.objectContaining({ name: 'ThreadError', code: 'NO_CODE_GENERATION' }));
  expect(() => reviveFunction('() => "forbidden"')).toThrow(/spawn\(import\.meta, 'name'/);
});
