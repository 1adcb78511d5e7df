import { expect, test } from 'vitest';
import { decode, encode, encodeArguments } from './index.ts';

/** Through shared memory, as a message travels. */
function roundTrip<T>(value: T): T {
  const { bytes, externals } = encode(value);
  const shared = new Uint8Array(new SharedArrayBuffer(bytes.length + 3));
  shared.set(bytes);
  return decode(shared, externals) as T;
}

test.each([
  undefined,
  null,
  true,
  false,
  0,
  -0,
  1,
  127,
  128,
  -1,
  -128,
  -129,
  2 ** 31 - 1,
  2 ** 31,
  -(2 ** 31),
  -(2 ** 31) - 1,
  2 ** 32 - 1,
  2 ** 32,
  Number.MAX_SAFE_INTEGER,
  Number.MIN_VALUE,
  0.1,
  NaN,
  Infinity,
  -Infinity,
  0n,
  -1n,
  2n ** 63n - 1n,
  2n ** 63n,
  -(2n ** 63n),
  -(2n ** 63n) - 1n,
  3n ** 1000n,
  -(3n ** 1000n),
])('the primitive %s arrives as it is', (value) => {
  expect(Object.is(roundTrip(value), value)).toBe(true);
});

test.each([
  ['empty', ''],
  ['of one character', 'a'],
  ['of 63 ASCII characters', 'a'.repeat(63)],
  ['of 64 ASCII characters', 'b'.repeat(64)],
  ['with a NUL', 'a\0b'],
  ['of Latin letters', 'Größe'],
  ['of Chinese characters, and long', '漢字'.repeat(5000)],
  ['of emoji', '👩‍🚀'.repeat(100)],
  ['that begins with a byte order mark', '\uFEFFtext'],
  ['that is ASCII for long, then not', `${'x'.repeat(10_000)}é${'x'.repeat(10_000)}😀`],
  ['with a lone high surrogate', 'a\uD800b'],
  ['with a lone low surrogate at its end', 'x\uDC00'],
  ['of lone surrogates, longer than a piece', '\uDC00\uD800'.repeat(5000)],
])('a string %s arrives unchanged', (_, text) => {
  expect(roundTrip(text)).toBe(text);
  expect(Object.keys(roundTrip({ [text]: 1 }))).toEqual([text]);
});

test('a plain object keeps its own enumerable string keys in order, and loses symbols, getters and hidden properties', () => {
  const value = {
    b: 1,
    a: 2,
    7: 3,
    [Symbol('s')]: 4,
    get computed(): string {
      return 'got';
    },
  };
  Object.defineProperty(value, 'hidden', { value: 5, enumerable: false });
  const arrived = roundTrip(value);
  expect(Reflect.ownKeys(arrived)).toEqual(['7', 'b', 'a', 'computed']);
  expect(Object.getOwnPropertyDescriptor(arrived, 'computed')).toEqual({
    value: 'got',
    writable: true,
    enumerable: true,
    configurable: true,
  });
});

test('a property named __proto__ stays a property and never becomes a prototype', () => {
  const value = JSON.parse('{"__proto__": {"polluted": true}, "x": 1}') as object;
  const arrived = roundTrip(value);
  expect(Object.getPrototypeOf(arrived)).toBe(Object.prototype);
  expect(Object.keys(arrived)).toEqual(['__proto__', 'x']);
  expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
});

test('a property that a getter deletes on the way is left out', () => {
  const value: Record<string, unknown> = {
    get first() {
      delete value['second'];
      return 1;
    },
    second: 2,
    third: 3,
  };
  expect(Object.entries(roundTrip(value))).toEqual([
    ['first', 1],
    ['third', 3],
  ]);
});

test('an error that a getter throws comes out of encode, which works again afterwards', () => {
  const fault = new Error('from a getter');
  expect(() =>
    encode({
      get bad() {
        throw fault;
      },
    }),
  ).toThrow(fault); // oxlint-disable-line getter-return
  expect(roundTrip({ x: [1] })).toEqual({ x: [1] });
});

test('a getter may call encode itself', () => {
  let inner: unknown;
  const value = {
    before: [1],
    get nested() {
      inner = roundTrip({ deep: ['x'] });
      return 2;
    },
    after: [3],
  };
  expect(roundTrip(value)).toEqual({ before: [1], nested: 2, after: [3] });
  expect(inner).toEqual({ deep: ['x'] });
});

test('an instance of a class arrives as a plain object with its fields', () => {
  class Point {
    x = 1;
    y = 2;
    #secret = 3;
    sum(): number {
      return this.x + this.y + this.#secret;
    }
  }
  const arrived = roundTrip(new Point());
  expect(Object.getPrototypeOf(arrived)).toBe(Object.prototype);
  expect({ ...arrived }).toEqual({ x: 1, y: 2 });
});

test('an object without a prototype arrives as a plain object', () => {
  const value = Object.assign(Object.create(null) as object, { a: 1 });
  expect(roundTrip(value)).toEqual({ a: 1 });
});

