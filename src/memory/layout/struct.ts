import { MemoryError } from '../../realm/errors.ts';
import { canGenerateCode } from './code-generation.ts';
import { type AnyLayout, type Core, Layout, type ValueOf, type ViewOf } from './layout.ts';
import { buildStruct } from './struct-closures.ts';
import { type Placement, place, type StructField } from './struct-fields.ts';
import { generateStruct } from './struct-generated.ts';

/** The fields of a struct, in the order in which they lie in memory. */
export type Fields = Readonly<Record<string, AnyLayout>>;

/** The plain value of a struct: `{ id: number; balance: number }`. */
export type StructValue<F extends Fields> = { -readonly [K in keyof F]: ValueOf<F[K]> };

/** The live view of a struct: its properties read and write the shared memory. */
export type StructView<F extends Fields> = { -readonly [K in keyof F]: ViewOf<F[K]> };

/**
 * The layout of named fields side by side, as a C compiler lays them out. Reading or assigning a field of its view is one load or store, 0.5 to
 * 0.7 ns where a plain object's field takes 0.3 (see `layout.bench.ts`), and a view that does not outlive its use is never allocated.
 *
 * - `get` gives a view with a getter and a setter for each field. A field that is a struct, array or bytes gives a view in turn, and
 *   assigning to it writes all of it.
 * - A setter of a number field converts as a typed array does (`view.id = -1` on a `u32` reads 4294967295) and checks no more than that.
 * - A view is no plain object: `{ ...view }` and `Object.keys(view)` do not see its fields. For a plain copy use `read`.
 * - `set` takes a plain object or another view with all fields, checked before the first byte is written; fields that the struct does not have are ignored.
 */
export class StructLayout<F extends Fields> extends Layout<StructValue<F>, StructView<F>> {
  /** Name, offset and layout of each field, in order. */
  readonly fields: readonly StructField<keyof F & string>[];

  /** @internal Use {@link struct}. */
  constructor(placement: Placement, core: Core<StructValue<F>, StructView<F>>) {
    const { name, byteLength, alignment } = placement;
    const recipe = ['struct', placement.fields.map((field) => [field.name, field.layout.recipe] as const)] as const;
    super({ name, byteLength, alignment, access: 'view', recipe }, core);
    this.fields = placement.fields as readonly StructField<keyof F & string>[];
  }

  /**
   * How many bytes from the start of the struct the field lies: to place an atomic over it, for example.
   *
   * @throws {MemoryError} `NO_SUCH_FIELD`, with the fields that there are
   */
  offsetOf(field: keyof F & string): number {
    for (const { name, offset } of this.fields) if (name === field) return offset;
    const known = this.fields.map(({ name }) => name).join(', ');
    throw new MemoryError('NO_SUCH_FIELD', `${this.name}: there is no field ${JSON.stringify(String(field))}; there are ${known}`);
  }
}

/**
 * Lays fields out side by side: `struct({ id: u32, balance: f64 })`. Costs some 50 µs, since it makes a class; so call it once per module,
 * not per value.
 *
 * @throws {MemoryError} `BAD_LAYOUT` if there is no field, one is not a layout, a name cannot be a field, or it would take more than 2 GiB
 */
export function struct<const F extends Fields>(fields: F): StructLayout<F> {
  const placement = place(fields);
  const core = canGenerateCode() ? generateStruct(placement) : buildStruct(placement);
  return new StructLayout<F>(placement, core as Core<StructValue<F>, StructView<F>>);
}
