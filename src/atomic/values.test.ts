import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Atomic, AtomicBool, AtomicF64, AtomicPtr, AtomicU32, AtomicU8, LockwrightError } from './index.ts';
import { allClasses, bigIntClasses, numberClasses } from './test-placements.ts';

const SEED = 20_240_517;

/** Anything but a number, a BigInt or a boolean, and things that pretend to be one. */
const junk = fc.oneof(
  fc.string(),
  fc.constantFrom<unknown>(
    null,
    Symbol('value'),
    [],
    [1],
    {},
    new Date(0),
    () => 1,
    { valueOf: () => 1 },
    Object(1),
    Object(1n),
    Object(true),
  ),
);

const OPERATIONS = [
  'store',
  'exchange',
  'fetchAdd',
  'fetchSub',
  'fetchAnd',
  'fetchOr',
  'fetchXor',
  'fetchNand',
  'fetchMax',
  'fetchMin',
] as const;
const OF_VALUES = ['store', 'exchange', 'fetchMax', 'fetchMin'] as const;

function refused(attempt: () => unknown, found: unknown): void {
  let error: unknown;
  try {
    attempt();
  } catch (thrown) {
    error = thrown;
  }
  expect(error, `accepted ${String(found)}`).toBeInstanceOf(LockwrightError);
  expect(['WRONG_TYPE', 'OUT_OF_RANGE']).toContain((error as LockwrightError).code);
}

test.each(numberClasses)('every operation of $kind.name refuses what is no whole number, and changes nothing', ({ kind }) => {
  const atomic = new kind(5);
  const wrong = fc.oneof(junk, fc.bigInt(), fc.boolean(), fc.constantFrom(0.5, -1.5, Number.NaN, Infinity, -Infinity, 2 ** 53));
  fc.assert(
    fc.property(wrong, (value) => {
      const bad = value as number;
      for (const name of OPERATIONS) refused(() => atomic[name](bad), value);
      refused(() => atomic.compareExchange(bad, 1), value);
      refused(() => atomic.compareExchange(1, bad), value);
      if (bad !== null) refused(() => atomic.fetchUpdate(() => bad), value);
      refused(() => new kind(bad), value);
      expect(atomic.load()).toBe(5);
    }),
    { seed: SEED },
  );
  atomic.free();
});

test.each(numberClasses)('a value that $kind.name cannot hold is refused, and an operand of arithmetic wraps', ({ kind, bits, signed }) => {
  const atomic = new kind(5);
  const most = signed ? 2 ** (bits - 1) - 1 : 2 ** bits - 1;
  const least = signed ? -(2 ** (bits - 1)) : 0;
  for (const bad of [most + 1, least - 1]) {
    for (const name of OF_VALUES) expect(() => atomic[name](bad)).toThrow(`from ${least} to ${most}, but got the number ${bad}`);
    expect(() => atomic.compareExchange(bad, 1)).toThrow('compareExchange (expected)');
    expect(() => atomic.compareExchange(5, bad)).toThrow('compareExchange (replacement)');
    expect(() => atomic.fetchUpdate(() => bad)).toThrow(LockwrightError);
    expect(() => new kind(bad)).toThrow(`new ${kind.name}`);
  }
  expect(atomic.load()).toBe(5);
  atomic.fetchAdd(2 ** bits);
  expect(atomic.load()).toBe(5);
  atomic.fetchSub(-(2 ** bits) + 2);
  expect(atomic.load()).toBe(3);
});

test.each(bigIntClasses)('every operation of $kind.name refuses what is no BigInt, or one out of range', ({ kind, signed }) => {
  const atomic = new kind(5n);
  const most = signed ? 2n ** 63n - 1n : 2n ** 64n - 1n;
  const least = signed ? -(2n ** 63n) : 0n;
  fc.assert(
    fc.property(fc.oneof(junk, fc.integer(), fc.double(), fc.boolean()), (value) => {
      const bad = value as bigint;
      for (const name of OPERATIONS) refused(() => atomic[name](bad), value);
      refused(() => atomic.compareExchange(bad, 1n), value);
      refused(() => atomic.compareExchange(1n, bad), value);
      if (bad !== null) refused(() => atomic.fetchUpdate(() => bad), value);
      refused(() => new kind(bad), value);
    }),
    { seed: SEED },
  );
  for (const bad of [most + 1n, least - 1n]) {
    for (const name of OF_VALUES) expect(() => atomic[name](bad)).toThrow(`from ${least}n to ${most}n`);
    expect(() => atomic.compareExchange(bad, 1n)).toThrow(LockwrightError);
    expect(() => atomic.compareExchange(1n, bad)).toThrow(LockwrightError);
  }
  expect(atomic.load()).toBe(5n);
});