test('a proxy of a plain object or an array arrives as what it shows', () => {
  expect(roundTrip(new Proxy({ a: 1 }, { get: () => 'trapped' }))).toEqual({ a: 'trapped' });
  expect(roundTrip(new Proxy([1, 2], {}))).toEqual([1, 2]);
});

test('arrays keep their holes, their length and further properties', () => {
  // oxlint-disable-next-line no-sparse-arrays
  const holes = [1, , 3, ,];
  const arrived = roundTrip(holes);
  expect(arrived).toHaveLength(4);
  expect(Object.keys(arrived)).toEqual(['0', '2']);
  const extra = Object.assign([1, 2], { name: 'x' });
  expect(Object.entries(roundTrip(extra))).toEqual([
    ['0', 1],
    ['1', 2],
    ['name', 'x'],
  ]);
  const swapped = Object.assign(new Array<number>(2), { 0: 1, name: 'as many keys as elements' });
  expect(Object.entries(roundTrip(swapped))).toEqual([
    ['0', 1],
    ['name', 'as many keys as elements'],
  ]);
});

test('a nearly empty array of the greatest length takes only a few bytes', () => {
  const sparse: number[] = [];
  sparse[2 ** 32 - 2] = 7;
  expect(encode(sparse).bytes.length).toBeLessThan(40);
  const arrived = roundTrip(sparse);
  expect(arrived.length).toBe(2 ** 32 - 1);
  expect(arrived[2 ** 32 - 2]).toBe(7);
});

test('a Map and a Set keep their order and keys of any kind', () => {
  const key = { k: 1 };
  const map = new Map<unknown, unknown>([
    [NaN, 'n'],
    ['s', key],
    [key, new Set([key, 1])],
  ]);
  const arrived = roundTrip(map);
  expect([...arrived.keys()].slice(0, 2)).toEqual([NaN, 's']);
  const arrivedKey = arrived.get('s');
  expect(arrived.has(arrivedKey)).toBe(true);
  expect((arrived.get(arrivedKey) as Set<unknown>).has(arrivedKey)).toBe(true);
});

test('a map that changes while it is encoded arrives as it was', () => {
  const map = new Map<string, unknown>();
  map.set('a', {
    get grow() {
      map.set(`more ${map.size}`, 1);
      return 0;
    },
  });
  map.set('b', 2);
  expect([...roundTrip(map).keys()]).toEqual(['a', 'b']);
});

test('subclasses of built-in classes arrive as the built-in class', () => {
  class MyMap extends Map<number, number> {}
  class MyArray extends Array<number> {}
  expect(Object.getPrototypeOf(roundTrip(new MyMap([[1, 2]])))).toBe(Map.prototype);
  expect(Object.getPrototypeOf(roundTrip(MyArray.of(1, 2)))).toBe(Array.prototype);
});

test('dates, valid or not, and regular expressions arrive; lastIndex starts anew', () => {
  expect(roundTrip(new Date(1e12))).toEqual(new Date(1e12));
  expect(roundTrip(new Date(NaN)).getTime()).toBeNaN();
  const pattern = /a\/(?<name>[b\n])/dgimsuy;
  pattern.lastIndex = 3;
  const arrived = roundTrip(pattern);
  expect([arrived.source, arrived.flags, arrived.lastIndex]).toEqual([pattern.source, pattern.flags, 0]);
});

test.each([Object(true), Object(0), Object(-1.5), Object('text'), Object(2n ** 80n)])(
  'the object around a primitive %o arrives as one',
  (boxed) => {
    const arrived = roundTrip([boxed, boxed]) as [object, object];
    expect(arrived[0]).toBe(arrived[1]);
    expect(Object.getPrototypeOf(arrived[0])).toBe(Object.getPrototypeOf(boxed));
    expect(arrived[0].valueOf()).toBe((boxed as object).valueOf());
  },
);

test('one object met twice arrives as one, and cycles close', () => {
  const shared = { x: 1 };
  const value: { list: unknown[]; self?: unknown } = { list: [shared, shared, new Map([[shared, shared]])] };
  value.self = value;
  value.list.push(value.list);
  const arrived = roundTrip(value);
  expect(arrived.self).toBe(arrived);
  expect(arrived.list[0]).toBe(arrived.list[1]);
  expect([...(arrived.list[2] as Map<unknown, unknown>)][0]).toEqual([arrived.list[0], arrived.list[0]]);
  expect(arrived.list[3]).toBe(arrived.list);
});

test('identity holds for thousands of objects', () => {
  const objects = Array.from({ length: 5000 }, (_, id) => ({ id }));
  const arrived = roundTrip([objects, objects.toReversed()]) as [object[], object[]];
  expect(arrived[0].every((object, i) => object === arrived[1][arrived[1].length - 1 - i])).toBe(true);
});

