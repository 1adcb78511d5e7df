import { NotSendableError } from '../../realm/errors.ts';
import type { AnyNode, Expression } from '../../realm/parser.ts';
import { OPENING, parseExpression } from './free-variables.ts';
import { excerpt, placeOf } from './place.ts';
import { surroundingsOf, type Tie, type Use } from './surroundings.ts';

/** A function as text that can stand anywhere, and what it takes from the code around it. */
export interface Shape {
  /** The text as an expression: a method `foo() {}` becomes `({ foo() {} }).foo`. */
  readonly text: string;
  /** The text as `toString` gives it, in which {@link uses} have their places. */
  readonly source: string;
  /** Where `source` begins in what was parsed. */
  readonly shift: number;
  readonly uses: readonly Use[];
}

/**
 * The text of `fn` as an expression that, evaluated as strict-mode code, gives the function back. Costs a parse: some 10 µs and more.
 *
 * @throws {NotSendableError} if `fn` is no function with a text of its own (native, bound, a class, a generator, an accessor), or if its text
 *   means something only where it stands (`super`, `new.target`, `import.meta`, `import('./x')`)
 */
export function functionText(fn: unknown): string {
  return shapeOf(fn, sourceOf(fn)).text;
}

const toSource = Function.prototype.toString;

/** The text of `fn` as the engine has it, whatever `fn.toString` says. */
export function sourceOf(fn: unknown): string {
  if (typeof fn === 'function') return toSource.call(fn);
  throw new NotSendableError('NOT_A_FUNCTION', `spawn needs a function to run in the thread, but got ${fn === null ? 'null' : typeof fn}`);
}

/** How errors call `fn`. */
export function nameOf(fn: unknown): string {
  const name: unknown = typeof fn === 'function' ? fn.name : '';
  return typeof name === 'string' && name !== '' ? `the function ${name}` : 'the function';
}

const NATIVE = /\{\s*\[native code\]\s*\}\s*$/;
const STATIC = /^static\s+(?=\S)/;
const METHOD_OPENING = `${OPENING}{`;
/** Stands for the name of a method whose own name is computed, private, a string or a number. */
const METHOD = 'method';

/** Parses `source`, the text of `fn`, and brings it into the form of an expression. */
export function shapeOf(fn: unknown, source: string): Shape {
  const who = nameOf(fn);
  if (NATIVE.test(source)) throw nativeFunction(who);
  const asExpression = parseExpression(source);
  if (!(asExpression instanceof Error)) {
    refuseKind(asExpression, who);
    return shape(source, source, OPENING.length, asExpression, false, who);
  }
  const own = source.replace(STATIC, '');
  let asMethod = parseExpression(`{${own}}`);
  let method = own;
  if (asMethod instanceof Error && own !== source) [asMethod, method] = [parseExpression(`{${source}}`), source];
  if (asMethod instanceof Error && /^[\w$\s*]*#/.test(own)) {
    // A private method: no object literal can hold it under its name.
    method = own.replace('#', '');
    asMethod = parseExpression(`{${method}}`);
  }
  const property =
    asMethod instanceof Error || asMethod.type !== 'ObjectExpression' || asMethod.properties.length !== 1
      ? undefined
      : asMethod.properties[0];
  if (property?.type !== 'Property' || property.value.type !== 'FunctionExpression') throw unparsable(who, source, asExpression, asMethod);
  if (property.kind !== 'init') {
    throw refusal('ACCESSOR', who, 'is a getter or setter', 'Wrap it in a function that takes the object as an argument');
  }
  refuseKind(property.value, who);
  const { key, computed, value } = property;
  if (key.type === 'Identifier' && !computed) return shape(`({ ${method} }).${key.name}`, method, METHOD_OPENING.length, value, true, who);
  const rest = method.slice(value.start - METHOD_OPENING.length);
  const text = `({ ${value.async ? 'async ' : ''}${METHOD}${rest} }).${METHOD}`;
  return shape(text, method, METHOD_OPENING.length, value, true, who);
}

function shape(text: string, source: string, shift: number, root: AnyNode, isMethod: boolean, who: string): Shape {
  const { uses, ties } = surroundingsOf(root, isMethod);
  const [tie] = ties;
  if (tie !== undefined) throw tiedToItsPlace(tie, source, shift, who);
  return { text, source, shift, uses };
}

