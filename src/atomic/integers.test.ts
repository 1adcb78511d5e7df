import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { AtomicInteger } from './atomic.ts';
import { type AtomicClass, bigIntClasses, numberClasses, placements } from './test-placements.ts';

/** What each operation leaves, in whole numbers without limits; the type then wraps it. */
const next: Record<string, (value: bigint, operand: bigint) => bigint> = {
  exchange: (_, operand) => operand,
  fetchAdd: (value, operand) => value + operand,
  fetchSub: (value, operand) => value - operand,
  fetchAnd: (value, operand) => value & operand,
  fetchOr: (value, operand) => value | operand,
  fetchXor: (value, operand) => value ^ operand,
  fetchNand: (value, operand) => ~(value & operand),
  fetchMax: (value, operand) => (value > operand ? value : operand),
  fetchMin: (value, operand) => (value < operand ? value : operand),
};
/** Their operands must lie in the range of the type. */
const OF_VALUES = new Set(['exchange', 'fetchMax', 'fetchMin']);

const RUNS = 60;

interface Kind {
  readonly kind: unknown;
  readonly bits: number;
  readonly signed: boolean;
}

/** A model of the class: BigInts in, BigInts out, wrapped as the type wraps. */
function modelOf({ bits, signed }: Kind) {
  const wrap = (value: bigint): bigint => (signed ? BigInt.asIntN(bits, value) : BigInt.asUintN(bits, value));
  const least = signed ? -(2n ** BigInt(bits - 1)) : 0n;
  const most = signed ? 2n ** BigInt(bits - 1) - 1n : 2n ** BigInt(bits) - 1n;
  const edges = [least, most, 0n, 1n, most - 1n, least + 1n];
  const value = fc.oneof(fc.bigInt({ min: least, max: most }), fc.constantFrom(...edges));
  const limit = bits === 64 ? 2n ** 70n : BigInt(Number.MAX_SAFE_INTEGER);
  const operand = fc.oneof(fc.bigInt({ min: -limit, max: limit }), fc.constantFrom(...edges, -1n, limit, -limit));
  const step = fc.constantFrom(...Object.keys(next)).chain((name) => fc.tuple(fc.constant(name), OF_VALUES.has(name) ? value : operand));
  return { wrap, least, most, value, steps: fc.array(step, { maxLength: 12 }) };
}

const kinds: readonly Kind[] = [...numberClasses, ...bigIntClasses];
const cases = kinds.flatMap((kind) =>
  placements.map((placement) => ({ ...kind, ...placement, name: (kind.kind as { name: string }).name })),
);

describe.each(cases)('$name $where', ({ kind, bits, signed, make }) => {
  const model = modelOf({ kind, bits, signed });
  const isBig = bits === 64;
  const toJs = (value: bigint): never => (isBig ? value : Number(value)) as never;
  const atomic = make(kind as AtomicClass<AtomicInteger<never>>) as AtomicInteger<never> & Record<string, (operand: never) => unknown>;

  test('does arithmetic as whole numbers that wrap around', () => {
    fc.assert(
      fc.property(model.value, model.steps, (start, steps) => {
        let value = start;
        atomic.store(toJs(value));
        for (const [name, operand] of steps) {
          expect(atomic[name]!(toJs(operand))).toBe(toJs(value));
          value = model.wrap(next[name]!(value, operand));
          expect(atomic.load()).toBe(toJs(value));
        }
      }),
      { numRuns: RUNS },
    );
  });

  test('compares and exchanges exactly when it finds what is expected', () => {
    fc.assert(
      fc.property(model.value, model.value, model.value, fc.boolean(), (value, other, replacement, same) => {
        const expected = same ? value : other;
        atomic.store(toJs(value));
        expect(atomic.compareExchange(toJs(expected), toJs(replacement))).toBe(toJs(value));
        expect(atomic.load()).toBe(toJs(expected === value ? replacement : value));
      }),
      { numRuns: RUNS },
    );
  });

  test('updates by a function, or leaves the value if that returns null', () => {
    for (const value of [model.least, model.most]) {
      atomic.store(toJs(value));
      expect(atomic.fetchUpdate((found) => (found === toJs(value) ? toJs(1n) : null))).toBe(toJs(value));
      expect(atomic.load()).toBe(toJs(1n));
      expect(atomic.fetchUpdate(() => null)).toBeNull();
      expect(atomic.load()).toBe(toJs(1n));
    }
  });

  test('calls the function again with the new value if another thread was faster', () => {
    atomic.store(toJs(1n));
    const seen: unknown[] = [];
    const before = atomic.fetchUpdate((found) => {
      seen.push(found);
      if (seen.length === 1) atomic.store(toJs(5n)); // as another thread would
      return toJs(7n);
    });
    expect(seen).toEqual([toJs(1n), toJs(5n)]);
    expect(before).toBe(toJs(5n));
    expect(atomic.load()).toBe(toJs(7n));
  });

  test('touches no byte but its own', () => {
    const { region, address } = atomic;
    const bytes = bits / 8;
    const around = region.u8.subarray(address - (address >= 8 ? 8 : 0), address + bytes + 8);
    const saved = around.slice();
    for (const name of Object.keys(next)) {
      atomic.store(toJs(model.most));
      atomic[name]!(toJs(model.least));
      atomic[name]!(toJs(model.most));
    }
    atomic.store(toJs(0n));
    saved.fill(0, address >= 8 ? 8 : 0, (address >= 8 ? 8 : 0) + bytes);
    expect([...around]).toEqual([...saved]);
  });
});
