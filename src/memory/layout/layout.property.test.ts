import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Region } from '../region.ts';
import {
  type AnyLayout,
  array,
  type ArrayView,
  bool,
  bytes,
  cachePadded,
  f32,
  f64,
  i16,
  i32,
  i64,
  i8,
  string,
  struct,
  u16,
  u32,
  u64,
  u8,
} from './index.ts';
import { freshRegion, modes, REGION_BYTES } from './layout.test-help.ts';

/**
 * Random layouts against a model that shares no code with them: sizes and offsets by the rules of C, memory through a `DataView`.
 */
type Model =
  | { kind: keyof typeof scalars }
  | { kind: 'bytes' | 'string'; n: number }
  | { kind: 'padded'; inner: Model }
  | { kind: 'array'; inner: Model; n: number }
  | { kind: 'struct'; fields: [string, Model][] };

const scalars = { i8, u8, i16, u16, i32, u32, i64, u64, f32, f64, bool } as const;
const widths = { i8: 1, u8: 1, i16: 2, u16: 2, i32: 4, u32: 4, i64: 8, u64: 8, f32: 4, f64: 8, bool: 1 } as const;
const names = ['a', 'b', 'id', 'x y', 'constructor', 'toString', 'length', 'get', 'é', '$', ''];
const LITTLE = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;

const { model } = fc.letrec<{ model: Model }>((tie) => ({
  model: fc.oneof(
    { maxDepth: 3, depthSize: 'small' },
    fc.record({ kind: fc.constantFrom(...(Object.keys(scalars) as (keyof typeof scalars)[])) }),
    fc.record({ kind: fc.constantFrom('bytes' as const, 'string' as const), n: fc.integer({ min: 1, max: 20 }) }),
    fc.record({ kind: fc.constant('array' as const), inner: tie('model'), n: fc.integer({ min: 1, max: 3 }) }),
    fc.record({
      kind: fc.constant('struct' as const),
      fields: fc.uniqueArray(fc.tuple(fc.constantFrom(...names), tie('model')), { minLength: 1, maxLength: 4, selector: ([name]) => name }),
    }),
    fc.record({ kind: fc.constant('padded' as const), inner: tie('model') }),
  ),
}));

function layoutOf(m: Model): AnyLayout {
  if (m.kind === 'bytes') return bytes(m.n);
  if (m.kind === 'string') return string(m.n);
  if (m.kind === 'padded') return cachePadded(layoutOf(m.inner));
  if (m.kind === 'array') return array(layoutOf(m.inner), m.n);
  if (m.kind === 'struct') return struct(Object.fromEntries(m.fields.map(([name, field]) => [name, layoutOf(field)])));
  return scalars[m.kind];
}

const up = (offset: number, alignment: number) => offset + ((alignment - (offset % alignment)) % alignment);

function sizeOf(m: Model): [size: number, alignment: number] {
  if (m.kind === 'bytes') return [m.n, 1];
  if (m.kind === 'string') return [up(4 + m.n, 4), 4];
  if (m.kind === 'padded') return [up(sizeOf(m.inner)[0], 128), 128];
  if (m.kind === 'array') return [sizeOf(m.inner)[0] * m.n, sizeOf(m.inner)[1]];
  if (m.kind !== 'struct') return [widths[m.kind], widths[m.kind]];
  let [end, alignment] = [0, 1];
  for (const [, , offset, size, align] of placed(m.fields)) [end, alignment] = [offset + size, Math.max(alignment, align)];
  return [up(end, alignment), alignment];
}

function placed(fields: [string, Model][]): [string, Model, offset: number, size: number, alignment: number][] {
  let end = 0;
  return fields.map(([name, field]) => {
    const [size, alignment] = sizeOf(field);
    const offset = up(end, alignment);
    end = offset + size;
    return [name, field, offset, size, alignment];
  });
}

function valueOf(m: Model): fc.Arbitrary<unknown> {
  if (m.kind === 'bytes') return fc.uint8Array({ minLength: m.n, maxLength: m.n });
  if (m.kind === 'string') return fc.string({ unit: 'binary' }).filter((text) => new TextEncoder().encode(text).length <= m.n);
  if (m.kind === 'padded') return valueOf(m.inner);
  if (m.kind === 'array') return fc.array(valueOf(m.inner), { minLength: m.n, maxLength: m.n });
  if (m.kind === 'struct')
    return fc.record(Object.fromEntries(m.fields.map(([name, field]) => [name, valueOf(field)])), { noNullPrototype: true });
  if (m.kind === 'bool') return fc.boolean();
  if (m.kind === 'f64') return fc.double();
  if (m.kind === 'f32') return fc.float();
  const bits = BigInt(widths[m.kind] * 8);
  const [min, max] = m.kind.startsWith('u') ? [0n, 2n ** bits - 1n] : [-(2n ** (bits - 1n)), 2n ** (bits - 1n) - 1n];
  return bits === 64n ? fc.bigInt(min, max) : fc.integer({ min: Number(min), max: Number(max) });
}

