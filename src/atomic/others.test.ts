import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { AtomicBool, AtomicF64, AtomicPtr } from './index.ts';
import { placements } from './test-placements.ts';

describe.each(placements)('AtomicBool $where', ({ make }) => {
  const flag = make<AtomicBool>(AtomicBool);
  const both = [false, true];

  test.each([
    ['exchange', (_: boolean, b: boolean) => b],
    ['fetchAnd', (a: boolean, b: boolean) => a && b],
    ['fetchOr', (a: boolean, b: boolean) => a || b],
    ['fetchXor', (a: boolean, b: boolean) => a !== b],
    ['fetchNand', (a: boolean, b: boolean) => !(a && b)],
    ['fetchNot', (a: boolean) => !a],
  ] as const)('%s returns the old value and leaves what logic says', (name, logic) => {
    for (const before of both) {
      for (const operand of both) {
        flag.store(before);
        const old = name === 'fetchNot' ? flag.fetchNot() : flag[name](operand);
        expect(old).toBe(before);
        expect(flag.load()).toBe(logic(before, operand));
        expect(flag.region.u8[flag.address]).toBe(logic(before, operand) ? 1 : 0);
      }
    }
  });

  test('compares and exchanges, and updates by a function', () => {
    flag.store(false);
    expect(flag.compareExchange(true, false)).toBe(false);
    expect(flag.load()).toBe(false);
    expect(flag.compareExchange(false, true)).toBe(false);
    expect(flag.load()).toBe(true);
    expect(flag.fetchUpdate((value) => !value)).toBe(true);
    expect(flag.load()).toBe(false);
    expect(flag.fetchUpdate(() => null)).toBeNull();
  });
});

describe.each(placements)('AtomicF64 $where', ({ make }) => {
  const float = make<AtomicF64>(AtomicF64);
  const numbers = fc.double();

  test('keeps every number, adds and subtracts as JavaScript does', () => {
    fc.assert(
      fc.property(numbers, numbers, (a, b) => {
        float.store(a);
        expect(float.load()).toBe(a);
        expect(float.exchange(b)).toBe(a);
        expect(float.fetchAdd(a)).toBe(b);
        expect(float.load()).toBe(b + a);
        expect(float.fetchSub(b)).toBe(b + a);
        expect(float.load()).toBe(b + a - b);
      }),
    );
  });

  test('takes the greater and the lesser as Math.max and Math.min do, with NaN and both zeros', () => {
    fc.assert(
      fc.property(numbers, numbers, (a, b) => {
        float.store(a);
        expect(float.fetchMax(b)).toBe(a);
        expect(float.load()).toBe(Math.max(a, b));
        float.store(a);
        expect(float.fetchMin(b)).toBe(a);
        expect(float.load()).toBe(Math.min(a, b));
      }),
      { examples: [[0, -0], [-0, 0], [Number.NaN, 1], [1, Number.NaN]] }, // prettier-ignore
    );
  });

  test('replaces exactly when Object.is finds the expected value', () => {
    fc.assert(
      fc.property(numbers, numbers, numbers, fc.boolean(), (value, other, replacement, same) => {
        const expected = same ? value : other;
        float.store(value);
        expect(float.compareExchange(expected, replacement)).toBe(value);
        expect(float.load()).toBe(Object.is(value, expected) ? replacement : value);
      }),
      { examples: [[0, -0, 1, false], [Number.NaN, Number.NaN, 1, true]] }, // prettier-ignore
    );
  });

  test('finds NaN whatever bits it has in memory', () => {
    for (const nan of [0x7ff8_0000_0000_0001n, 0xfff8_0000_0000_0000n, 0x7ff0_0000_0000_0001n]) {
      float.region.u64[float.address / 8] = nan;
      expect(float.compareExchange(0, 1)).toBeNaN();
      expect(float.region.u64[float.address / 8]).toBe(nan);
      expect(float.compareExchange(Number.NaN, 2)).toBeNaN();
      expect(float.load()).toBe(2);
    }
  });

  test('updates NaN by a function without turning for ever', () => {
    float.store(Number.NaN);
    expect(float.fetchUpdate((value) => (Number.isNaN(value) ? -0 : 5))).toBeNaN();
    expect(float.fetchUpdate((value) => (Object.is(value, -0) ? 3 : 5))).toBe(-0);
    expect(float.load()).toBe(3);
    expect(float.fetchUpdate(() => null)).toBeNull();
  });
});

describe.each(placements)('AtomicPtr $where', ({ make }) => {
  const pointer = make<AtomicPtr>(AtomicPtr);

  test('holds an address or 0', () => {
    expect(pointer.exchange(0xffff_fff0)).toBe(0);
    expect(pointer.load()).toBe(0xffff_fff0);
    expect(pointer.compareExchange(0, 16)).toBe(0xffff_fff0);
    expect(pointer.compareExchange(0xffff_fff0, 16)).toBe(0xffff_fff0);
    expect(pointer.load()).toBe(16);
    expect(pointer.fetchUpdate((address) => address + 16)).toBe(16);
    pointer.store(0);
    expect(pointer.load()).toBe(0);
    expect(pointer.fetchUpdate((address) => (address === 0 ? null : 1))).toBeNull();
  });
});