test('AtomicBool takes true and false only, AtomicF64 numbers only, AtomicPtr addresses only', () => {
  const flag = new AtomicBool(true);
  const float = new AtomicF64(1);
  const pointer = new AtomicPtr(16);
  fc.assert(
    fc.property(fc.oneof(junk, fc.bigInt()), (value) => {
      for (const bad of [value, 0, 1]) {
        for (const name of ['store', 'exchange', 'fetchAnd', 'fetchOr', 'fetchXor', 'fetchNand'] as const)
          refused(() => flag[name](bad as boolean), bad);
        refused(() => flag.compareExchange(bad as boolean, true), bad);
        refused(() => flag.compareExchange(true, bad as boolean), bad);
        if (bad !== null) refused(() => flag.fetchUpdate(() => bad as boolean), bad);
        refused(() => new AtomicBool(bad as boolean), bad);
      }
      for (const bad of [value, true]) {
        for (const name of ['store', 'exchange', 'fetchAdd', 'fetchSub', 'fetchMax', 'fetchMin'] as const)
          refused(() => float[name](bad as number), bad);
        refused(() => float.compareExchange(bad as number, 1), bad);
        refused(() => float.compareExchange(1, bad as number), bad);
        if (bad !== null) refused(() => float.fetchUpdate(() => bad as number), bad);
        refused(() => new AtomicF64(bad as number), bad);
      }
      for (const bad of [value, -1, 1.5, 2 ** 32, true]) {
        for (const name of ['store', 'exchange'] as const) refused(() => pointer[name](bad as number), bad);
        refused(() => pointer.compareExchange(bad as number, 1), bad);
        refused(() => pointer.compareExchange(16, bad as number), bad);
        if (bad !== null) refused(() => pointer.fetchUpdate(() => bad as number), bad);
        refused(() => new AtomicPtr(bad as number), bad);
      }
    }),
    { seed: SEED },
  );
  expect([flag.load(), float.load(), pointer.load()]).toEqual([true, 1, 16]);
});

test('an updater must be a function, and what it throws passes through and changes nothing', () => {
  for (const kind of allClasses) {
    const atomic: Atomic<never> = new kind();
    const before = atomic.load();
    // @ts-expect-error a function that returns nothing has forgotten to return
    expect(() => atomic.fetchUpdate(() => {})).toThrow(/fetchUpdate \(result\): expected .* but got undefined/);
    for (const bad of [undefined, null, 1, 'f', {}]) {
      expect(() => atomic.fetchUpdate(bad as never)).toThrow(expect.objectContaining({ code: 'NOT_A_FUNCTION' }));
    }
    expect(() => atomic.fetchUpdate(() => { throw new RangeError('mine'); })).toThrow(RangeError); // prettier-ignore
    expect(atomic.load()).toBe(before);
  }
});

test('a fraction in an integer class and -1 in an unsigned one say what to do', () => {
  expect(() => new AtomicU8().store(1.5)).toThrow(
    'AtomicU8.store: expected a whole number from 0 to 255, but got the number 1.5. Round it first, or use AtomicF64',
  );
  expect(() => new AtomicU8().fetchAdd(1.5)).toThrow('AtomicU8.fetchAdd: expected a whole number, but got');
  const mask = new AtomicU32(0xffff_ffff);
  mask.fetchAnd(~4);
  expect(mask.load()).toBe(0xffff_fffb);
});

test('a second argument of a constructor is refused', () => {
  expect(() => Reflect.construct(AtomicU8, [1, 'relaxed'])).toThrow('To place it in memory of your own: AtomicU8.at(memory, byteOffset)');
});
