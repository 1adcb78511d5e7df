import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { show, simulate, difference, NONE } from './test-simulation.ts';
import { type AnyArray, anything, classOf, contents, place, sharedArray, valueFor } from './test-values.ts';

const downwards = (a: number, b: number): number => (a < b ? 1 : a > b ? -1 : 0);
const TypedArray = Object.getPrototypeOf(Int8Array) as { readonly prototype: Record<PropertyKey, (...args: unknown[]) => unknown> };

const places = (most: number) => fc.array(place, { maxLength: most });

/** The arguments of each method, for an array of that kind. */
function argumentsOf(method: string, kind: string): fc.Arbitrary<unknown[]> {
  const value = fc.oneof(valueFor(kind), anything);
  switch (method) {
    case 'fill':
    case 'includes':
    case 'indexOf':
    case 'lastIndexOf':
      return fc.tuple(value, places(2)).map(([first, rest]) => [first, ...rest]);
    case 'with':
      return fc.tuple(place, value);
    case 'set':
      return fc
        .tuple(fc.oneof(fc.array(valueFor(kind), { maxLength: 5 }), fc.array(value, { maxLength: 3 }), anything), places(1))
        .map(([source, rest]) => [source, ...rest]);
    case 'join':
      return fc.constantFrom([], [undefined], ['-'], [null], [5]);
    case 'toString':
    case 'toLocaleString':
      return fc.constant([]);
    default:
      return places(3);
  }
}

const BY_PLACES = [
  'at',
  'copyWithin',
  'fill',
  'includes',
  'indexOf',
  'join',
  'lastIndexOf',
  'reverse',
  'set',
  'slice',
  'subarray',
  'toLocaleString',
  'toReversed',
  'toString',
  'with',
];
const BY_FUNCTION = ['every', 'filter', 'find', 'findIndex', 'findLast', 'findLastIndex', 'forEach', 'map', 'some'];
const FOLDS = ['reduce', 'reduceRight'];
const SORTS = ['sort', 'toSorted'];
const ITERATIONS = ['entries', 'keys', 'values'];

const differs = (kind: string, values: readonly unknown[], act: (array: AnyArray) => unknown): string =>
  difference(() => sharedArray(kind, values), act);

/** The method, as the array has it and as libraries call it. */
const ways = (method: string) => [
  (array: AnyArray, args: unknown[]): unknown => (array as unknown as Record<string, (...args: unknown[]) => unknown>)[method]!(...args),
  (array: AnyArray, args: unknown[]): unknown => TypedArray.prototype[method]!.apply(array, args),
];

