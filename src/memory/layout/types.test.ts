import { expect, expectTypeOf, test } from 'vitest';
import { array, type ArrayView, bool, bytes, cachePadded, f64, i64, string, struct, u32, type ValueOf, type ViewOf } from './index.ts';
import { freshRegion } from './layout.test-help.ts';

// The compiler is the judge here: an expected error that does not occur is an error of `tsc`.

const layout = struct({
  id: u32,
  total: i64,
  open: bool,
  name: string(8),
  key: bytes(2),
  at: struct({ x: f64, y: cachePadded(f64) }),
  log: array(u32, 2),
  history: array(struct({ when: f64 }), 2),
});
const region = freshRegion();

test('a view has the type of its fields', () => {
  const view = layout.get(region, 0);
  expectTypeOf(view.id).toEqualTypeOf<number>();
  expectTypeOf(view.total).toEqualTypeOf<bigint>();
  expectTypeOf(view.open).toEqualTypeOf<boolean>();
  expectTypeOf(view.name).toEqualTypeOf<string>();
  expectTypeOf(view.key).toEqualTypeOf<Uint8Array>();
  expectTypeOf(view.at).toEqualTypeOf<{ x: number; y: number }>();
  expectTypeOf(view.log).toEqualTypeOf<ArrayView<number, number, Uint32Array<SharedArrayBuffer>>>();
  expectTypeOf(view.log.typed).toEqualTypeOf<Uint32Array<SharedArrayBuffer>>();
  expectTypeOf(view.history.get(0)).toEqualTypeOf<{ when: number }>();
  expectTypeOf(view.history.typed).toEqualTypeOf<undefined>();
  expectTypeOf<ViewOf<typeof layout>>().toEqualTypeOf<typeof view>();
});

test('a value has the type of a plain object', () => {
  expectTypeOf<ValueOf<typeof u32>>().toEqualTypeOf<number>();
  expectTypeOf<ValueOf<typeof layout>['log']>().toEqualTypeOf<readonly number[]>();
  expectTypeOf<ValueOf<typeof layout>['history']>().toEqualTypeOf<readonly { when: number }[]>();
  expectTypeOf(layout.read(region, 0).at).toEqualTypeOf<{ x: number; y: number }>();
});

test('the compiler refuses what the run time refuses', () => {
  const point = struct({ x: f64, y: f64 });
  const never = () => {
    // @ts-expect-error a field is missing
    point.set(region, 0, { x: 1 });
    // @ts-expect-error a field too many
    point.set(region, 0, { x: 1, y: 2, z: 3 });
    // @ts-expect-error not a number
    point.get(region, 0).x = '1';
    // @ts-expect-error no such field
    void point.get(region, 0).z;
    // @ts-expect-error no such field
    point.offsetOf('z');
    // @ts-expect-error 64-bit integers are BigInts
    i64.set(region, 0, 1);
    // @ts-expect-error not a layout
    struct({ x: 4 });
    // @ts-expect-error a call was forgotten
    struct({ x: bytes });
    // @ts-expect-error a length is needed
    array(u32);
    // @ts-expect-error elements have the type of the layout
    array(u32, 2).get(region, 0).set(0, true);
  };
  expect(never).toBeTypeOf('function');
});
