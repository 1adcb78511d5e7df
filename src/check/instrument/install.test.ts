import { describe, expect, test } from 'vitest';
import { FakeHost, inProgram, inThread, simulate } from './test-simulation.ts';
import { installGlobals } from './index.ts';
import { classOf, KINDS, sharedArray } from './test-values.ts';

/** All objects that could be changed, with what they inherit from. */
function objects(): object[] {
  const roots: object[] = [
    globalThis,
    Atomics,
    Math,
    performance,
    Date,
    ArrayBuffer,
    SharedArrayBuffer,
    DataView,
    TextDecoder,
    TextEncoder,
    crypto,
    WebAssembly,
    WebAssembly.Memory,
    WebAssembly.Instance,
    Array,
    Reflect,
    ...KINDS.map(classOf),
  ];
  const all = new Set<object>();
  for (const root of roots) {
    for (let one: object | null = root; one !== null; one = Object.getPrototypeOf(one) as object | null) all.add(one);
    const { prototype } = root as { prototype?: object };
    for (let one: object | null = prototype ?? null; one !== null; one = Object.getPrototypeOf(one) as object | null) all.add(one);
  }
  const { Buffer } = globalThis as unknown as { Buffer?: object };
  return Buffer === undefined ? [...all] : [...all, Buffer];
}

type Descriptors = Map<PropertyKey, PropertyDescriptor>;

const describeAll = (all: readonly object[]): Descriptors[] =>
  all.map((one) => new Map(Reflect.ownKeys(one).map((key) => [key, Object.getOwnPropertyDescriptor(one, key)!])));

/** Keys of properties that are not as they were, or whose attributes are not. */
function changed(before: readonly Descriptors[], after: readonly Descriptors[], what: 'anything' | 'attributes'): string[] {
  return before.flatMap((was, i) => {
    const is = after[i]!;
    const keys = [...new Set([...was.keys(), ...is.keys()])];
    return keys.filter((key) => !isSame(was.get(key), is.get(key), what)).map(String);
  });
}

function isSame(was: PropertyDescriptor | undefined, is: PropertyDescriptor | undefined, what: 'anything' | 'attributes'): boolean {
  if (was === undefined || is === undefined) return was === is;
  const attributes = ['configurable', 'enumerable', 'writable'] as const;
  if (attributes.some((name) => was[name] !== is[name]) || typeof was.get !== typeof is.get) return false;
  return what === 'attributes' || (Object.is(was.value, is.value) && was.get === is.get && was.set === is.set);
}

const namesOf = (): string[] => [
  ...Object.values(Object.getOwnPropertyDescriptors(Atomics)).map(({ value }) => (value as { name?: string }).name ?? ''),
  Int32Array.prototype.fill.name,
  Int32Array.prototype.set.name,
  Int32Array.prototype.values.name,
  DataView.prototype.getInt8.name,
  TextDecoder.prototype.decode.name,
  Date.name,
];

/** How many parameters functions say they have, and whether they have a prototype, as constructors do. */
const shapes = (): string[] =>
  [Atomics, SharedArrayBuffer.prototype, DataView.prototype, Object.getPrototypeOf(Int8Array.prototype) as object].flatMap((holder) =>
    Object.entries(Object.getOwnPropertyDescriptors(holder)).map(([name, { value }]) =>
      typeof value === 'function' && name !== 'constructor' ? `${name} ${value.length} ${Object.hasOwn(value, 'prototype')}` : name,
    ),
  );

const text = (): Uint8Array => sharedArray('Uint8Array', [72, 105], 0) as unknown as Uint8Array;

describe('installGlobals', () => {
  test('changes no attribute of a property, and puts everything back as it was', () => {
    const all = objects();
    describeAll(all); // what looking changes, as lazy globals of the host, is changed now
    const before = describeAll(all);
    const uninstall = installGlobals(new FakeHost());
    const between = describeAll(all);
    uninstall();
    const after = describeAll(all);
    expect(changed(before, between, 'anything').length).toBeGreaterThan(100);
    expect(changed(before, between, 'attributes')).toEqual([]);
    expect(changed(before, after, 'anything')).toEqual([]);
  });

  test('may be done twice, and undone in any order, once each', () => {
    const native = { load: Atomics.load, Ints: Int32Array };
    for (const order of [
      [0, 1],
      [1, 0],
      [0, 0, 1, 1],
      [1, 1, 0],
    ]) {
      const undo = [installGlobals(new FakeHost()), installGlobals(new FakeHost())];
      const done = new Set<number>();
      for (const which of order) {
        undo[which]!();
        done.add(which);
        expect(Atomics.load === native.load).toBe(done.size === 2);
        expect(Int32Array === native.Ints).toBe(done.size === 2);
      }
    }
  });

  test('gives memory to the last of the explorations that are on', () => {
    const [outer, inner] = [new FakeHost(), new FakeHost()];
    inProgram(() => {
      inProgram(() => new SharedArrayBuffer(1), inner);
      void new SharedArrayBuffer(1);
      void new SharedArrayBuffer(1);
    }, outer);
    expect([outer.next, inner.next]).toEqual([3, 2]);
  });

  test('keeps how many parameters functions have, and that methods are no constructors', () => {
    const native = shapes();
    expect(inProgram(shapes)).toEqual(native);
  });

  test('keeps the names of functions', () => {
    const native = namesOf();
    expect(inProgram(namesOf)).toEqual(native);
  });
});

