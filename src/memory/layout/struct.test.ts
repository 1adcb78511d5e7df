import { describe, expect, test } from 'vitest';
import { MemoryError } from '../../realm/errors.ts';
import { regionOf } from '../region.ts';
import { array, bool, bytes, cachePadded, f64, i64, string, struct, u16, u32, u8 } from './index.ts';
import { REGION_BYTES, freshRegion, modes } from './layout.test-help.ts';

const plain = () => ({
  id: 7,
  balance: 2.5,
  open: true,
  owner: 'Ada',
  at: { x: 1, y: 2 },
  key: Uint8Array.of(1, 2, 3, 4),
  log: [10, 20, 30],
  total: -5n,
});

describe.each(modes)('with $mode', ({ make }) => {
  const point = make(() => struct({ x: f64, y: f64 }));
  const account = make(() =>
    struct({ id: u32, balance: f64, open: bool, owner: string(12), at: point, key: bytes(4), log: array(u16, 3), total: i64 }),
  );

  test('fields lie where a C compiler puts them', () => {
    expect(account.fields.map(({ name, offset }) => [name, offset])).toEqual([
      ['id', 0],
      ['balance', 8],
      ['open', 16],
      ['owner', 20],
      ['at', 40],
      ['key', 56],
      ['log', 60],
      ['total', 72],
    ]);
    expect(account).toMatchObject({ byteLength: 80, alignment: 8, access: 'view' });
    expect(account.offsetOf('owner')).toBe(20);
    const packed = make(() => struct({ a: u8, b: u16, c: u8 }));
    expect(packed).toMatchObject({ byteLength: 6, alignment: 2 });
  });

  test('a whole value comes back as a plain copy', () => {
    const region = freshRegion();
    account.set(region, 80, plain());
    const copy = account.read(region, 80);
    expect(copy).toEqual(plain());
    account.get(region, 80).id = 8;
    expect(copy.id).toBe(7);
  });

  test('a view reads and writes the memory field by field', () => {
    const region = freshRegion();
    const view = account.get(region, 80);
    view.id = 3;
    view.balance += 1.5;
    view.balance += 1.5;
    view.open = true;
    view.owner = 'Grace';
    view.at.x = 4;
    view.at.y = view.at.x * 2;
    view.key[2] = 9;
    view.log.set(1, 500);
    view.total -= 3n;
    expect(region.u32[20]).toBe(3);
    expect(region.f64[11]).toBe(3);
    expect(account.read(region, 80)).toEqual({
      id: 3,
      balance: 3,
      open: true,
      owner: 'Grace',
      at: { x: 4, y: 8 },
      key: Uint8Array.of(0, 0, 9, 0),
      log: [0, 500, 0],
      total: -3n,
    });
  });

  test('two views of one address see each other, and views of two addresses do not', () => {
    const region = freshRegion();
    const [one, same, other] = [account.get(region, 80), account.get(region, 80), account.get(region, 160)];
    one.id = 5;
    expect(same.id).toBe(5);
    expect(other.id).toBe(0);
  });

  test('assigning to a field that is a struct, array or bytes writes all of it, from a plain value or a view', () => {
    const region = freshRegion();
    const view = account.get(region, 0);
    const other = account.get(region, 80);
    view.at = { x: 1, y: 2 };
    other.at = view.at;
    other.at.x = 5;
    view.key = Uint8Array.of(4, 3, 2, 1);
    view.log.assign([1, 2, 3]);
    other.log = view.log;
    expect(point.read(region, account.offsetOf('at'))).toEqual({ x: 1, y: 2 });
    expect(point.read(region, 80 + account.offsetOf('at'))).toEqual({ x: 5, y: 2 });
    expect([...view.key]).toEqual([4, 3, 2, 1]);
    expect(other.log.toArray()).toEqual([1, 2, 3]);
  });

  test('set takes a view of another place, and ignores fields that the struct does not have', () => {
    const region = freshRegion();
    account.set(region, 0, plain());
    account.set(region, 80, account.get(region, 0));
    expect(account.read(region, 80)).toEqual(plain());
    point.set(region, 160, { x: 1, y: 2, z: 3 } as { x: number; y: number });
    expect(point.read(region, 160)).toEqual({ x: 1, y: 2 });
  });

  test('a number setter converts as a typed array does', () => {
    const view = account.get(freshRegion(), 0);
    view.id = -1;
    expect(view.id).toBe(2 ** 32 - 1);
    view.balance = '1.5' as never;
    expect(view.balance).toBe(1.5);
    view.open = 'yes' as never;
    expect(view.open).toBe(true);
  });

  test.each([
    [{ at: undefined }, 'MISSING_FIELD', 'value.at: the field is missing (struct { x: f64, y: f64 })'],
    [{ id: undefined }, 'MISSING_FIELD', 'value.id: the field is missing (u32)'],
    [{ at: { x: 1 } }, 'MISSING_FIELD', 'value.at.y: the field is missing (f64)'],
    [{ at: { x: 1, y: null } }, 'WRONG_TYPE', 'value.at.y: expected a number, but found null'],
    [{ at: 3 }, 'WRONG_TYPE', 'value.at: expected an object, but found the number 3'],
    [{ id: '7' }, 'WRONG_TYPE', 'value.id: expected a number, but found the string "7"'],
    [{ open: 1 }, 'WRONG_TYPE', 'value.open: expected a boolean, but found the number 1'],
    [{ total: 1 }, 'WRONG_TYPE', 'value.total: expected a BigInt'],
    [{ log: [1, '2', 3] }, 'WRONG_TYPE', 'value.log[1]: expected a number, but found the string "2"'],
    [{ log: [1, 2] }, 'WRONG_LENGTH', 'value.log: expected exactly 3 elements, but found 2'],
    [{ key: new Uint8Array(5) }, 'WRONG_LENGTH', 'value.key: expected exactly 4 bytes, but found 5'],
    [{ owner: 'Ada Lovelace the First' }, 'TOO_LONG', 'value.owner: the string takes 22 bytes of UTF-8, but string(12) has room for 12'],
  ])('a value with %o is refused by name, and nothing is written', (part, code, text) => {
    const region = freshRegion();
    region.u8.fill(0xaa);
    const error = caught(() => account.set(region, 0, { ...plain(), ...part } as never));
    expect(error).toMatchObject({ code, message: expect.stringContaining(text) });
    expect(error.message).toMatch(/^struct \{ id: u32, balance: f64/);
    expect(region.u8.every((byte) => byte === 0xaa)).toBe(true);
  });

  test.each([null, undefined, 5, 'text', () => 0])('%o is no value of a struct', (value) => {
    expect(caught(() => point.set(freshRegion(), 0, value as never)).message).toContain('value: expected an object, but found');
  });

  test('fields may have any name that a plain object keeps in order', () => {
    const region = freshRegion();
    const names = [
      'constructor',
      'toString',
      'valueOf',
      'hasOwnProperty',
      'prototype',
      'region',
      '#r',
      'a b',
      '',
      'é',
      '"\\\n\u2028',
      'toJSON',
      '-1',
      '1.5',
      'then',
    ];
    const odd = make(() => struct(Object.fromEntries(names.map((name) => [name, u32]))));
    const view = odd.get(region, 0) as Record<string, number>;
    names.forEach((name, i) => (view[name] = i + 1));
    expect([...region.u32.subarray(0, names.length)]).toEqual(names.map((_, i) => i + 1));
    expect(odd.read(region, 0)).toEqual(Object.fromEntries(names.map((name, i) => [name, i + 1])));
    odd.set(region, 256, view);
    expect(odd.read(region, 256)).toEqual(odd.read(region, 0));
    expect(caught(() => odd.set(region, 0, {})).code).toBe('WRONG_TYPE'); // `{}.constructor` is a function, not missing
  });

  test.each([
    [{}, 'at least one field'],
    [null, 'expected an object of layouts'],
    [[u32], 'expected an object of layouts'],
    [u32, 'with a prototype of its own'],
    [{ a: 4 }, 'field "a": expected a layout'],
    [{ a: undefined }, 'field "a": expected a layout'],
    [{ a: bytes }, 'call it'],
    [{ a: { b: u32 } }, 'field "a": expected a layout'],
    [{ 0: u32 }, '"field0"'],
    [{ a: u32, 12: u32 }, 'whole-number names'],
    [{ __proto__: u32 }, '__proto__'],
    [{ ['__proto__']: u32 }, '"__proto__"'],
    [{ 'shared view': u32 }, '"shared view"'],
    [{ [Symbol('s')]: u32 }, 'Symbol(s)'],
    [{ a: array(u8, 2 ** 31), b: u8 }, '2147483649 bytes'],
  ])('struct(%o) is refused', (fields, text) => {
    const error = caught(() => make(() => struct(fields as never)));
    expect(error).toMatchObject({ code: 'BAD_LAYOUT', message: expect.stringContaining(text) });
  });

  test('offsetOf of a field that is not there names those that are', () => {
    expect(caught(() => point.offsetOf('z' as never))).toMatchObject({
      code: 'NO_SUCH_FIELD',
      message: expect.stringContaining('there are x, y'),
    });
  });

  test('a view cannot be cloned or posted, and the error says what to do', () => {
    const view = point.get(freshRegion(), 0);
    expect(() => structuredClone(view)).toThrow(/could not be cloned/);
    expect(() => structuredClone({ deep: [view] })).toThrow(/could not be cloned/);
    expect(() => structuredClone(account.get(freshRegion(), 0).log)).toThrow(/could not be cloned/);
  });

  test('a view turns into JSON as its fields', () => {
    const region = freshRegion();
    point.set(region, 0, { x: 1, y: 2 });
    expect(JSON.stringify(point.get(region, 0))).toBe('{"x":1,"y":2}');
  });

  test('a view of an address that is misaligned or out of range is refused when it is made', () => {
    const region = freshRegion();
    expect(caught(() => account.get(region, 4))).toMatchObject({
      code: 'MISALIGNED',
      message: expect.stringContaining('struct { id: u32'),
    });
    expect(caught(() => account.get(region, REGION_BYTES - 72)).code).toBe('OUT_OF_RANGE');
    expect(() => account.get(region, REGION_BYTES - 80)).not.toThrow(/could not be cloned/);
  });

  test('padded fields keep their distance', () => {
    const region = freshRegion();
    const counters = make(() => struct({ head: cachePadded(u32), tail: cachePadded(u32), where: cachePadded(point) }));
    expect(counters.fields.map(({ offset }) => offset)).toEqual([0, 128, 256]);
    expect(counters).toMatchObject({ byteLength: 384, alignment: 128 });
    const view = counters.get(region, 128);
    view.tail = 5;
    view.where.y = 6;
    expect(region.u32[64]).toBe(5);
    expect(counters.read(region, 128)).toEqual({ head: 0, tail: 5, where: { x: 0, y: 6 } });
  });

  test('a view made before the memory grew reads and writes on, and one in the new pages needs no refresh', () => {
    const memory = new WebAssembly.Memory({ shared: true, initial: 1, maximum: 3 });
    const region = regionOf(memory);
    const PAGE = 65536;
    const before = account.get(region, PAGE - 80);
    const { at, log, key } = before;
    before.id = 1;
    memory.grow(1);
    before.id += 1;
    const after = account.get(region, PAGE);
    expect(region.byteLength).toBe(2 * PAGE);
    after.id = 9;
    before.id += 1;
    at.x = 4;
    log.set(2, 6);
    key[0] = 7;
    expect(after.id).toBe(9);
    expect(account.get(region, PAGE - 80)).toMatchObject({ id: 3 });
    expect(before.at.x).toBe(4);
    expect(before.log.get(2)).toBe(6);
    expect(before.key[0]).toBe(7);
    memory.grow(1);
    region.refresh();
    expect(before.id).toBe(3);
  });
});

test('the name of a wide struct is cut short', () => {
  const wide = struct(Object.fromEntries(Array.from({ length: 100 }, (_, i) => [`f${i}`, u32])));
  expect(wide.name.length).toBeLessThan(250);
  expect(wide.name).toMatch(/^struct \{ f0: u32, f1: u32, .*… \d+ more \}$/);
});

function caught(use: () => unknown): MemoryError {
  try {
    use();
  } catch (error) {
    if (error instanceof MemoryError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}
