import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { FakeMachine, inProgram, inThread, show, simulate, difference, NONE, threeTimes } from './test-simulation.ts';
import { type AnyArray, anything, classOf, isBig, KINDS, kinds, place, sharedArray, valueFor } from './test-values.ts';

type Operation = (array: unknown, index: unknown, ...args: unknown[]) => unknown;
const call = (name: string): Operation => (Atomics as unknown as Record<string, Operation>)[name]!;

const UPDATES = ['add', 'sub', 'and', 'or', 'xor', 'exchange'];
/** How many values each takes. */
const OPERATIONS: readonly (readonly [string, number])[] = [
  ['load', 0],
  ['store', 1],
  ...UPDATES.map((name) => [name, 1] as const),
  ['compareExchange', 2],
];

describe('an operation of Atomics', () => {
  test.for(OPERATIONS)('%s does what the native one does, with arrays of all kinds, good values and odd ones', ([name, count]) => {
    fc.assert(
      fc.property(
        kinds.chain((kind) => {
          const value = fc.oneof(valueFor(kind), anything);
          return fc.record({
            kind: fc.constant(kind),
            start: valueFor(kind),
            index: fc.oneof(fc.constant<unknown>(1), place),
            args: fc.array(value, { minLength: count, maxLength: count }),
          });
        }),
        fc.boolean(),
        ({ kind, start, index, args }, finds) => {
          expect(
            difference(
              () => sharedArray(kind, [start, start]),
              (array) => [call(name)(array, index, ...(finds && count === 2 ? [start, args[1]] : args)), array],
            ),
          ).toBe(NONE);
        },
      ),
    );
  });

  test('coerces its index and its values once each, in order', () => {
    for (const [name, count] of OPERATIONS) {
      for (const kind of ['Int32Array', 'BigInt64Array']) {
        expect(
          difference(
            () => sharedArray(kind, isBig(kind) ? [0n, 0n] : [0, 0]),
            (array) => {
              const log: string[] = [];
              const odd = (text: string) => ({ valueOf: () => (log.push(text), text === 'index' || !isBig(kind) ? 1 : 1n) });
              call(name)(array, odd('index'), ...[odd('a'), odd('b')].slice(0, count));
              return log;
            },
          ),
        ).toBe(NONE);
      }
    }
  });

  test('refuses what is no array as the native one does', () => {
    for (const [name] of OPERATIONS) {
      for (const that of [undefined, 5, 'x', {}, [1]]) {
        simulate(
          () => undefined,
          () => expect(() => call(name)(that, 0, 1, 1)).toThrow(TypeError),
        );
      }
    }
  });

  test('leaves arrays that are not shared alone', () => {
    const { calls, result } = simulate(
      () => undefined,
      () => {
        const own = new Int32Array(2);
        for (const [name, count] of OPERATIONS) call(name)(own, 0, ...[3, 4].slice(0, count));
        return [...own, Atomics.notify(own, 0)];
      },
    );
    expect(calls).toEqual([]);
    expect(result).toEqual([4, 0, 0]);
  });

  test('is one step of the machine, of the bits of its value', () => {
    const { calls } = simulate(
      () => sharedArray('Int8Array', [-1, -1]),
      (array) => {
        for (const [name, count] of OPERATIONS) call(name)(array, 1, ...[-2, 3].slice(0, count));
      },
    );
    expect(calls).toEqual([
      'load 1 @9 seqCst',
      'store 1 @9 seqCst 254',
      ...UPDATES.map((name) => `${name} 1 @9 seqCst 254`),
      'compareExchange 1 @9 seqCst seqCst',
    ]);
  });
});

/** What the machine is told by an operation with these orders. */
const ordered = (name: string, count: number, ...orders: unknown[]) =>
  simulate(
    () => sharedArray('Int32Array', [0]),
    (array) => call(name)(array, 0, ...[1, 2].slice(0, count), ...orders),
  ).calls;

describe('a declared order', () => {
  const ALL = ['relaxed', 'acquire', 'release', 'acqRel', 'seqCst'];
  const ALLOWED: Record<string, string[]> = { load: ['relaxed', 'acquire', 'seqCst'], store: ['relaxed', 'release', 'seqCst'] };
  test.for(OPERATIONS)('reaches the machine with %s, if it can have it', ([name, count]) => {
    for (const order of ALL) {
      if ((ALLOWED[name] ?? ALL).includes(order)) expect(ordered(name, count, order)[0]).toContain(` @8 ${order}`);
      else expect(() => ordered(name, count, order)).toThrow(`Atomics.${name} cannot have the order '${order}'`);
    }
    for (const wrong of ['Acquire', '', 5, null, {}, 'toString', 'constructor'])
      expect(() => ordered(name, count, wrong)).toThrow('is no memory order');
    expect(ordered(name, count, undefined)[0]).toContain('seqCst');
  });

  test.for([
    ['relaxed', undefined, 'relaxed'],
    ['acquire', undefined, 'acquire'],
    ['release', undefined, 'relaxed'],
    ['acqRel', undefined, 'acquire'],
    ['seqCst', undefined, 'seqCst'],
    ['acqRel', 'relaxed', 'relaxed'],
    ['relaxed', 'seqCst', 'seqCst'],
  ])('of a compareExchange with %s and %s is %s where it fails', ([success, failure, found]) => {
    expect(ordered('compareExchange', 2, success, failure)).toEqual([`compareExchange 4 @8 ${success} ${found}`]);
  });

  test('of a compareExchange that fails has no release half', () => {
    expect(() => ordered('compareExchange', 2, 'acqRel', 'release')).toThrow(TypeError);
  });
});

