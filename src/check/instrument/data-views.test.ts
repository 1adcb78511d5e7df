import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { simulate, difference, NONE } from './test-simulation.ts';
import { anything, place } from './test-values.ts';

type Methods = Record<string, (...args: unknown[]) => unknown>;

const NAMES = Object.getOwnPropertyNames(DataView.prototype).filter((name) => /^[gs]et[A-Z]/.test(name));
const getters = NAMES.filter((name) => name.startsWith('get'));
const setters = NAMES.filter((name) => name.startsWith('set'));

const endianness = fc.constantFrom<unknown>(true, false, undefined, 1, 0, '', 'x', null);
const offset = fc.oneof(fc.integer({ min: -1, max: 12 }), place);

/** 16 bytes, of which the view shows those from the third on. */
function view(seed: number): DataView {
  const buffer = new SharedArrayBuffer(16);
  const bytes = new Uint8Array(buffer);
  for (let i = 0; i < bytes.length; i++) bytes[i] = (seed + 37 * i) % 251;
  return new DataView(buffer, 3, 12);
}

const contentOf = (shown: DataView): unknown => [...new Uint8Array(shown.buffer)];

describe('a DataView of simulated memory', () => {
  test('has all methods of the engine instrumented', () => {
    expect(getters.length).toBe(setters.length);
    expect(getters.length).toBeGreaterThanOrEqual(10);
    const before = DataView.prototype as unknown as Methods;
    const was = NAMES.map((name) => before[name]);
    simulate(
      () => undefined,
      () => {
        expect(NAMES.filter((name, i) => before[name] === was[i])).toEqual([]);
      },
    );
  });

  test.for(getters)('%s reads what the native one reads, or throws the same', (name) => {
    fc.assert(
      fc.property(fc.nat(250), offset, endianness, (seed, at, littleEndian) => {
        expect(
          difference(
            () => view(seed),
            (shown) => (shown as unknown as Methods)[name]!(at, littleEndian),
          ),
        ).toBe(NONE);
      }),
      { numRuns: 60 },
    );
  });

  test.for(setters)('%s writes what the native one writes, or throws the same', (name) => {
    const value = name.includes('Big') ? fc.oneof(fc.bigInt(), anything) : anything;
    fc.assert(
      fc.property(fc.nat(250), offset, value, endianness, (seed, at, written, littleEndian) => {
        expect(
          difference(
            () => view(seed),
            (shown) => [(shown as unknown as Methods)[name]!(at, written, littleEndian), contentOf(shown)],
          ),
        ).toBe(NONE);
      }),
      { numRuns: 60 },
    );
  });

  test.for(setters)('%s coerces where and what once each, in order, and before it looks at the length', (name) => {
    for (const at of [0, 100, -1]) {
      expect(
        difference(
          () => view(1),
          (shown) => {
            const log: string[] = [];
            const where = { valueOf: () => (log.push('where'), at) };
            const what = { valueOf: () => (log.push('what'), name.includes('Big') ? 1n : 1) };
            try {
              (shown as unknown as Methods)[name]!(where, what);
            } catch (error) {
              log.push((error as Error).constructor.name);
            }
            return log;
          },
        ),
      ).toBe(NONE);
    }
  });

  test('is read in one step where it is aligned, else byte by byte', () => {
    const { calls } = simulate(
      () => new DataView(new SharedArrayBuffer(16), 2),
      (shown) => {
        shown.getInt32(2);
        shown.getInt32(0);
        shown.setInt16(1, 0x0102);
        shown.setInt16(0, 0x0102, true);
      },
    );
    expect(calls).toEqual([
      'load 4 @4 plain',
      ...[5, 4, 3, 2].map((at) => `load 1 @${at} plain`),
      'store 1 @3 plain 1',
      'store 1 @4 plain 2',
      'store 2 @2 plain 258',
    ]);
  });

  test('of memory of its own stays as it is', () => {
    const { calls, result } = simulate(
      () => undefined,
      () => {
        const own = new DataView(new ArrayBuffer(8));
        own.setFloat64(0, 1.5);
        return [own.getFloat64(0), own.byteLength];
      },
    );
    expect(calls).toEqual([]);
    expect(result).toEqual([1.5, 8]);
  });

  test('takes the same arguments, may be extended, and refuses other objects', () => {
    for (const args of [[], [1], [8], [9], [0, 8], [4, 5], [-1], ['2', '3'], [undefined, undefined]]) {
      expect(
        difference(
          () => new SharedArrayBuffer(8),
          (buffer) => {
            const made = new (DataView as unknown as new (...args: unknown[]) => DataView)(buffer, ...args);
            return [made.byteOffset, made.byteLength];
          },
        ),
      ).toBe(NONE);
    }
    const { result, calls } = simulate(
      () => new (class Words extends DataView<SharedArrayBuffer> {})(new SharedArrayBuffer(8)),
      (words) => [words.getInt32(4), words instanceof DataView, Object.prototype.toString.call(words)],
    );
    expect(result).toEqual([0, true, '[object DataView]']);
    expect(calls).toEqual(['load 4 @4 plain']);
    simulate(
      () => undefined,
      () => {
        for (const that of [undefined, 1, {}, new Int8Array(8)]) {
          expect(() => DataView.prototype.getInt8.call(that as never, 0)).toThrow(TypeError);
        }
      },
    );
  });
});
