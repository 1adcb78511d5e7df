import { expect, test } from 'vitest';
import { NotSendableError } from '../realm/errors.ts';
import { decode, encodeThrown } from './index.ts';

function hostile(): never {
  throw new Error('hostile');
}

function arrival(thrown: unknown): unknown {
  const { bytes, externals } = encodeThrown(thrown);
  return decode(bytes, externals);
}

test('a thrown error or value that can travel arrives as it is', () => {
  const error = new TypeError('bad', { cause: [1] });
  expect(arrival(error)).toEqual(error);
  expect((arrival(error) as Error).cause).toEqual([1]);
  expect(arrival('text')).toBe('text');
});

test('an error with a cause that cannot travel arrives with its class, message and stack, and with the refusal as its cause', () => {
  const error = new RangeError('too far', { cause: { retry() {} } });
  const arrived = arrival(error) as RangeError;
  expect(arrived).toBeInstanceOf(RangeError);
  expect([arrived.name, arrived.message, arrived.stack]).toEqual(['RangeError', 'too far', error.stack]);
  expect(arrived.cause).toBeInstanceOf(NotSendableError);
  expect((arrived.cause as Error).message).toMatch(/^error\.cause\.retry is a function \(retry\)/);
});

test('a thrown value that cannot travel arrives as its refusal', () => {
  expect(arrival(() => {})).toBeInstanceOf(NotSendableError);
  expect((arrival({ deep: [Symbol('s')] }) as Error).message).toMatch(/^error\.deep\[0\] is a symbol/);
});

test('a thrown value that throws when it is read arrives as some error', () => {
  const getter = { get: hostile, enumerable: true };
  expect((arrival(Object.defineProperty({}, 'x', getter)) as Error).message).toBe('hostile');
  const error = Object.defineProperty(new Error('m'), 'stack', { get: () => hostile() });
  expect((arrival(error) as Error).message).toBe('hostile');
  const endless = Object.defineProperty({}, 'x', {
    get: () => {
      throw () => {};
    },
    enumerable: true,
  }); // oxlint-disable-line no-throw-literal
  expect((arrival(endless) as Error).message).toMatch(/throw an Error instead/);
});
