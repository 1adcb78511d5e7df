import { describe, expect, test } from 'vitest';
import { array, ArrayView, bool, bytes, cachePadded, f64, i64, string, struct, u16, u32, u8 } from './index.ts';
import { freshRegion, modes } from './layout.test-help.ts';

describe.each(modes)('with $mode', ({ make }) => {
  const numbers = make(() => array(f64, 4));
  const flags = make(() => array(bool, 3));
  const names = make(() => array(string(6), 2));
  const points = make(() => array(struct({ x: f64, tag: u8 }), 3));
  const grid = make(() => array(array(u16, 3), 2));

  test('elements lie side by side', () => {
    expect(numbers).toMatchObject({ byteLength: 32, alignment: 8, name: 'array(f64, 4)', length: 4, access: 'view' });
    expect(names).toMatchObject({ byteLength: 24, alignment: 4 });
    expect(points).toMatchObject({ byteLength: 48, alignment: 8 });
    expect(grid).toMatchObject({ byteLength: 12, alignment: 2, name: 'array(array(u16, 3), 2)' });
  });

  test('get and set reach each element and no neighbour', () => {
    const region = freshRegion();
    const view = numbers.get(region, 64);
    expect(view).toBeInstanceOf(ArrayView);
    expect(view.length).toBe(4);
    for (let i = 0; i < 4; i++) view.set(i, i + 0.5);
    expect([...region.f64.subarray(7, 13)]).toEqual([0, 0.5, 1.5, 2.5, 3.5, 0]);
    expect([...view]).toEqual([0.5, 1.5, 2.5, 3.5]);
    expect(view.get(-0)).toBe(0.5);
  });

  test.each([-1, 4, 1.5, Number.NaN, 2 ** 32, Number.POSITIVE_INFINITY, '1', undefined, 1n])('the index %o is refused', (index) => {
    const view = numbers.get(freshRegion(), 0);
    for (const use of [() => view.get(index as number), () => view.set(index as number, 1)]) {
      expect(use).toThrow(expect.objectContaining({ code: 'INDEX_OUT_OF_RANGE', message: expect.stringContaining('from 0 to 3') }));
    }
  });

  test('elements that are structs, arrays or strings are reached in place', () => {
    const region = freshRegion();
    const view = points.get(region, 0);
    view.get(1).x = 5;
    view.get(1).tag = 9;
    view.set(2, { x: 7, tag: 1 });
    view.set(0, view.get(2));
    expect(points.read(region, 0)).toEqual([
      { x: 7, tag: 1 },
      { x: 5, tag: 9 },
      { x: 7, tag: 1 },
    ]);
    const cells = grid.get(region, 128);
    cells.get(1).set(2, 600);
    cells.set(0, [1, 2, 3]);
    expect(grid.read(region, 128)).toEqual([
      [1, 2, 3],
      [0, 0, 600],
    ]);
    const texts = names.get(region, 256);
    texts.set(1, 'héllo');
    expect(texts.toArray()).toEqual(['', 'héllo']);
    expect(() => texts.set(0, 'too long')).toThrow(expect.objectContaining({ code: 'TOO_LONG' }));
  });

  test('typed is a typed array over the same memory, and undefined where the elements are not numbers side by side', () => {
    const region = freshRegion();
    const view = numbers.get(region, 64);
    const typed = view.typed;
    typed[2] = 8;
    expect(typed).toBeInstanceOf(Float64Array);
    expect(typed.length).toBe(4);
    expect(view.get(2)).toBe(8);
    expect(points.get(region, 0).typed).toBeUndefined();
    expect(flags.get(region, 0).typed).toBeUndefined();
    expect(make(() => array(cachePadded(f64), 2)).get(region, 128).typed).toBeUndefined();
  });

  test('fill writes every element, and no more', () => {
    const region = freshRegion();
    numbers.get(region, 64).fill(1.5);
    expect([...region.f64.subarray(7, 13)]).toEqual([0, 1.5, 1.5, 1.5, 1.5, 0]);
    flags.get(region, 200).fill(true);
    expect([...region.u8.subarray(199, 204)]).toEqual([0, 1, 1, 1, 0]);
    const value = { x: 2, tag: 3 };
    // eslint-disable-next-line unicorn/no-array-fill-with-reference-type -- it is written to memory, not kept
    points.get(region, 256).fill(value);
    expect(points.read(region, 256)).toEqual(Array.from({ length: 3 }, () => ({ x: 2, tag: 3 })));
    expect(() => numbers.get(region, 64).fill('x' as never)).toThrow('f64: value: expected a number');
  });

  test('assign and set take arrays, typed arrays and views of the right length', () => {
    const region = freshRegion();
    const view = numbers.get(region, 64);
    view.assign([1, 2, 3, 4]);
    expect(view.toArray()).toEqual([1, 2, 3, 4]);
    view.assign(Int16Array.of(5, 6, 7, 8));
    expect(view.toArray()).toEqual([5, 6, 7, 8]);
    numbers.set(region, 128, view);
    expect(numbers.read(region, 128)).toEqual([5, 6, 7, 8]);
    view.assign(view);
    expect(view.toArray()).toEqual([5, 6, 7, 8]);
    flags.set(region, 0, [true, false, true]);
    expect(flags.read(region, 0)).toEqual([true, false, true]);
  });

  test.each([
    [[1, 2, 3], 'WRONG_LENGTH'],
    [new Float64Array(5), 'WRONG_LENGTH'],
    [[1, 2, '3', 4], 'WRONG_TYPE'],
    // eslint-disable-next-line no-sparse-arrays -- the hole is the point
    [[1, , 3, 4], 'WRONG_TYPE'],
    [new BigInt64Array(4), 'WRONG_TYPE'],
    ['1234', 'WRONG_TYPE'],
    [{ length: '4' }, 'WRONG_TYPE'],
    [new Set([1, 2, 3, 4]), 'WRONG_TYPE'],
    [null, 'WRONG_TYPE'],
  ])('%o is refused whole', (values, code) => {
    const region = freshRegion();
    const view = numbers.get(region, 64);
    view.fill(9);
    expect(() => view.assign(values as never)).toThrow(expect.objectContaining({ code }));
    expect(view.toArray()).toEqual([9, 9, 9, 9]);
  });

  test('BigInt arrays are refused numbers, and take BigInts', () => {
    const region = freshRegion();
    const longs = make(() => array(i64, 2));
    const view = longs.get(region, 0);
    view.set(1, -4n);
    expect(view.typed).toEqual(BigInt64Array.of(0n, -4n));
    expect(() => view.assign([1, 2] as never)).toThrow('expected a BigInt');
    expect(() => view.assign(new Float64Array(2) as never)).toThrow('expected a BigInt');
  });

  test('padded elements are a cache line apart', () => {
    const region = freshRegion();
    const slots = make(() => array(cachePadded(u32), 3));
    const view = slots.get(region, 128);
    view.set(2, 5);
    expect(region.u32[(128 + 256) / 4]).toBe(5);
    expect([...view]).toEqual([0, 0, 5]);
  });

  test('elements whose size is no power of two are found', () => {
    const region = freshRegion();
    const triples = make(() => array(bytes(3), 5));
    const view = triples.get(region, 1);
    view.get(4)[0] = 7;
    expect(region.u8[13]).toBe(7);
  });

  test.each([0, -1, 1.5, Number.NaN, '3', 2 ** 31, undefined])('a length of %o is refused', (n) => {
    expect(() => make(() => array(u16, n as number))).toThrow(expect.objectContaining({ code: 'BAD_LAYOUT' }));
  });

  test('a view turns into JSON as its elements', () => {
    expect(JSON.stringify(numbers.get(freshRegion(), 0))).toBe('[0,0,0,0]');
  });
});

test('what is not a layout is refused as an element', () => {
  for (const element of [undefined, 'u32', {}, bytes]) {
    expect(() => array(element as never, 3)).toThrow(expect.objectContaining({ code: 'BAD_LAYOUT' }));
  }
});
