import { expect, test } from 'vitest';
import type { Ops } from '../realm/ops.ts';
import type { Ordering } from '../realm/ordering.ts';
import { realm, setRealm } from '../realm/realm.ts';
import { AtomicBool, AtomicF64, AtomicI32, AtomicPtr, AtomicU64, fence, OrderingError, spinLoopHint } from './index.ts';
import { bigIntClasses, numberClasses } from './test-placements.ts';

const ORDERINGS: readonly Ordering[] = ['relaxed', 'acquire', 'release', 'acqRel', 'seqCst'];
const JUNK = ['', 'SeqCst', 'sequential', 'acq_rel', 'consume', null, 0, 5, {}, Symbol('release'), true] as unknown as Ordering[];

/** Which of all orderings `attempt` accepts. Every refusal must be an OrderingError that names the ordering. */
function accepted(attempt: (order: never) => unknown): readonly Ordering[] {
  for (const junk of JUNK) expect(() => attempt(junk as never)).toThrow(expect.objectContaining({ code: 'BAD_ORDERING' }));
  return ORDERINGS.filter((order) => {
    try {
      attempt(order as never);
      return true;
    } catch (error) {
      expect(error).toBeInstanceOf(OrderingError);
      expect(error).toMatchObject({ code: 'BAD_ORDERING', message: expect.stringContaining(`'${order}'`) });
      return false;
    }
  });
}

const LOADS = ['relaxed', 'acquire', 'seqCst'];
const STORES = ['relaxed', 'release', 'seqCst'];

test.each([...numberClasses, ...bigIntClasses])(
  'every operation of $kind.name accepts what C++20 and Rust accept, and refuses the rest',
  ({ kind, bits }) => {
    const atomic = new kind() as unknown as AtomicI32;
    const v = (bits === 64 ? 1n : 1) as number;
    expect(accepted((order) => atomic.load(order))).toEqual(LOADS);
    expect(accepted((order) => atomic.store(v, order))).toEqual(STORES);
    for (const name of [
      'exchange',
      'fetchAdd',
      'fetchSub',
      'fetchAnd',
      'fetchOr',
      'fetchXor',
      'fetchNand',
      'fetchMax',
      'fetchMin',
    ] as const) {
      expect(accepted((order) => atomic[name](v, order))).toEqual(ORDERINGS);
    }
    expect(accepted((order) => atomic.compareExchange(v, v, order))).toEqual(ORDERINGS);
    expect(accepted((order) => atomic.compareExchange(v, v, 'seqCst', order))).toEqual(LOADS);
    expect(accepted((order) => atomic.fetchUpdate((found) => found, order))).toEqual(ORDERINGS);
    expect(accepted((order) => atomic.fetchUpdate((found) => found, 'seqCst', order))).toEqual(LOADS);
    atomic.free();
  },
);

test('so do those of the other classes', () => {
  for (const [atomic, v] of [
    [new AtomicBool(), true],
    [new AtomicF64(), 1],
    [new AtomicPtr(), 16],
  ] as const) {
    const any = atomic as AtomicF64;
    const value = v as number;
    expect(accepted((order) => any.load(order))).toEqual(LOADS);
    expect(accepted((order) => any.store(value, order))).toEqual(STORES);
    expect(accepted((order) => any.exchange(value, order))).toEqual(ORDERINGS);
    expect(accepted((order) => any.compareExchange(value, value, order))).toEqual(ORDERINGS);
    expect(accepted((order) => any.compareExchange(value, value, 'seqCst', order))).toEqual(LOADS);
    expect(accepted((order) => any.fetchUpdate((found) => found, order))).toEqual(ORDERINGS);
    expect(accepted((order) => any.fetchUpdate((found) => found, 'seqCst', order))).toEqual(LOADS);
  }
  const flag = new AtomicBool();
  for (const name of ['fetchAnd', 'fetchOr', 'fetchXor', 'fetchNand'] as const)
    expect(accepted((order) => flag[name](true, order))).toEqual(ORDERINGS);
  expect(accepted((order) => flag.fetchNot(order))).toEqual(ORDERINGS);
  const float = new AtomicF64();
  for (const name of ['fetchAdd', 'fetchSub', 'fetchMax', 'fetchMin'] as const)
    expect(accepted((order) => float[name](1, order))).toEqual(ORDERINGS);
});

