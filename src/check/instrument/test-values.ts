/** Arrays of every kind, and odd values to put in them. */
import * as fc from 'fast-check';

export type AnyArray = Int32Array & { [index: string]: unknown };
export type AnyConstructor = {
  new (...args: unknown[]): AnyArray;
  readonly prototype: AnyArray;
  from(source: unknown): AnyArray;
  of(...values: unknown[]): AnyArray;
};

export const KINDS = [
  'Int8Array',
  'Uint8Array',
  'Uint8ClampedArray',
  'Int16Array',
  'Uint16Array',
  'Int32Array',
  'Uint32Array',
  'Float32Array',
  'Float64Array',
  'BigInt64Array',
  'BigUint64Array',
  ...('Float16Array' in globalThis ? ['Float16Array'] : []),
];

export const isBig = (kind: string): boolean => kind.startsWith('Big');

/** The constructor that has this name now. */
export const classOf = (kind: string): AnyConstructor => (globalThis as unknown as Record<string, AnyConstructor>)[kind]!;

export const kinds = fc.constantFrom(...KINDS);

const numbers = fc.oneof(
  fc.integer(),
  fc.double(),
  fc.constantFrom(
    NaN,
    -0,
    Infinity,
    -Infinity,
    0.5,
    1.5,
    2.5,
    -0.5,
    254.5,
    255.5,
    2 ** 31,
    2 ** 32 + 5,
    -(2 ** 31) - 1,
    2 ** 53,
    1e300,
    65_504,
    65_520,
  ),
);
const bigs = fc.bigInt({ min: -(2n ** 70n), max: 2n ** 70n });

/** Anything that a program could assign to an element. */
export const anything: fc.Arbitrary<unknown> = fc.oneof(
  numbers,
  bigs,
  fc.constantFrom('12', ' 0x10 ', '', 'x', '-0', '1e3', true, false, null, undefined, [], [3], {}, new Date(5), Symbol.iterator),
  numbers.map((value) => ({ valueOf: () => value })),
  bigs.map((value) => ({ valueOf: () => value })),
);

/** What suits the elements of that kind. */
export const valueFor = (kind: string): fc.Arbitrary<number | bigint> => (isBig(kind) ? bigs : numbers);

/** A kind with the values of an array of it. */
export const contents: fc.Arbitrary<{ kind: string; values: (number | bigint)[] }> = kinds.chain((kind) =>
  fc.record({ kind: fc.constant(kind), values: fc.array(valueFor(kind), { maxLength: 8 }) }),
);

/** Where something may begin or end. */
export const place: fc.Arbitrary<unknown> = fc.oneof(
  fc.integer({ min: -10, max: 10 }),
  fc.constantFrom<unknown>(undefined, NaN, -Infinity, Infinity, 1.9, -1.5, '2', null, { valueOf: () => 3 }, 1n),
);

/** An array over shared memory with these elements, which begin some bytes in. */
export function sharedArray(kind: string, values: readonly unknown[], before = 8): AnyArray {
  const Class = classOf(kind);
  const size = (Class as unknown as { BYTES_PER_ELEMENT: number }).BYTES_PER_ELEMENT;
  const array = new Class(new SharedArrayBuffer(before + size * values.length), before, values.length);
  for (const [i, value] of values.entries()) array[i] = value as number;
  return array;
}