describe('time and chance', () => {
  test('are the machine’s in a thread, and the same in each set-up', () => {
    inProgram(() => {
      expect([Math.random(), performance.now(), new Date().getTime()]).toEqual([0.5, 0, 1e12]);
      inThread(() => {
        expect([Math.random(), performance.now(), Date.now()]).toEqual([0.25, 7, 1_000_000_000_007]);
        expect([new Date().getTime(), new Date(5).getTime(), new Date() instanceof Date]).toEqual([1_000_000_000_007, 5, true]);
        expect((Date as unknown as () => string)()).toBe(new Date(1_000_000_000_007).toString());
        expect(new (class Day extends Date {})().getTime()).toBe(1_000_000_000_007);
      });
    });
  });
});

describe('functions of the host that take bytes', () => {
  test('TextDecoder.decode reads them from the machine', () => {
    const { result, calls } = simulate(text, (bytes) => {
      bytes[1] = 111;
      const decoder = new TextDecoder();
      return [decoder.decode(bytes), decoder.decode(new DataView(bytes.buffer, 1)), decoder.decode(bytes.buffer), decoder.decode()];
    });
    expect(result).toEqual(['Ho', 'o', 'Ho', '']);
    expect(calls).toHaveLength(6);
    expect(inProgram(() => new TextDecoder().decode(text()))).toBe('Hi');
    expect(inProgram(() => new TextDecoder().decode(Uint8Array.of(72)))).toBe('H');
  });

  test('TextEncoder.encodeInto writes what it wrote through the machine', () => {
    const { result, calls } = simulate(text, (bytes) => [new TextEncoder().encodeInto('é!', bytes), ...bytes]);
    expect(result).toEqual([{ read: 1, written: 2 }, 0xc3, 0xa9]);
    expect(calls.filter((call) => call.startsWith('store'))).toEqual(['store 1 @0 plain 195', 'store 1 @1 plain 169']);
    simulate(
      () => sharedArray('Int8Array', [1]),
      (wrong) => expect(() => new TextEncoder().encodeInto('a', wrong as never)).toThrow(TypeError),
    );
    expect(inProgram(() => new TextEncoder().encodeInto('abc', new Uint8Array(2)))).toEqual({ read: 2, written: 2 });
  });

  test('others refuse them, and say what to do', () => {
    simulate(text, (bytes) => {
      expect(() => crypto.getRandomValues(bytes as never)).toThrow('copy it with set()');
      const { port1 } = new MessageChannel();
      for (const value of [bytes, bytes.buffer, new DataView(bytes.buffer)]) {
        expect(() => port1.postMessage(value)).toThrow('threads of the checker get no messages');
        expect(() => port1.postMessage([{ nested: new Map([['key', value]]) }])).toThrow('threads of the checker get no messages');
        expect(() => new Blob([value as never])).toThrow('new Blob() cannot work on shared memory');
      }
      port1.postMessage(Uint8Array.of(1));
      port1.close();
      expect(crypto.getRandomValues(new Uint8Array(2)).length).toBe(2);
    });
  });

  test.runIf('Buffer' in globalThis)('Buffer.from copies a view, and refuses its memory', () => {
    const { from } = (globalThis as unknown as { Buffer: { from(source: unknown): Uint8Array } }).Buffer;
    expect(from('a').length).toBe(1);
    simulate(text, (bytes) => {
      const { Buffer } = globalThis as unknown as { Buffer: { from(source: unknown): Uint8Array } };
      bytes[0] = 74;
      expect([...Buffer.from(bytes)]).toEqual([74, 105]);
      expect(() => Buffer.from(bytes.buffer)).toThrow('which copies');
    });
  });
});