test('every class of typed arrays arrives with its offset and length', () => {
  const buffer = new Uint8Array(64).map((_, i) => i).buffer;
  const classes = [
    Int8Array,
    Uint8Array,
    Uint8ClampedArray,
    Int16Array,
    Uint16Array,
    Int32Array,
    Uint32Array,
    Float32Array,
    Float64Array,
    BigInt64Array,
    BigUint64Array,
  ];
  const float16 = (globalThis as unknown as { Float16Array?: typeof Float32Array }).Float16Array;
  for (const View of [...classes, ...(float16 === undefined ? [] : [float16])]) {
    const arrived = roundTrip(new View(buffer, 16, 3));
    expect(Object.getPrototypeOf(arrived)).toBe(View.prototype);
    expect([arrived.byteOffset, arrived.length, arrived.buffer.byteLength]).toEqual([16, 3, 64]);
    expect(arrived).toEqual(new View(buffer, 16, 3));
  }
  const view = roundTrip(new DataView(buffer, 5, 9));
  expect([view.byteOffset, view.byteLength, view.getUint8(0)]).toEqual([5, 9, 5]);
});

test('two views of one buffer share one buffer after arrival, which is no longer shared with the sender', () => {
  const bytes = new Uint8Array([1, 2, 3, 4]);
  const arrived = roundTrip({ bytes, words: new Uint16Array(bytes.buffer), buffer: bytes.buffer });
  expect(arrived.bytes.buffer).toBe(arrived.buffer);
  arrived.bytes[0] = 9;
  expect(arrived.words[0]! & 0xff).toBe(9);
  expect(bytes[0]).toBe(1);
});

test('a resizable buffer stays resizable, and views that follow its size still do', () => {
  for (const size of [8, 16]) {
    const buffer = new ArrayBuffer(size, { maxByteLength: 16 });
    new Uint8Array(buffer).set(Array.from({ length: size }, (_, i) => i + 1));
    const sent = {
      buffer,
      fixed: new Uint16Array(buffer, 2, size / 2 - 1),
      tracking: new Uint16Array(buffer, 2),
      view: new DataView(buffer, 1),
      fixedView: new DataView(buffer, 1, size - 1),
      inside: new Uint8Array(buffer, 0, 2),
    };
    const arrived = roundTrip(sent);
    expect(new Uint8Array(buffer)).toEqual(new Uint8Array(Array.from({ length: size }, (_, i) => i + 1)));
    expect(new Uint8Array(arrived.buffer)).toEqual(new Uint8Array(buffer));
    expect(arrived.buffer.maxByteLength).toBe(16);
    const resized = size === 8 ? 12 : 14;
    for (const one of [sent, arrived]) one.buffer.resize(resized);
    for (const name of ['fixed', 'tracking', 'inside'] as const)
      expect([name, arrived[name].byteLength]).toEqual([name, sent[name].byteLength]);
    expect(arrived.tracking.byteLength).toBe(resized - 2);
    expect(arrived.view.byteLength).toBe(resized - 1);
    if (size === 8) expect(arrived.fixedView.byteLength).toBe(7);
    else expect(() => arrived.fixedView.byteLength).toThrow(TypeError);
  }
});

test('a value nested 100 000 deep arrives', () => {
  const depth = 100_000;
  interface Node {
    next?: Node;
    kind: unknown;
  }
  const root: Node = { kind: 0 };
  let last = root;
  for (let i = 1; i < depth; i++) {
    const next: Node = { kind: i };
    if (i % 3 === 0) last.next = next;
    else if (i % 3 === 1) last.kind = new Map([['next', next]]);
    else last.kind = [next];
    last = next;
  }
  last.kind = [root, last];
  let arrived = roundTrip(root);
  const arrivedRoot = arrived;
  for (let i = 1; i < depth; i++) {
    const { next, kind } = arrived;
    arrived = next ?? (kind instanceof Map ? (kind.get('next') as Node) : (kind as Node[])[0]!);
  }
  expect((arrived.kind as Node[])[0]).toBe(arrivedRoot);
  expect((arrived.kind as Node[])[1]).toBe(arrived);
});

test('ten megabytes of text and of numbers arrive', () => {
  const text = 'lock '.repeat(2_000_000);
  const numbers = new Float64Array(1_250_000).fill(0.5);
  const arrived = roundTrip({ text, numbers });
  expect(arrived.text === text).toBe(true);
  expect(arrived.numbers.length).toBe(numbers.length);
  expect(arrived.numbers.every((number) => number === 0.5)).toBe(true);
});

test('encoding arguments gives the list of them', () => {
  const { bytes, externals, modules } = encodeArguments([1, 'two', [3]]);
  expect(decode(bytes)).toEqual([1, 'two', [3]]);
  expect(externals).toEqual([]);
  expect(modules).toEqual([]);
});

test('what was decoded keeps nothing of the bytes', () => {
  const { bytes } = encode({ text: 'abc', data: new Uint8Array([1, 2]) });
  const copy = bytes.slice();
  const arrived = decode(copy);
  copy.fill(0);
  expect(arrived).toEqual({ text: 'abc', data: new Uint8Array([1, 2]) });
});
