import { describe, expect, test } from 'vitest';
import { cloneForThread } from './cloning.ts';
import { inProgram, simulate } from './test-simulation.ts';
import { sharedArray } from './test-values.ts';

const numbers = () => sharedArray('Int32Array', [1, 2, 3]) as unknown as Int32Array;

describe('structuredClone in a checked program', () => {
  test('shares simulated memory: what is written through the clone is read through the original', () => {
    const { result } = simulate(numbers, (array) => {
      const { part, view, memory } = structuredClone({ part: array.subarray(1), view: new DataView(array.buffer), memory: array.buffer });
      part[0] = 20;
      view.setInt32(array.byteOffset, 10, true);
      new Int32Array(memory, array.byteOffset)[2] = 30;
      return [...array];
    });
    expect(result).toEqual([10, 20, 30]);
  });

  test('is the native one for what holds no simulated memory', () => {
    inProgram(() => {
      expect(structuredClone({ a: [1, new Map([[1, new Date(5)]])] })).toEqual({ a: [1, new Map([[1, new Date(5)]])] });
      expect(() => structuredClone(() => 0)).toThrow('could not be cloned');
    });
  });

  test('takes away what is transferred', () => {
    const own = new ArrayBuffer(4);
    const { result } = simulate(numbers, (array) => structuredClone([array, own], { transfer: [own] })[1]!);
    expect([own.byteLength, (result as ArrayBuffer).byteLength]).toEqual([0, 4]);
  });
});

describe('the arguments of a thread', () => {
  test('are copied, with one copy of what is there twice', () => {
    const twice = { n: 1 };
    const args: unknown[] = [twice, [twice], new Set([twice])];
    args.push(args);
    const [a, [b], c, all] = cloneForThread(args) as [object, [object], Set<object>, unknown];
    expect(a).toEqual(twice);
    expect(a).not.toBe(twice);
    expect([b === a, c.has(a), (all as unknown[])[0] === a]).toEqual([true, true, true]);
  });

  test('keep what the platform can clone: dates, errors, expressions, views of one memory', () => {
    const memory = new ArrayBuffer(8);
    const [date, error, expression, one, other] = cloneForThread([
      new Date(7),
      new RangeError('far'),
      /a/gi,
      new Uint8Array(memory, 1, 2),
      new DataView(memory),
    ] as const);
    expect([date.getTime(), error.message, error instanceof RangeError, String(expression)]).toEqual([7, 'far', true, '/a/gi']);
    other.setUint8(1, 9);
    expect([one[0], one.length, one.buffer === other.buffer, one.buffer === memory]).toEqual([9, 2, true, false]);
  });

  test('lose their classes, and are refused if they are functions or symbols', () => {
    class Point {
      x = 1;
    }
    expect(Object.getPrototypeOf(cloneForThread(new Point()))).toBe(Object.prototype);
    for (const value of [() => 0, Symbol('s'), { deep: [() => 0] }]) expect(() => cloneForThread([value])).toThrow('could not be cloned');
  });

  test('are memory that threads share, as it is', () => {
    const { result } = simulate(numbers, (array) => {
      const [copy] = cloneForThread([array]);
      copy![1] = 7;
      return [copy === array, array[1], copy!.length, copy!.byteOffset === array.byteOffset];
    });
    expect(result).toEqual([false, 7, 3, true]);
  });
});
