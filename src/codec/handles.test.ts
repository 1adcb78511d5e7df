import { expect, test } from 'vitest';
import { Handle } from '../memory/handle.ts';
import { heapRegion } from '../memory/heap.ts';
import { regionOf, type Region } from '../memory/region.ts';
import { decode, drop, encode, MissingModulesError, modulesNeeded, notesOf, registerHandle, registerPlacedHandle } from './index.ts';

class Cell extends Handle {
  readonly region: Region;
  readonly address: number;
  readonly layout: unknown;
  constructor(region: Region, address: number, layout: unknown) {
    super();
    this.region = region;
    this.address = address;
    this.layout = layout;
  }
}

class FastCell extends Cell {}

registerPlacedHandle(Cell, {
  tag: 'test.Cell',
  moduleUrl: import.meta.url,
  place: (cell) => cell,
  extra: (cell) => cell.layout,
  at: (region, address, layout) => new Cell(region, address, layout),
});

class Box extends Handle {
  content: unknown;
  constructor(content: unknown) {
    super();
    this.content = content;
  }
}

registerHandle({
  tag: 'test.Box',
  moduleUrl: import.meta.url,
  class: Box,
  write(box, writer) {
    writer.u32(4_000_000_000);
    writer.i32(-5);
    writer.f64(-0);
    writer.string('Größe');
    writer.value(box.content);
  },
  read(reader) {
    const heads = [reader.u32(), reader.i32(), reader.f64(), reader.string()];
    if (!Object.is(heads[2], -0) || heads.join() !== '4000000000,-5,0,Größe') throw new Error(`read ${heads.join()}`);
    return new Box(reader.value());
  },
});

function roundTrip<T>(value: T): T {
  const { bytes, externals } = encode(value);
  return decode(bytes.slice(), externals) as T;
}

test('a handle in the heap arrives as itself at any depth, and as one where it was one', () => {
  const cell = new Cell(heapRegion(), 4096, { type: 'f64' });
  const { externals, modules } = encode(cell);
  expect(externals).toEqual([]);
  expect(modules).toEqual([import.meta.url]);
  const arrived = roundTrip({ list: [cell, new Map([['k', cell]])] as const });
  expect(arrived.list[0]).toBeInstanceOf(Cell);
  expect(arrived.list[0].region).toBe(heapRegion());
  expect(arrived.list[0].address).toBe(4096);
  expect(arrived.list[0].layout).toEqual({ type: 'f64' });
  expect(arrived.list[1].get('k')).toBe(arrived.list[0]);
});

test('a handle elsewhere takes its memory along once, by message', () => {
  for (const memory of [new SharedArrayBuffer(64), new WebAssembly.Memory({ shared: true, initial: 1, maximum: 1 })]) {
    const region = regionOf(memory);
    const { externals } = encode([new Cell(region, 8, 0), new Cell(region, 16, 0), memory]);
    expect(externals).toEqual([memory]);
    const [first, second, itself] = roundTrip([new Cell(region, 8, 0), new Cell(region, 16, 0), memory] as const);
    expect([first.region, second.region, itself]).toEqual([region, region, memory]);
    expect([first.address, second.address]).toEqual([8, 16]);
  }
});

test('an instance of a subclass is written as its registered class', () => {
  expect(Object.getPrototypeOf(roundTrip(new FastCell(heapRegion(), 8, 0)))).toBe(Cell.prototype);
});

test('handles hold values, and other handles', () => {
  const shared = { x: 1 };
  const arrived = roundTrip([new Box(new Box([shared])), shared] as const);
  const inner = arrived[0].content as Box;
  expect((inner.content as unknown[])[0]).toBe(arrived[1]);
});

test('a handle whose content leads back to it through a deep value arrives whole, and directly it is refused', () => {
  const box = new Box(undefined);
  let chain: unknown = [box];
  for (let i = 0; i < 1000; i++) chain = { next: chain };
  box.content = chain;
  const arrived = roundTrip(box);
  let end = arrived.content;
  while (!Array.isArray(end)) end = (end as { next: unknown }).next;
  expect(end[0]).toBe(arrived);
  box.content = { back: box };
  expect(() => encode([box])).toThrow(/^value\[0\]\.<content>\.back is the handle that it is a part of; a handle cannot contain itself/);
});

test('handles nested too deeply are refused with the limit', () => {
  let box = new Box(0);
  for (let i = 0; i < 1000; i++) box = new Box(box);
  expect(() => encode(box)).toThrow(/is a handle inside too many others; handles may contain each other \d+ deep/);
  let fits = new Box(0);
  for (let i = 0; i < 250; i++) fits = new Box(fits);
  let depth = 0;
  for (let at: unknown = roundTrip(fits); at instanceof Box; at = at.content) depth++;
  expect(depth).toBe(251);
});

