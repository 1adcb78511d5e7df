import { expect, test } from 'vitest';
import { NotSendableError } from '../realm/errors.ts';
import { decode, encode, encodeArguments } from './index.ts';

function refusal(run: () => unknown): NotSendableError {
  try {
    run();
  } catch (error) {
    expect(error).toBeInstanceOf(NotSendableError);
    expect((error as NotSendableError).code).toBe('NOT_SENDABLE');
    return error as NotSendableError;
  }
  throw new Error('nothing was thrown');
}

function save(): void {}

/** The way to the function in `value`, by the message. */
function way(value: unknown): string {
  return refusal(() => encode(value)).message.replace(/ is a function.*/, '');
}

test('a function is refused with the way to it, its name and what to do', () => {
  const { message } = refusal(() => encodeArguments([{ options: { onDone: save } }]));
  expect(message).toMatch(/^arguments\[0\]\.options\.onDone is a function \(save\); functions do not travel between threads: .*import/);
});

test('the root has the name that the caller gives', () => {
  expect(refusal(() => encode(save)).message).toMatch(/^value is a function/);
  expect(refusal(() => encode([save], { root: 'result' })).message).toMatch(/^result\[0\] is a function/);
});

test.each<[string, () => unknown, RegExp]>([
  ['a function without a name', () => () => 0, /^value\.x is a function \(without a name\)/],
  ['a class', () => class Thing {}, /is a class \(Thing\)/],
  ['a symbol', () => Symbol('mark'), /is a symbol \(mark\); .*send a string/],
  ['the object around a symbol', () => Object(Symbol('mark')), /is a Symbol; .*send its description/],
  ['a Promise', () => Promise.resolve(), /is a Promise; .*await it/],
  ['a subclass of Promise', () => new (class Later extends Promise<void> {})(() => {}), /is a Promise; .*await it/],
  ['a WeakMap', () => new WeakMap(), /is a WeakMap; .*send a Map/],
  ['a WeakSet', () => new WeakSet(), /is a WeakSet/],
  ['a WeakRef', () => new WeakRef({}), /is a WeakRef; .*deref/],
  ['a FinalizationRegistry', () => new FinalizationRegistry(() => {}), /is a FinalizationRegistry/],
  ['a generator', () => (function* () {})(), /is a generator; .*collect/],
  ['an asynchronous generator', () => (async function* () {})(), /is a generator; .*collect/],
  ['an iterator of an array', () => [].values(), /is an iterator; .*collect/],
  ['an iterator of a map', () => new Map().entries(), /is an iterator; .*collect/],
  ['a module namespace', () => import('./index.ts'), /is a module namespace; .*import the module there/],
  ['a formatter of Intl', () => new Intl.NumberFormat(), /is an object of the host \(NumberFormat\)/],
  ['a proxy of a Map', () => new Proxy(new Map(), {}), /is not really a Map.*a proxy/],
  ['a proxy of a Date', () => new Proxy(new Date(), {}), /is not really a Date/],
  ['a mere prototype', () => Object.create(Set.prototype), /is not really a Set/],
  [
    'a detached buffer',
    () => {
      const buffer = new ArrayBuffer(8);
      structuredClone(buffer, { transfer: [buffer] });
      return buffer;
    },
    /is a detached ArrayBuffer/,
  ],
  [
    'a view of a detached buffer',
    () => {
      const bytes = new Uint8Array(8);
      structuredClone(bytes.buffer, { transfer: [bytes.buffer] });
      return bytes;
    },
    /is a detached ArrayBuffer|is a view outside/,
  ],
  [
    'a view outside of its buffer',
    () => {
      const buffer = new ArrayBuffer(8, { maxByteLength: 8 });
      const view = new DataView(buffer, 4, 4);
      buffer.resize(4);
      return view;
    },
    /is a view outside of its buffer/,
  ],
])('%s is refused with the way to it', async (name, make, expected) => {
  const made: unknown = make();
  const x: unknown = name === 'a module namespace' ? await (made as Promise<unknown>) : made;
  const { message } = refusal(() => encode({ x }));
  expect(message).toMatch(/^value\.x is /);
  expect(message).toMatch(expected);
});

test('the way leads through every kind of container', () => {
  expect(way({ 'two words': [save] })).toBe('value["two words"][0]');
  expect(way([1, [2, 3, { a: save }]])).toBe('value[1][2].a');
  expect(
    way(
      new Map<unknown, unknown>([
        ['k', 1],
        ['key', save],
      ]),
    ),
  ).toBe('value.get("key")');
  expect(way(new Map<unknown, unknown>([[{}, save]]))).toBe('value.<value 0>');
  expect(
    way(
      new Map<unknown, unknown>([
        [1, 1],
        [[save], 1],
      ]),
    ),
  ).toBe('value.<key 1>[0]');
  expect(way(new Set<unknown>([1, save]))).toBe('value.<item 1>');
  expect(way(new Error('x', { cause: { save } }))).toBe('value.cause.save');
  expect(way(new AggregateError([1, save]))).toBe('value.errors[1]');
  expect(way(Object.assign([1], { extra: save }))).toBe('value.extra');
  expect(way([[1, 2], { a: [] }, save])).toBe('value[2]');
});

test('a way of thousands of steps is shown by its ends', () => {
  let value: unknown = { save };
  for (let i = 0; i < 5000; i++) value = { next: value };
  const { message } = refusal(() => encode(value));
  expect(message).toMatch(/^value(\.next){12} … 4983 steps … (\.next){5}\.save is a function/);
});

test('after a refusal the next value is encoded as if nothing had happened', () => {
  const shared = { a: 1 };
  refusal(() => encode([shared, save]));
  expect(decode(encode([shared, shared]).bytes)).toEqual([{ a: 1 }, { a: 1 }]);
});
