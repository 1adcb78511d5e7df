import { expect, test } from 'vitest';
import * as lockwrightErrors from '../realm/errors.ts';
import { decode, encode } from './index.ts';

function roundTrip<T>(value: T): T {
  const { bytes, externals } = encode(value);
  return decode(bytes, externals) as T;
}

test.each([Error, EvalError, RangeError, ReferenceError, SyntaxError, TypeError, URIError])(
  'an instance of %o arrives with its class, message and stack',
  (ErrorClass) => {
    const error = new ErrorClass('what went wrong', { cause: { code: 7 } });
    const arrived = roundTrip(error);
    expect(Object.getPrototypeOf(arrived)).toBe(ErrorClass.prototype);
    expect(arrived.message).toBe('what went wrong');
    expect(arrived.name).toBe(ErrorClass.name);
    expect(arrived.stack).toBe(error.stack);
    expect(arrived.cause).toEqual({ code: 7 });
    expect(Object.keys(arrived)).toEqual([]);
    expect(Object.prototype.toString.call(arrived)).toBe('[object Error]');
  },
);

test('an AggregateError arrives with its errors', () => {
  const inner = new TypeError('inner');
  const arrived = roundTrip(new AggregateError([inner, 'text', inner], 'several'));
  expect(arrived).toBeInstanceOf(AggregateError);
  expect(arrived.errors[0]).toBeInstanceOf(TypeError);
  expect(arrived.errors[0]).toBe(arrived.errors[2]);
  expect(arrived.errors[1]).toBe('text');
});

test('an error of a class of the user arrives as the nearest built-in class, with its name', () => {
  class HttpError extends RangeError {
    override name = 'HttpError';
    status = 404;
  }
  const arrived = roundTrip(new HttpError('not found'));
  expect(Object.getPrototypeOf(arrived)).toBe(RangeError.prototype);
  expect(arrived.name).toBe('HttpError');
  expect(String(arrived)).toBe('HttpError: not found');
  expect(Object.keys(arrived)).toEqual([]);
});

test('an error without a message or cause arrives without them', () => {
  const arrived = roundTrip(new Error());
  expect(Object.hasOwn(arrived, 'message')).toBe(false);
  expect(Object.hasOwn(arrived, 'cause')).toBe(false);
});

test('the code of a system error is kept', () => {
  const arrived = roundTrip(Object.assign(new Error('no such file'), { code: 'ENOENT', syscall: 'open' }));
  expect((arrived as { code?: string }).code).toBe('ENOENT');
});

test('every error class of Lockwright arrives as itself, with its code and what else it tells', () => {
  for (const [name, ErrorClass] of Object.entries(lockwrightErrors)) {
    if (!(ErrorClass.prototype instanceof Error)) continue;
    const error = Object.assign(new (ErrorClass as typeof lockwrightErrors.LockwrightError)('SOME_CODE', `a ${name}`), { detail: [1] });
    const arrived = roundTrip(error);
    expect(Object.getPrototypeOf(arrived)).toBe(ErrorClass.prototype);
    expect([arrived.code, arrived.message, arrived.name, arrived.stack]).toEqual(['SOME_CODE', `a ${name}`, error.name, error.stack]);
    expect(arrived.detail).toEqual([1]);
  }
});

test('a DOMException arrives with its name and code', () => {
  const error = new DOMException('stopped', 'AbortError');
  const arrived = roundTrip([error, error]) as [DOMException, DOMException];
  expect(arrived[0]).toBe(arrived[1]);
  expect(arrived[0]).toBeInstanceOf(DOMException);
  expect([arrived[0].name, arrived[0].message, arrived[0].code]).toEqual(['AbortError', 'stopped', DOMException.ABORT_ERR]);
});

test('causes may form a cycle', () => {
  const first = new Error('first');
  const second = new TypeError('second', { cause: first });
  first.cause = second;
  const arrived = roundTrip(first);
  expect((arrived.cause as Error).cause).toBe(arrived);
  expect(arrived.cause).toBeInstanceOf(TypeError);
});

test('a chain of 2000 causes arrives', () => {
  let error = new Error('0');
  for (let i = 1; i < 2000; i++) error = new RangeError(String(i), { cause: error });
  let arrived: unknown = roundTrip(error);
  let length = 0;
  for (; arrived instanceof Error; arrived = arrived.cause) length++;
  expect(length).toBe(2000);
});

function OldError(this: Error): void {
  this.message = 'old';
}

test('an error whose prototype was made by hand, the old way, arrives as an error', () => {
  OldError.prototype = Object.create(TypeError.prototype, { name: { value: 'OldError' } });
  const arrived = roundTrip(Reflect.construct(OldError, []) as Error);
  expect(arrived).toBeInstanceOf(TypeError);
  expect([arrived.name, arrived.message]).toEqual(['OldError', 'old']);
});