test('a fence accepts all but relaxed', () => {
  expect(accepted((order) => fence(order))).toEqual(['acquire', 'release', 'acqRel', 'seqCst']);
  fence();
  spinLoopHint();
});

test('the message names the operation, what was found, what is allowed, and why', () => {
  expect(() => new AtomicI32().load('release' as never)).toThrow(
    "AtomicI32.load cannot have the ordering 'release': allowed are 'relaxed', 'acquire', 'seqCst'. A load publishes nothing, so it has no release half",
  );
});

test('an ordering that an operation cannot have is a type error', () => {
  const atomic = new AtomicI32();
  const big = new AtomicU64();
  // @ts-expect-error a load has no release half
  expect(() => atomic.load('release')).toThrow(OrderingError);
  // @ts-expect-error nor has it both halves
  expect(() => atomic.load('acqRel')).toThrow(OrderingError);
  // @ts-expect-error a store has no acquire half
  expect(() => atomic.store(1, 'acquire')).toThrow(OrderingError);
  // @ts-expect-error a failed compare-exchange is a load
  expect(() => atomic.compareExchange(0, 1, 'seqCst', 'release')).toThrow(OrderingError);
  // @ts-expect-error a relaxed fence would be no fence
  expect(() => fence('relaxed')).toThrow(OrderingError);
  // @ts-expect-error no such ordering
  expect(() => atomic.fetchAdd(1, 'consume')).toThrow(OrderingError);
  // @ts-expect-error BigInt into a number class
  expect(() => atomic.fetchAdd(1n)).toThrow(/Number\(value\)/);
  // @ts-expect-error number into a BigInt class
  expect(() => big.fetchAdd(1)).toThrow(/Write 1n/);
});

test('the global Atomics takes declared orderings by type, and ignores them', () => {
  const view = new Int32Array(new SharedArrayBuffer(8));
  const big = new BigInt64Array(new SharedArrayBuffer(8));
  Atomics.store(view, 0, 5, 'release');
  expect(Atomics.load(view, 0, 'acquire')).toBe(5);
  expect(Atomics.add(view, 0, 1, 'relaxed')).toBe(5);
  expect(Atomics.compareExchange(view, 0, 6, 7, 'acqRel', 'acquire')).toBe(6);
  expect(Atomics.add(big, 0, 1n, 'acqRel')).toBe(0n);
  expect(Atomics.load(big, 0)).toBe(1n);
  // @ts-expect-error a load has no release half
  Atomics.load(view, 0, 'release');
  // @ts-expect-error a store has no acquire half
  Atomics.store(view, 0, 1, 'acquire');
});

test('the declared orderings reach the operations of the realm, with the failure ordering derived as in C++', () => {
  const calls: unknown[][] = [];
  const recorder = new Proxy({} as Ops, {
    get: (_, name) =>
      name === 'refresh'
        ? () => {}
        : (...args: unknown[]) => {
            calls.push([name, ...args]);
            return 0;
          },
  });
  const before = setRealm({ ...realm, opsFor: () => recorder });
  try {
    const atomic = AtomicI32.at(new SharedArrayBuffer(16), 4);
    atomic.load('acquire');
    atomic.store(1, 'release');
    atomic.fetchAdd(2, 'relaxed');
    atomic.compareExchange(0, 1, 'acqRel');
    atomic.compareExchange(0, 1, 'release');
    atomic.compareExchange(0, 1, 'seqCst', 'relaxed');
    atomic.compareExchange(0, 1);
    atomic.fetchUpdate(() => 3, 'acqRel', 'relaxed');
  } finally {
    setRealm(before);
  }
  expect(calls).toEqual([
    ['load32', 4, 'acquire'],
    ['store32', 4, 1, 'release'],
    ['add32', 4, 2, 'relaxed'],
    ['cas32', 4, 0, 1, 'acqRel', 'acquire'],
    ['cas32', 4, 0, 1, 'release', 'relaxed'],
    ['cas32', 4, 0, 1, 'seqCst', 'relaxed'],
    ['cas32', 4, 0, 1, undefined, undefined],
    ['load32', 4, 'relaxed'],
    ['cas32', 4, 0, 3, 'acqRel', 'relaxed'],
  ]);
});
