import { expect, test } from 'vitest';
import { valueKey } from './value-key.ts';

const shared = { x: 1 };
const circle = (depth: number): unknown => {
  const made: Record<string, unknown> = { depth };
  made['self'] = made;
  return made;
};
class A {
  readonly x = 1;
}
class B {
  readonly x = 1;
}
const withHole = (): unknown[] => {
  const array: unknown[] = [1, 2, 3];
  delete array[1];
  return array;
};

/** Each is made anew, and no two of them are equal. */
const makers: Record<string, () => unknown> = {
  '0': () => 0,
  '-0': () => -0,
  'a text of 0': () => '0',
  '0n': () => 0n,
  'a text of 0n': () => '0n',
  NaN: () => Number.NaN,
  undefined: () => undefined,
  'a text of undefined': () => 'undefined',
  null: () => null,
  false: () => false,
  'a symbol': () => Symbol('a'),
  'another symbol': () => Symbol('b'),
  'a function': () => () => 1,
  'another function': () => () => 2,
  'no elements': () => [],
  'an element that is undefined': () => [undefined],
  'an element that is null': () => [null],
  'an element 0': () => [0],
  'an element -0': () => [-0],
  'an element that is a text': () => ['0'],
  'an element with a comma': () => ['0,0'],
  'two elements': () => ['0', '0'],
  'a list in a list': () => [[0]],
  'a list with a hole': withHole,
  'a list that has a property': () => Object.assign([0], { extra: 1 }),
  'no properties': () => ({}),
  'a property that is undefined': () => ({ a: undefined }),
  'a property that is null': () => ({ a: null }),
  'no prototype': () => Object.create(null) as object,
  'an instance of A': () => new A(),
  'an instance of B': () => new B(),
  'a plain x': () => ({ x: 1 }),
  'the same object twice': () => [shared, shared],
  'two equal objects': () => [{ x: 1 }, { x: 1 }],
  'a circle': () => circle(1),
  'another circle': () => circle(2),
  'a Map': () => new Map([[1, 2]]),
  'a Map of texts': () => new Map([['1', 2]]),
  'a Set': () => new Set([1]),
  'another Set': () => new Set([2]),
  'an empty Set': () => new Set(),
  'a Date': () => new Date(5),
  'another Date': () => new Date(6),
  'an invalid Date': () => new Date(Number.NaN),
  'a RegExp': () => /a/g,
  'another RegExp': () => /a/i,
  'an Error': () => new Error('a'),
  'another Error': () => new Error('b'),
  'a TypeError': () => new TypeError('a'),
  'an Error with a cause': () => new Error('a', { cause: 1 }),
  'an Error with a code': () => Object.assign(new Error('a'), { code: 'E' }),
  bytes: () => new Uint8Array([1, 2]),
  'other bytes': () => new Uint8Array([1, 3]),
  'clamped bytes': () => new Uint8ClampedArray([1, 2]),
  'the same bytes as words': () => new Uint16Array([513]),
  'a buffer': () => new Uint8Array([1, 2]).buffer,
  'a DataView': () => new DataView(new Uint8Array([1, 2]).buffer),
  'a Number': () => Object(1) as object,
  'a String': () => Object('1') as object,
  'shared memory': () => new SharedArrayBuffer(8),
  'more shared memory': () => new SharedArrayBuffer(16),
};

test('equal values have the same key, though they are other objects', () => {
  for (const [name, make] of Object.entries(makers)) expect([name, valueKey(make())]).toEqual([name, valueKey(make())]);
});

test('values that differ have other keys', () => {
  const names = new Map<string, string>();
  const clashes: string[] = [];
  for (const [name, make] of Object.entries(makers)) {
    const key = valueKey(make());
    if (names.has(key)) clashes.push(`${name} and ${names.get(key)}: ${key}`);
    names.set(key, name);
  }
  expect(clashes).toEqual([]);
});

const throwing = (): never => {
  throw new Error('from a trap');
};

test('values that cannot be read have a key', () => {
  const values = [
    new Proxy({}, { get: throwing }),
    new Proxy({}, { ownKeys: throwing, getPrototypeOf: throwing }),
    Object.defineProperty({}, 'a', { get: throwing, enumerable: true }),
  ];
  for (const value of values) expect(typeof valueKey(value)).toBe('string');
});

test('a large value has a key of a bounded size', () => {
  expect(valueKey(Array.from({ length: 1e6 }, () => ({}))).length).toBeLessThan(1e6);
  expect(valueKey(new Uint8Array(1e7)).length).toBeLessThan(1e6);
});