function refuseKind(root: Expression, who: string): void {
  if (root.type === 'ClassExpression') {
    throw refusal(
      'CLASS',
      who.replace('function', 'class'),
      'is a class, which a thread cannot call',
      'Give a function that makes the instance inside the thread',
    );
  }
  if (root.type !== 'FunctionExpression' && root.type !== 'ArrowFunctionExpression') {
    throw new NotSendableError('UNPARSABLE_FUNCTION', `${who} has a text that is no function: ${root.type}`);
  }
  if (root.generator) {
    throw refusal('GENERATOR', who, 'is a generator: calling it runs nothing', 'Give a function that loops over it inside the thread');
  }
}

const MODULE_FORM = "export it from a module and name it: spawn(import.meta, 'name', ...args)";

function refusal(code: string, who: string, found: string, remedy: string): NotSendableError {
  return new NotSendableError(code, `${who} ${found}. ${remedy}, or ${MODULE_FORM}`);
}

function nativeFunction(who: string): NotSendableError {
  const found = who.startsWith('the function bound ')
    ? 'is a bound function, whose text is not to be had'
    : 'is native (or bound, or a proxy) and has no text';
  return refusal('NATIVE_FUNCTION', who, found, 'Wrap it in a function of your own, such as (...args) => Math.max(...args)');
}

const TIES: Record<Tie['kind'], { code: string; found: string; remedy: string }> = {
  super: {
    code: 'USES_SUPER',
    found: 'uses super, which belongs to its object or class',
    remedy: 'Give a function that makes the object inside the thread',
  },
  'new.target': { code: 'USES_NEW_TARGET', found: 'uses new.target, but a thread calls it without new', remedy: 'Take new.target out' },
  'import.meta': {
    code: 'IMPORT_META',
    found: 'uses import.meta, which is another one where the text is evaluated',
    remedy: 'Pass what you need of it as an argument, such as import.meta.url',
  },
  'import()': {
    code: 'RELATIVE_IMPORT',
    found: 'imports a module relative to its own file, which is lost when the text is shipped',
    remedy: "Pass the absolute URL as an argument (import.meta.resolve('./x.ts') or new URL('./x.ts', import.meta.url).href)",
  },
};

function tiedToItsPlace({ kind, start, end }: Tie, source: string, shift: number, who: string): NotSendableError {
  const { code, found, remedy } = TIES[kind];
  const place = placeOf(source, start - shift);
  const where = `${found} (line ${place.line}, column ${place.column})`;
  const error = refusal(code, who, where, remedy);
  return new NotSendableError(code, `${error.message}\n\n${excerpt(source, place, end - start)}`);
}

/** Of the two attempts at parsing, the one that came further knows better what is wrong. */
function unparsable(who: string, source: string, asExpression: SyntaxError, asMethod: unknown): NotSendableError {
  const [first, second] = [offsetOf(asExpression, OPENING.length), offsetOf(asMethod, METHOD_OPENING.length)];
  const better = asMethod instanceof Error && second > first ? asMethod : asExpression;
  const place = placeOf(source, Math.min(Math.max(first, second), source.length));
  const found = better.message.replace(/ \(\d+:\d+\)$/, '');
  if (/new\.target/.test(found))
    return tiedToItsPlace({ kind: 'new.target', start: first, end: first + 'new.target'.length }, source, 0, who);
  return new NotSendableError(
    'UNPARSABLE_FUNCTION',
    `${who} cannot be shipped as text, because its text is not strict-mode JavaScript: ${found} (line ${place.line}, column ${place.column}). ` +
      'Are there TypeScript types left in it (the runtime or build must strip them), sloppy-mode code such as with, or syntax newer than the parser? ' +
      `Otherwise ${MODULE_FORM}\n\n${excerpt(source, place, 1)}`,
    { cause: better },
  );
}

/** Where in the function's text the parser gave up. */
function offsetOf(error: unknown, shift: number): number {
  const position: unknown = (error as { pos?: unknown }).pos;
  return typeof position === 'number' ? Math.max(0, position - shift) : 0;
}
