import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { difference, inProgram, NONE, simulate } from './test-simulation.ts';
import { type AnyConstructor, classOf, contents, isBig, KINDS, kinds, place, sharedArray } from './test-values.ts';

const NativeInts = Int32Array;

describe('a constructor of arrays', () => {
  test('takes a memory, an offset and a length as the native one', () => {
    fc.assert(
      fc.property(kinds, fc.integer({ min: 0, max: 40 }), fc.array(place, { maxLength: 2 }), (kind, bytes, args) => {
        expect(
          difference(
            () => new SharedArrayBuffer(bytes),
            (buffer) => {
              const array = new (classOf(kind))(buffer, ...args);
              return [array.byteOffset, array.length, array];
            },
          ),
        ).toBe(NONE);
      }),
    );
  });

  test.for(['number', 'nothing', 'null', 'undefined', 'text', 'list', 'iterable', 'array-like', 'ArrayBuffer', 'own array'])(
    'makes an array of the thread alone of: %s',
    (what) => {
      for (const kind of KINDS) {
        const one = isBig(kind) ? 1n : 1;
        const args: Record<string, unknown[]> = {
          number: [3],
          nothing: [],
          null: [null],
          undefined: [undefined],
          text: ['2'],
          list: [[one, one]],
          iterable: [new Set([one])],
          'array-like': [{ length: 2, 0: one, 1: one }],
          ArrayBuffer: [new ArrayBuffer(16), 8],
          'own array': [classOf(kind).of(one)],
        };
        const { calls } = simulate(
          () => undefined,
          () => new (classOf(kind))(...args[what]!).fill(one as never),
        );
        expect(calls).toEqual([]);
        expect(
          difference(
            () => undefined,
            () => new (classOf(kind))(...args[what]!),
          ),
        ).toBe(NONE);
      }
    },
  );

  test('copies an array over simulated memory', () => {
    fc.assert(
      fc.property(contents, kinds, ({ kind, values }, other) => {
        expect(
          difference(
            () => sharedArray(kind, values),
            (array) => [new (classOf(other))(array), classOf(other).from(array), Array.from(array)],
          ),
        ).toBe(NONE);
      }),
    );
    const { calls } = simulate(
      () => sharedArray('Int32Array', [1, 2]),
      (array) => (new Int16Array(array as never)[0] = 3),
    );
    expect(calls).toEqual(['load 4 @8 plain', 'load 4 @12 plain']);
  });

  test('has from and of, with functions and iterables', () => {
    expect(
      difference(
        () => sharedArray('Int32Array', [1, 2]),
        (array) => [
          Int32Array.of(1, 2),
          Int32Array.from(array, (value, i) => value * 2 + i),
          Int8Array.from(new Set([1])),
          Int8Array.from({ length: 1, 0: 4 }),
        ],
      ),
    ).toBe(NONE);
  });

  test('throws without new', () => {
    simulate(
      () => undefined,
      () => {
        for (const kind of KINDS) expect(() => (classOf(kind) as unknown as (length: number) => unknown)(1)).toThrow(TypeError);
        expect(() => (SharedArrayBuffer as unknown as (length: number) => unknown)(1)).toThrow(TypeError);
        expect(() => (DataView as unknown as (buffer: object) => unknown)(new SharedArrayBuffer(1))).toThrow(TypeError);
      },
    );
  });

  test('is that of its arrays, old and new, and they are instances both ways', () => {
    const before = { ints: new Int32Array(1), view: new DataView(new ArrayBuffer(1)), shared: new SharedArrayBuffer(1) };
    simulate(
      () => sharedArray('Int32Array', [1]),
      (array) => {
        expect(array.constructor).toBe(Int32Array);
        expect(Int32Array.prototype.constructor).toBe(Int32Array);
        expect(before.ints.constructor).toBe(Int32Array);
        for (const Class of [Int32Array, NativeInts, Object.getPrototypeOf(Int32Array) as AnyConstructor]) {
          expect(array instanceof Class).toBe(true);
          expect(before.ints instanceof Class).toBe(true);
        }
        expect((array as unknown) instanceof Uint8Array).toBe(false);
        expect(before.shared.constructor).toBe(SharedArrayBuffer);
        expect(before.shared instanceof SharedArrayBuffer).toBe(true);
        expect(before.view.constructor).toBe(DataView);
        expect(before.view instanceof DataView).toBe(true);
        expect(new (array.constructor as AnyConstructor)(array.buffer)[2]).toBe(1);
      },
    );
  });

  test('has the same name, sizes and species', () => {
    expect(
      difference(
        () => undefined,
        () =>
          KINDS.map((kind) => [classOf(kind).name, (classOf(kind) as unknown as typeof Int8Array).BYTES_PER_ELEMENT, classOf(kind).length]),
      ),
    ).toBe(NONE);
    simulate(
      () => undefined,
      () => expect((Int32Array as unknown as Record<symbol, unknown>)[Symbol.species]).toBe(Int32Array),
    );
  });
});

describe('an array over simulated memory', () => {
  test('is told from other things as a native one', () => {
    expect(
      difference(
        () => sharedArray('Uint16Array', [1]),
        (array) => [
          ArrayBuffer.isView(array),
          Array.isArray(array),
          Object.prototype.toString.call(array),
          array[Symbol.toStringTag],
          typeof array,
        ],
      ),
    ).toBe(NONE);
    simulate(
      () => undefined,
      () => {
        expect(ArrayBuffer.isView(new Int8Array(1))).toBe(true);
        expect(ArrayBuffer.isView(new DataView(new SharedArrayBuffer(1)))).toBe(true);
        for (const value of [undefined, 1, {}, [], new SharedArrayBuffer(1)]) expect(ArrayBuffer.isView(value)).toBe(false);
      },
    );
  });

  test('still tells its values and its length when the program is over', () => {
    const array = inProgram(() => sharedArray('Int32Array', [4, 5]));
    expect([array.length, array[1], array.byteOffset, String(array[Symbol.toStringTag])]).toEqual([2, 5, 8, 'Int32Array']);
  });
});
