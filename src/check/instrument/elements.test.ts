import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { simulate, difference, NONE } from './test-simulation.ts';
import { anything, contents, kinds, sharedArray, type AnyArray } from './test-values.ts';

const KEYS = [
  '0',
  '1',
  '2',
  '3',
  '10',
  '-1',
  '1.5',
  '-0',
  '01',
  'Infinity',
  '-Infinity',
  'NaN',
  '1e3',
  '1e21',
  '1e+21',
  '4294967296',
  '12345678901234567890',
  '0x1',
  ' 1',
  '1 ',
  '1.0',
  '',
  'x',
  '-',
  '-x',
  '+1',
];

describe('an element of simulated memory', () => {
  test('becomes what the native one becomes when it is set, and is read as that', () => {
    fc.assert(
      fc.property(kinds, anything, (kind, value) => {
        expect(
          difference(
            () => sharedArray(kind, new Array(3).fill(kind.startsWith('Big') ? 1n : 1)),
            (array) => {
              array[1] = value as number;
              return [array[0], array[1], array[2]];
            },
          ),
        ).toBe(NONE);
      }),
    );
  });

  test.for(KEYS)('is found, read, set, described, defined and deleted as natively under the key %o', (key) => {
    fc.assert(
      fc.property(contents, anything, ({ kind, values }, value) => {
        const setUp = () => sharedArray(kind, values);
        expect(difference(setUp, (array) => [key in array, Object.hasOwn(array, key), array[key]])).toBe(NONE);
        expect(
          difference(setUp, (array) => [
            Reflect.set(array, key, value),
            key in array,
            typeof array[key] === 'symbol' || array[key],
            [...array],
          ]),
        ).toBe(NONE);
        expect(difference(setUp, (array) => ({ ...Object.getOwnPropertyDescriptor(array, key) }))).toBe(NONE);
        expect(difference(setUp, (array) => [Reflect.deleteProperty(array, key), key in array])).toBe(NONE);
        expect(
          difference(setUp, (array) => [
            Reflect.defineProperty(array, key, { value, writable: true, enumerable: true, configurable: true }),
            [...array],
          ]),
        ).toBe(NONE);
      }),
    );
  });

  test.for([
    ['no value', {}],
    ['only some attributes', { enumerable: true }],
    ['an unchangeable one', { value: 5, configurable: false }],
    ['a hidden one', { value: 5, enumerable: false }],
    ['a constant', { value: 5, writable: false }],
    ['a getter', { get: () => 5 }],
  ] as const)('is defined as natively with %s', ([, descriptor]) => {
    expect(
      difference(
        () => sharedArray('Int32Array', [1, 2]),
        (array) => [Reflect.defineProperty(array, '0', descriptor), Reflect.defineProperty(array, '2', descriptor), [...array]],
      ),
    ).toBe(NONE);
  });

  test('is coerced once, even where there is no element', () => {
    expect(
      difference(
        () => sharedArray('Int32Array', [1]),
        (array) => {
          let count = 0;
          const value = { valueOf: () => ++count };
          array[0] = value as unknown as number;
          array[7] = value as unknown as number;
          (array as unknown as Record<string, unknown>)['1.5'] = value;
          return [count, array[0]];
        },
      ),
    ).toBe(NONE);
  });

  test('is read and written by the machine once for each access, as a plain one', () => {
    const { calls } = simulate(
      () => sharedArray('Int16Array', [1, 2]),
      (array) => {
        array[1] = array[0]! + 4;
        array[1]!++;
        array[2] = 9;
        return array[2];
      },
    );
    expect(calls).toEqual(['load 2 @8 plain', 'store 2 @10 plain 5', 'load 2 @10 plain', 'store 2 @10 plain 6']);
  });
});

describe('an array over simulated memory', () => {
  test('is spread, destructured, iterated and listed as a native one', () => {
    fc.assert(
      fc.property(contents, ({ kind, values }) => {
        const setUp = () => sharedArray(kind, values);
        expect(
          difference(setUp, (array) => {
            const [first, , third = 'none', ...rest] = array as unknown as unknown[];
            const looped: unknown[] = [];
            for (const value of array) looped.push(value);
            const keys: string[] = [];
            for (const key in array) keys.push(key);
            return [
              first,
              third,
              rest,
              looped,
              keys,
              { ...array },
              Object.keys(array),
              Object.values(array),
              Object.entries(array),
              Math.max(1, ...(array.length > 0 && kind === 'Int32Array' ? array : [])),
            ];
          }),
        ).toBe(NONE);
      }),
    );
  });

  test('has the length, the offset and the memory of the native one', () => {
    expect(
      difference(
        () => sharedArray('Float64Array', [1, 2, 3]),
        (array) => [array.length, array.byteLength, array.byteOffset, array.buffer.byteLength, array.BYTES_PER_ELEMENT],
      ),
    ).toBe(NONE);
    const { result } = simulate(
      () => new SharedArrayBuffer(8),
      (buffer) => new Int32Array(buffer).buffer === buffer,
    );
    expect(result).toBe(true);
  });

  test('may have properties of its own', () => {
    expect(
      difference(
        () => sharedArray('Int32Array', [1]),
        (array) => {
          const own = array as unknown as Record<string | symbol, unknown>;
          own['name'] = 'words';
          own[Symbol.for('x')] = 1;
          return [own['name'], Object.keys(array), delete own['name'], own['name'], own[Symbol.for('x')]];
        },
      ),
    ).toBe(NONE);
  });

  test('passes its elements on to what inherits from it, as natively', () => {
    expect(
      difference(
        () => sharedArray('Int32Array', [1, 2]),
        (array) => {
          const child = Object.create(array) as AnyArray;
          const answers = [
            child[0],
            '0' in child,
            Reflect.set(child, '0', 7),
            child[0],
            array[0],
            '5' in child,
            Reflect.set(child, '5', 5),
            Object.hasOwn(child, '5'),
          ];
          return [answers, Reflect.set(child, 'x', 1), Object.keys(child), array['x']];
        },
      ),
    ).toBe(NONE);
  });

  test('refuses to be frozen, and can be sealed or closed, as natively', () => {
    for (const close of [Object.freeze, Object.seal, Object.preventExtensions] as ((array: object) => void)[]) {
      expect(
        difference(
          () => sharedArray('Int32Array', [1, 2]),
          (array) => {
            close(array);
            return [Object.isExtensible(array), Reflect.set(array, 'x', 1), Reflect.set(array, '0', 7), array[0]];
          },
        ),
      ).toBe(NONE);
    }
  });
});
