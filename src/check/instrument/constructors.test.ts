import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { FakeHost, FakeMachine, inProgram, inThread, simulate, threeTimes } from './test-simulation.ts';
import { type AnyArray, type AnyConstructor, classOf, contents, isBig, KINDS, kinds, place, sharedArray } from './test-values.ts';

const NativeInts = Int32Array;

function expectSame<T>(setUp: () => T, act: (made: T) => unknown): void {
  const { native, inSetUp, inThread } = threeTimes(setUp, act);
  expect(inSetUp).toBe(native);
  expect(inThread).toBe(native);
}

describe('a constructor of arrays', () => {
  test('takes a memory, an offset and a length as the native one', () => {
    fc.assert(
      fc.property(kinds, fc.integer({ min: 0, max: 40 }), fc.array(place, { maxLength: 2 }), (kind, bytes, args) => {
        expectSame(
          () => new SharedArrayBuffer(bytes),
          (buffer) => {
            const array = new (classOf(kind))(buffer, ...args);
            return [array.byteOffset, array.length, array];
          },
        );
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
        expectSame(
          () => undefined,
          () => new (classOf(kind))(...args[what]!),
        );
      }
    },
  );

  test('copies an array over simulated memory', () => {
    fc.assert(
      fc.property(contents, kinds, ({ kind, values }, other) => {
        expectSame(
          () => sharedArray(kind, values),
          (array) => [new (classOf(other))(array), classOf(other).from(array), Array.from(array)],
        );
      }),
    );
    const { calls } = simulate(
      () => sharedArray('Int32Array', [1, 2]),
      (array) => (new Int16Array(array as never)[0] = 3),
    );
    expect(calls).toEqual(['load 4 @8 plain', 'load 4 @12 plain']);
  });

  test('has from and of, with functions and iterables', () => {
    expectSame(
      () => sharedArray('Int32Array', [1, 2]),
      (array) => [
        Int32Array.of(1, 2),
        Int32Array.from(array, (value, i) => value * 2 + i),
        Int8Array.from(new Set([1])),
        Int8Array.from({ length: 1, 0: 4 }),
      ],
    );
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
    expectSame(
      () => undefined,
      () =>
        KINDS.map((kind) => [classOf(kind).name, (classOf(kind) as unknown as typeof Int8Array).BYTES_PER_ELEMENT, classOf(kind).length]),
    );
    simulate(
      () => undefined,
      () => expect((Int32Array as unknown as Record<symbol, unknown>)[Symbol.species]).toBe(Int32Array),
    );
  });
});

describe('an array over simulated memory', () => {
  test('is told from other things as a native one', () => {
    expectSame(
      () => sharedArray('Uint16Array', [1]),
      (array) => [
        ArrayBuffer.isView(array),
        Array.isArray(array),
        Object.prototype.toString.call(array),
        array[Symbol.toStringTag],
        typeof array,
      ],
    );
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

describe('a class that extends an array', () => {
  const define = () =>
    class Ring extends Int32Array<SharedArrayBuffer> {
      label = 'ring';
      #secret = 5;
      get first(): number {
        return this[0]!;
      }
      set first(value: number) {
        this[0] = value;
      }
      get secret(): number {
        return this.#secret + this[0]!;
      }
    };

  test('has its own fields, getters and setters, which reach the machine', () => {
    const { result, calls } = simulate(
      () => new (define())(new SharedArrayBuffer(8)),
      (ring) => {
        ring.first = 3;
        return [ring.first, ring.secret, ring.label, ring.length, ring[1], Object.keys(ring)];
      },
    );
    expect(result).toEqual([3, 8, 'ring', 2, 0, ['0', '1', 'label']]);
    expect(calls.filter((call) => call.startsWith('store'))).toEqual(['store 4 @0 plain 3']);
  });

  test('is the class of what its methods make, as natively', () => {
    expectSame(
      () => {
        const Ring = define();
        return { Ring, ring: new Ring(new SharedArrayBuffer(8)) };
      },
      ({ Ring, ring }) => {
        const made = [ring.slice(), ring.map((x) => x + 1), ring.filter(() => true), ring.subarray(1), Ring.from([1, 2]), Ring.of(3)];
        return [
          ring instanceof Ring,
          ring instanceof Int32Array,
          ring.constructor === Ring,
          made,
          made.map((array) => array.constructor === Ring),
        ];
      },
    );
  });

  test('may have another species, or a wrong one, as natively', () => {
    for (const species of [
      Int8Array,
      undefined,
      null,
      Array,
      BigInt64Array,
      class extends Int32Array {
        constructor() {
          super(1);
        }
      },
      5,
    ]) {
      expectSame(
        () => {
          class Ring extends Int32Array<SharedArrayBuffer> {
            static get [Symbol.species](): never {
              return species as never;
            }
          }
          return new Ring(new SharedArrayBuffer(8));
        },
        (ring) => [ring.slice(), ring.map((x) => x)],
      );
    }
  });

  test('may have a length of its own', () => {
    expectSame(
      () => {
        class Short extends Int32Array<SharedArrayBuffer> {
          override get length(): never {
            return (this[0]! + 1) as never;
          }
        }
        return new Short(new SharedArrayBuffer(16));
      },
      (array) => {
        array[0] = 1;
        return array.length;
      },
    );
  });

  test('made by the program of before is still one of native arrays', () => {
    class Old extends Int32Array<SharedArrayBuffer> {}
    simulate(
      () => new Old(new SharedArrayBuffer(8)),
      (array) => {
        expect(Atomics.load(array, 0)).toBe(0);
        array[0] = 1; // not seen by the machine: documented
        expect(Atomics.load(array, 0)).toBe(0);
      },
    );
  });
});

describe('views of all of a memory', () => {
  const host = new FakeHost();

  test('are two if they are made twice', () => {
    inProgram(() => {
      const buffer = new SharedArrayBuffer(8);
      expect(new Int32Array(buffer)).not.toBe(new Int32Array(buffer));
    });
  });

  test('are used again when the set-up gets its memory again, in the order in which they were made', () => {
    inProgram(() => {
      host.reusable = new SharedArrayBuffer(8);
      const setUp = (): AnyArray[] => {
        const buffer = new SharedArrayBuffer(8);
        return [new Int32Array(buffer), new Int32Array(buffer), new Uint8Array(buffer)] as unknown as AnyArray[];
      };
      const [first, second] = [setUp(), setUp()];
      for (const [i, view] of first.entries()) expect(second[i]).toBe(view);
    }, host);
  });

  test('are not used again once they have properties of their own, or another prototype', () => {
    for (const change of [
      (view: object) => Object.assign(view, { x: 1 }),
      (view: object) => Object.setPrototypeOf(view, null) as object,
      Object.preventExtensions,
    ]) {
      inProgram(() => {
        host.reusable = undefined;
        host.reusable = new SharedArrayBuffer(8);
        const first = new Int32Array(new SharedArrayBuffer(8));
        change(first);
        const second = new Int32Array(new SharedArrayBuffer(8));
        expect(second).not.toBe(first);
        expect([Object.keys(second), Object.isExtensible(second), second instanceof Int32Array]).toEqual([['0', '1'], true, true]);
      }, host);
    }
  });
});

describe('memory from outside of the program', () => {
  const outer = new SharedArrayBuffer(16);
  const outerView = new Int32Array(outer);

  test('is the program’s own to atomics, whatever they get at it by; plain accesses of old arrays are not seen', () => {
    const machine = new FakeMachine();
    const host = new FakeHost();
    inProgram(
      () =>
        inThread(() => {
          Atomics.store(outerView, 0, 5);
          expect(outerView[0]).toBe(0);
          const inner = new Int32Array(outer);
          expect(inner[0]).toBe(5);
          inner[0] = 6;
          expect(Atomics.load(outerView, 0)).toBe(6);
          expect(new DataView(outer).getInt32(0, true)).toBe(6);
        }, machine),
      host,
    );
    expect(host.adopted).toEqual([outer]);
    expect(outerView[0]).toBe(0);
  });

  test('is another to each exploration, and so is what another exploration has made', () => {
    const leaked = inProgram(() => sharedArray('Int32Array', [7], 0));
    const own = new FakeHost();
    inProgram(() => {
      const mine = sharedArray('Int32Array', [1], 0);
      inThread(() => {
        Atomics.store(leaked as Int32Array, 0, 8);
        Atomics.store(outerView, 0, 9);
        expect([mine[0], leaked[0], new Int32Array(outer)[0]]).toEqual([1, 8, 9]);
      });
    }, own);
    expect(own.adopted).toEqual([leaked.buffer, outer]);
  });
});