describe('a method of an array over simulated memory', () => {
  test.for(BY_PLACES)('%s does what the native one does', (method) => {
    fc.assert(
      fc.property(
        contents.chain((made) => fc.record({ made: fc.constant(made), args: argumentsOf(method, made.kind) })),
        ({ made: { kind, values }, args }) => {
          for (const call of ways(method)) {
            expect(
              differs(kind, values, (array) => {
                const result = call(array, args);
                return [result === array ? 'itself' : result, array];
              }),
            ).toBe(NONE);
          }
        },
      ),
      { numRuns: 60 },
    );
  });

  test.for(BY_FUNCTION)('%s calls its function with the same values and the array itself', (method) => {
    fc.assert(
      fc.property(contents, fc.boolean(), ({ kind, values }, answer) => {
        for (const call of ways(method)) {
          expect(
            differs(kind, values, (array) => {
              const seen: unknown[] = [];
              const visit = function (this: unknown, value: number | bigint, index: number, whole: unknown): unknown {
                seen.push([value, index, whole === array, this === seen]);
                return method === 'map' ? value : (index + values.length) % 2 === 0 && answer;
              };
              return [call(array, [visit, seen]), seen];
            }),
          ).toBe(NONE);
        }
      }),
      { numRuns: 40 },
    );
    expect(differs('Int32Array', [1], (array) => ways(method)[1]!(array, [5]))).toBe(NONE);
    expect(differs('Int32Array', [], (array) => ways(method)[0]!(array, []))).toBe(NONE);
  });

  test.for(FOLDS)('%s folds as the native one does', (method) => {
    fc.assert(
      fc.property(contents, fc.boolean(), ({ kind, values }, hasStart) => {
        expect(
          differs(kind, values, (array) => {
            const fold = (all: unknown, value: unknown, index: number, whole: unknown): string =>
              show([all, value, index, whole === array]);
            return ways(method)[1]!(array, hasStart ? [fold, 'start'] : [fold]);
          }),
        ).toBe(NONE);
      }),
      { numRuns: 40 },
    );
  });

  test.for(SORTS)('%s sorts as the native one does', (method) => {
    fc.assert(
      fc.property(
        contents,
        fc.constantFrom<unknown>(undefined, downwards, () => 0, null, 5),
        ({ kind, values }, order) => {
          for (const call of ways(method))
            expect(differs(kind, values, (array) => [call(array, order === undefined ? [] : [order]), array])).toBe(NONE);
        },
      ),
      { numRuns: 40 },
    );
  });

  test.for(ITERATIONS)('%s iterates as the native one does', (method) => {
    fc.assert(
      fc.property(contents, ({ kind, values }) => {
        for (const call of ways(method)) expect(differs(kind, values, (array) => [...(call(array, []) as Iterable<unknown>)])).toBe(NONE);
      }),
      { numRuns: 20 },
    );
    simulate(
      () => sharedArray('Int32Array', [1]),
      (array) => expect(array[Symbol.iterator]).toBe(array.values),
    );
  });

  test('all methods of the engine are among these', () => {
    const others = ['constructor', 'length', 'buffer', 'byteLength', 'byteOffset'];
    const known = [...BY_PLACES, ...BY_FUNCTION, ...FOLDS, ...SORTS, ...ITERATIONS, ...others];
    expect(Object.getOwnPropertyNames(TypedArray.prototype).filter((name) => !known.includes(name))).toEqual([]);
  });

  test('refuses what is no array, as the native one', () => {
    simulate(
      () => undefined,
      () => {
        for (const method of [...BY_PLACES, ...BY_FUNCTION]) {
          if (method === 'toString') continue;
          for (const that of [undefined, 5, {}, [1], Object.create(sharedArray('Int8Array', [1]))]) {
            expect(() => TypedArray.prototype[method]!.call(that, () => 0)).toThrow(TypeError);
          }
        }
      },
    );
  });
});

describe('set', () => {
  test('copies between arrays of all kinds, over simulated memory or not, as natively', () => {
    fc.assert(
      fc.property(contents, contents, fc.boolean(), fc.boolean(), place, (target, source, isShared, isSourceShared, offset) => {
        expect(
          difference(
            () => {
              const make = (made: typeof target, shared: boolean) =>
                shared ? sharedArray(made.kind, made.values) : classOf(made.kind).from(made.values);
              return [make(target, isShared), make(source, isSourceShared)] as const;
            },
            ([to, from]) => {
              to.set(from, offset as number);
              return [to, from];
            },
          ),
        ).toBe(NONE);
      }),
    );
  });

  test('copies within one memory as if through another', () => {
    expect(
      differs('Int32Array', [1, 2, 3, 4, 5], (array) => {
        array.set(array.subarray(0, 4), 1);
        return [array, array.set(new Int16Array(array.buffer, array.byteOffset, 4) as unknown as AnyArray)];
      }),
    ).toBe(NONE);
  });
});

describe('subarray', () => {
  test('is a view of the same memory', () => {
    const { result, calls } = simulate(
      () => sharedArray('Int32Array', [1, 2, 3]),
      (array) => {
        const part = array.subarray(1);
        part[0] = 9;
        return [part.buffer === array.buffer, part.byteOffset, part.length, array[1]];
      },
    );
    expect(result).toEqual([true, 12, 2, 9]);
    expect(calls).toEqual(['store 4 @12 plain 9', 'load 4 @12 plain']);
  });
});

describe('in a thread', () => {
  test('slice makes an array of the thread alone, of elements that are read one by one', () => {
    const { result, calls } = simulate(
      () => sharedArray('Int32Array', [1, 2, 3]),
      (array) => {
        const copy = array.slice(1);
        copy[0] = 9;
        return [...copy, ArrayBuffer.isView(copy), copy.buffer instanceof SharedArrayBuffer];
      },
    );
    expect(result).toEqual([9, 3, true, false]);
    expect(calls).toEqual(['load 4 @12 plain', 'load 4 @16 plain']);
  });

  test('fill coerces its value once, and stores to each element', () => {
    const { calls } = simulate(
      () => sharedArray('Uint8Array', [1, 2, 3]),
      (array) => Int32Array.prototype.fill.call(array as never, 257, 1),
    );
    expect(calls).toEqual(['store 1 @9 plain 1', 'store 1 @10 plain 1']);
  });
});
