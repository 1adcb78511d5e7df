import { describe, expect, test } from 'vitest';
import { difference, NONE, simulate } from './test-simulation.ts';

/** A class that extends the Int32Array of now. */
const defineRing = () =>
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

/** Classes that arrays may be told to make: of now, since those of before know no simulated memory. */
const SPECIES: readonly (() => unknown)[] = [
  () => Int8Array,
  () => undefined,
  () => null,
  () => Array,
  () => BigInt64Array,
  () =>
    class Single extends Int32Array {
      constructor() {
        super(1);
      }
    },
  () => 5,
];

describe('a class that extends an array', () => {
  test('has its own fields, getters and setters, which reach the machine', () => {
    const { result, calls } = simulate(
      () => new (defineRing())(new SharedArrayBuffer(8)),
      (ring) => {
        ring.first = 3;
        return [ring.first, ring.secret, ring.label, ring.length, ring[1], Object.keys(ring)];
      },
    );
    expect(result).toEqual([3, 8, 'ring', 2, 0, ['0', '1', 'label']]);
    expect(calls.filter((call) => call.startsWith('store'))).toEqual(['store 4 @0 plain 3']);
  });

  test('is the class of what its methods make, as natively', () => {
    expect(
      difference(
        () => {
          const Ring = defineRing();
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
      ),
    ).toBe(NONE);
  });

  test('may have another species, or a wrong one, as natively', () => {
    for (const speciesNow of SPECIES) {
      const setUp = () => {
        class Ring extends Int32Array<SharedArrayBuffer> {
          static get [Symbol.species](): never {
            return speciesNow() as never;
          }
        }
        return new Ring(new SharedArrayBuffer(8));
      };
      expect(difference(setUp, (ring) => ring.filter(() => true))).toBe(NONE); // V8 lets an empty array mix BigInts and numbers here, against the specification
      expect(difference(setUp, (ring) => ring.map((x) => x))).toBe(NONE);
      expect(difference(setUp, (ring) => ring.slice())).toBe(NONE);
      expect(difference(setUp, (ring) => ring.subarray(1))).toBe(NONE);
    }
  });

  test('may have a length of its own', () => {
    expect(
      difference(
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
      ),
    ).toBe(NONE);
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