const methods = {
  i8: 'Int8',
  u8: 'Uint8',
  i16: 'Int16',
  u16: 'Uint16',
  i32: 'Int32',
  u32: 'Uint32',
  i64: 'BigInt64',
  u64: 'BigUint64',
  f32: 'Float32',
  f64: 'Float64',
} as const;

/** Reads what lies at `p` with a `DataView` only. */
function look(m: Model, data: DataView, p: number): unknown {
  if (m.kind === 'bytes') return new Uint8Array(data.buffer.slice(p, p + m.n) as unknown as ArrayBuffer).slice();
  if (m.kind === 'string') {
    const start = p + 4;
    return new TextDecoder('utf-8', { ignoreBOM: true }).decode(
      new Uint8Array(data.buffer).slice(start, start + data.getUint32(p, LITTLE)),
    );
  }
  if (m.kind === 'padded') return look(m.inner, data, p);
  if (m.kind === 'array') return Array.from({ length: m.n }, (_, i) => look(m.inner, data, p + i * sizeOf(m.inner)[0]));
  if (m.kind === 'struct')
    return Object.fromEntries(placed(m.fields).map(([name, field, offset]) => [name, look(field, data, p + offset)]));
  if (m.kind === 'bool') return data.getUint8(p) !== 0;
  return data[`get${methods[m.kind]}`](p, LITTLE);
}

/** Reads through the live view, field by field and element by element. */
function walk(m: Model, view: unknown): unknown {
  if (m.kind === 'padded') return walk(m.inner, view);
  if (m.kind === 'bytes') return new Uint8Array(view as Uint8Array);
  if (m.kind === 'array') return Array.from({ length: m.n }, (_, i) => walk(m.inner, (view as ArrayView<unknown>).get(i)));
  if (m.kind === 'struct')
    return Object.fromEntries(m.fields.map(([name, field]) => [name, walk(field, (view as Record<string, unknown>)[name])]));
  return view;
}

/** Writes through the live view, one scalar at a time. */
function write(m: Model, view: unknown, value: unknown): void {
  if (m.kind === 'padded') write(m.inner, view, value);
  else if (m.kind === 'bytes') (view as Uint8Array).set(value as Uint8Array);
  else if (m.kind === 'array') {
    const target = view as ArrayView<unknown>;
    (value as unknown[]).forEach((element, i) => (isPlace(m.inner) ? write(m.inner, target.get(i), element) : target.set(i, element)));
  } else if (m.kind === 'struct') {
    const [target, source] = [view as Record<string, unknown>, value as Record<string, unknown>];
    for (const [name, field] of m.fields) {
      if (isPlace(field)) write(field, target[name], source[name]);
      else target[name] = source[name];
    }
  }
}

function isPlace(m: Model): boolean {
  return m.kind === 'padded' ? isPlace(m.inner) : ['bytes', 'array', 'struct'].includes(m.kind);
}

const FILL = 0xaa;
const BASE = 128;

/** The two must fit between the guards of a fresh region, at addresses that suit any alignment. */
const cases = model
  .filter((m) => sizeOf(m)[0] <= REGION_BYTES - 2 * BASE)
  .chain((m) => fc.record({ m: fc.constant(m), one: valueOf(m), two: valueOf(m) }));

function guarded(): { region: Region; data: DataView } {
  const region = freshRegion();
  region.u8.fill(FILL);
  return { region, data: new DataView(region.u8.buffer) };
}

function untouchedAround(region: Region, size: number): boolean {
  return region.u8.subarray(0, BASE).every((byte) => byte === FILL) && region.u8.subarray(BASE + size).every((byte) => byte === FILL);
}

describe.each(modes)('with $mode, for any layout', ({ make }) => {
  test('size, alignment and what set writes are what the model says', () => {
    fc.assert(
      fc.property(cases, ({ m, one, two }) => {
        const layout = make(() => layoutOf(m));
        const { region, data } = guarded();
        expect([layout.byteLength, layout.alignment]).toEqual(sizeOf(m));
        for (const value of [one, two]) {
          layout.set(region, BASE, value);
          expect(look(m, data, BASE)).toEqual(value);
          expect(layout.read(region, BASE)).toEqual(value);
          expect(walk(m, layout.get(region, BASE))).toEqual(value);
          expect(untouchedAround(region, layout.byteLength)).toBe(true);
        }
      }),
    );
  });

  test('a view written field by field leaves what set leaves', () => {
    fc.assert(
      fc.property(
        cases.filter(({ m }) => isPlace(m)),
        ({ m, one, two }) => {
          const layout = make(() => layoutOf(m));
          const { region, data } = guarded();
          layout.set(region, BASE, one);
          write(m, layout.get(region, BASE), two);
          expect(look(m, data, BASE)).toEqual(two);
          expect(untouchedAround(region, layout.byteLength)).toBe(true);
        },
      ),
    );
  });

  test('set from a view of another memory copies it', () => {
    fc.assert(
      fc.property(cases, ({ m, one }) => {
        const layout = make(() => layoutOf(m));
        const [from, to] = [guarded(), guarded()];
        layout.set(from.region, BASE, one);
        layout.set(to.region, BASE, layout.get(from.region, BASE));
        expect(look(m, to.data, BASE)).toEqual(one);
      }),
    );
  });
});