test('a handle class that was never registered is refused with the way to it, until it is', () => {
  class Stranger extends Handle {}
  class Child extends Stranger {}
  const refused = /^arguments\[1\]\.s is a handle of the class Child; Child was never registered: call registerHandle/;
  expect(() => encode([0, { s: new Child() }], { root: 'arguments' })).toThrow(refused);
  registerHandle({ tag: 'test.Stranger', moduleUrl: import.meta.url, class: Stranger, write: () => {}, read: () => new Stranger() });
  expect(roundTrip(new Child())).toBeInstanceOf(Stranger);
});

test('what a handle holds that cannot travel is named by its way', () => {
  expect(() => encode({ box: new Box({ f() {} }) })).toThrow(/^value\.box\.<content>\.f is a function/);
});

test('a message with handles of modules that are not loaded says which to import', () => {
  const { bytes } = encode([new Cell(heapRegion(), 8, 0), new Box(1)]);
  // As another thread would see it, where other classes are registered: both tags become unknown.
  const foreign = bytes.slice();
  for (let i = 0; i < foreign.length - 5; i++) {
    if (/^test\.[BC]/.test(String.fromCharCode(...foreign.subarray(i, i + 6)))) foreign[i] = 'b'.charCodeAt(0);
  }
  expect(modulesNeeded(bytes)).toEqual([]);
  expect(modulesNeeded(foreign)).toEqual([import.meta.url]);
  expect(() => decode(foreign)).toThrow(MissingModulesError);
  expect(() => decode(foreign)).toThrow(expect.objectContaining({ code: 'MODULES_MISSING', modules: [import.meta.url] }));
});

test('a tag belongs to one module; the same module may register it again', () => {
  const codec = { tag: 'test.Again', class: class Again extends Handle {}, write: () => {}, read: () => new Box(2) };
  registerHandle({ ...codec, moduleUrl: 'file:///a/module.ts' });
  registerHandle({ ...codec, moduleUrl: 'file:///a/module.ts?t=123' });
  expect(() => registerHandle({ ...codec, moduleUrl: 'file:///b/module.ts' })).toThrow(
    /^registerHandle: the tag 'test.Again' of file:\/\/\/b\/module.ts was registered by file:\/\/\/a\/module.ts\?t=123 before.*two copies/,
  );
});

test('a wrong description of a handle class is refused with all that is wrong', () => {
  const wrong = { tag: '', moduleUrl: 'nowhere', class: {}, write: 1, read: undefined };
  expect(() => registerHandle(wrong as never)).toThrow(
    'registerHandle: tag must be a string that is not empty, but is ; moduleUrl must be import.meta.url of the module, but is nowhere; ' +
      'class must be a class, but is [object Object]; write must be a function, but is 1; read must be a function, but is undefined',
  );
  expect(() => registerHandle({ tag: 't', moduleUrl: 'file:///x', class: Handle, write: () => {}, read: () => new Box(1) })).toThrow(
    /not Handle itself/,
  );
});

test('a number that does not fit is refused when a handle writes it', () => {
  class Wide extends Handle {
    value = 0;
  }
  registerHandle({
    tag: 'test.Wide',
    moduleUrl: import.meta.url,
    class: Wide,
    write: (wide, writer) => writer.u32(wide.value),
    read: (reader) => Object.assign(new Wide(), { value: reader.u32() }),
  });
  for (const value of [-1, 0.5, 2 ** 32, NaN]) expect(() => encode(Object.assign(new Wide(), { value }))).toThrow(RangeError);
  expect(roundTrip(Object.assign(new Wide(), { value: 2 ** 32 - 1 })).value).toBe(2 ** 32 - 1);
});

test('structuredClone of a handle fails loudly instead of giving an empty object', () => {
  expect(() => structuredClone({ box: new Box(1) })).toThrow(/clone/i);
});

test('a handle that moves is given up when the message is whole, once, and never if it cannot travel', () => {
  class Moving extends Handle {
    given = 0;
  }
  let dropped = 0;
  registerHandle({
    tag: 'test.Moving',
    moduleUrl: import.meta.url,
    class: Moving,
    write: (moving, writer) =>
      writer.moves(
        () => moving.given++,
        () => moving.given--,
        [[moving.given, 7]],
      ),
    read: () => new Moving(),
    drop: () => dropped++,
  });
  const moving = new Moving();
  expect(() => encode([moving, () => {}])).toThrow(/functions do not travel/);
  expect(moving.given).toBe(0);
  expect(roundTrip([moving, moving])).toEqual([new Moving(), new Moving()]);
  expect(moving.given).toBe(1);
  expect(() => encode({ a: [moving] }, { isForMany: true })).toThrow(/^value\.a\[0\] is a handle that moves \(Moving\)/);
  encode(1);
  expect(moving.given).toBe(1);
  const { bytes, takeBacks } = encode([moving]);
  expect(notesOf(bytes)).toEqual([[1, 7]]);
  drop(bytes);
  for (const takeBack of takeBacks) takeBack();
  expect([moving.given, dropped, encode([]).takeBacks.length]).toEqual([1, 1, 0]);
  drop(encode({ no: 'handles' }).bytes);
  expect(notesOf(encode({ no: 'handles' }).bytes)).toEqual([]);
  expect(dropped).toBe(1);
});