describe('wait and notify', () => {
  const WAITABLE = ['Int32Array', 'BigInt64Array'];

  test.for(KINDS)('take a %s or refuse it as natively', (kind) => {
    const value = isBig(kind) ? 1n : 1;
    const outcome = (act: (array: AnyArray) => unknown): string => threeTimes(() => sharedArray(kind, [value]), act).inThread;
    for (const name of ['wait', 'waitAsync', 'notify']) {
      if (!(name in Atomics)) continue;
      if (WAITABLE.includes(kind)) {
        expect(outcome((array) => call(name)(array, 0, name === 'notify' ? 1 : value, 0))).not.toContain('throws');
        expect(outcome((array) => call(name)(array, 1, value, 0))).toBe('throws RangeError');
        expect(outcome((array) => call(name)(array, -1, value, 0))).toBe('throws RangeError');
        if (name !== 'notify') expect(outcome((array) => call(name)(array, 0, isBig(kind) ? 1 : 1n, 0))).toBe('throws TypeError');
      } else {
        expect(outcome((array) => call(name)(array, 0, value, 0))).toBe('throws TypeError');
      }
    }
  });

  test('refuse arrays that are not shared as natively', () => {
    simulate(
      () => undefined,
      () => {
        expect(() => Atomics.wait(new Int32Array(1), 0, 0, 0)).toThrow(TypeError);
        expect(Atomics.notify(new Int32Array(1), 0)).toBe(0);
        expect(() => Atomics.notify(new Uint8Array(1) as never, 0)).toThrow(TypeError);
      },
    );
  });

  test('pass time and count on as numbers from 0 to Infinity', () => {
    const { calls } = simulate(
      () => sharedArray('Int32Array', [0]),
      (array) => {
        for (const ms of [undefined, NaN, -5, 2.5, Infinity, '3', null]) call('wait')(array, 0, 0, ms);
        for (const count of [undefined, NaN, -5, 2.5, Infinity, '3', null]) call('notify')(array, 0, count);
        expect(() => call('wait')(array, 0, 0, 1n)).toThrow(TypeError);
        expect(() => call('notify')(array, 0, 1n)).toThrow(TypeError);
        expect(() => call('notify')(array, 0, Symbol.iterator)).toThrow(TypeError);
      },
    );
    const passed = ['Infinity', 'Infinity', '0', '2.5', 'Infinity', '3', '0'];
    const counted = ['Infinity', '0', '0', '2', 'Infinity', '3', '0'];
    expect(calls).toEqual([...passed.map((ms) => `wait 4 @8 ${ms}`), ...counted.map((count) => `notify @8 ${count}`)]);
  });

  test('return what the machine returns', () => {
    simulate(
      () => [sharedArray('Int32Array', [4]), sharedArray('BigInt64Array', [-1n])] as const,
      ([ints, bigs]) => {
        expect(call('wait')(ints, 0, 5)).toBe('not-equal');
        expect(call('wait')(ints, 0, 2 ** 32 + 4)).toBe('ok');
        expect(call('wait')(ints, 0, 4, 10)).toBe('timed-out');
        expect(call('wait')(bigs, 0, 2n ** 64n - 1n)).toBe('ok');
        if ('waitAsync' in Atomics) expect((call('waitAsync')(ints, 0, 4) as { value: unknown }).value).toBeInstanceOf(Promise);
      },
    );
  });

  test('do not sleep while the program is set up: nobody could wake it', () => {
    inProgram(() => {
      const array = sharedArray('Int32Array', [4]);
      expect(call('wait')(array, 0, 5)).toBe('not-equal');
      expect(call('wait')(array, 0, 4, 1e6)).toBe('timed-out');
      expect(() => call('wait')(array, 0, 4)).toThrow('the program is being set up');
      expect(call('notify')(array, 0)).toBe(0);
    });
  });
});

describe('the rest of Atomics', () => {
  test('isLockFree is as it was', () => {
    const before = Atomics.isLockFree;
    inProgram(() => expect(Atomics.isLockFree).toBe(before));
  });

  test.runIf('pause' in Atomics)('pause goes to the machine, and checks its hint', () => {
    const machine = new FakeMachine();
    inProgram(() => {
      call('pause')(1, undefined);
      inThread(() => {
        call('pause')(undefined, undefined);
        call('pause')(3, undefined);
        expect(() => call('pause')(1.5, undefined)).toThrow(TypeError);
      }, machine);
    });
    expect(machine.calls).toEqual(['pause', 'pause']);
  });

  test('the class of an array may be an old one', () => {
    const Old = classOf('Int32Array');
    const { calls } = simulate(
      () => new SharedArrayBuffer(8),
      (buffer) => show(Atomics.add(new Old(buffer) as Int32Array, 1, 2)),
    );
    expect(calls).toEqual(['add 4 @4 seqCst 2']);
  });
});
