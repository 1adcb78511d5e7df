import * as lockwrightErrors from '../realm/errors.ts';

type ErrorClass = abstract new (...args: never[]) => Error;

/**
 * The classes that an error can arrive as, by the name that travels: JavaScript's own and Lockwright's. An instance of any other class arrives as the nearest of
 * these, with its name kept. Ours are known by the name under which they are exported, which a minifier does not change.
 */
export const ERROR_CLASSES: ReadonlyMap<string, ErrorClass> = new Map<string, ErrorClass>([
  ['Error', Error],
  ['EvalError', EvalError],
  ['RangeError', RangeError],
  ['ReferenceError', ReferenceError],
  ['SyntaxError', SyntaxError],
  ['TypeError', TypeError],
  ['URIError', URIError],
  ['AggregateError', AggregateError],
  ...Object.entries(lockwrightErrors).filter((entry): entry is [string, (typeof entry)[1] & ErrorClass] => isErrorClass(entry[1])),
]);

/** The name of the class of errors of web APIs, where the host has it. */
export const DOM_EXCEPTION = 'DOMException';

/** Whether errors of this class are Lockwright's, whose further properties (their code and what else they tell) travel too. */
export function isOurs(name: string): boolean {
  return Object.hasOwn(lockwrightErrors, name);
}

function isErrorClass(value: unknown): boolean {
  return typeof value === 'function' && value.prototype instanceof Error;
}
