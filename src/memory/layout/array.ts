import { buildArray } from './array-closures.ts';
import { generateArray } from './array-generated.ts';
import { ArrayView } from './array-view.ts';
import { canGenerateCode } from './code-generation.ts';
import { Layout } from './layout.ts';
import { checkByteLength, checkCount, checkLayout } from './limits.ts';
import { Mismatch, wrongType } from './mismatch.ts';
import type { Region } from '../region.ts';
import { ScalarLayout } from './scalar.ts';

/**
 * The layout of `length` elements of one kind, one after the other. `get` gives an {@link ArrayView}, which is free where it does not outlive
 * its use; `set` takes an array, a typed array or another view of exactly this length; `read` gives a plain array.
 */
export class ArrayLayout<V, W = V, A = undefined> extends Layout<readonly V[], ArrayView<V, W, A>> {
  /** The layout of each element. */
  readonly element: Layout<V, W>;
  /** How many elements. */
  readonly length: number;
  /** @internal A typed array over the elements at `address`, or undefined if they are not numbers or BigInts side by side. */
  readonly typedAt: (region: Region, address: number) => A;

  /** @internal Use {@link array}. */
  constructor(element: Layout<V, W>, length: number) {
    const name = `array(${element.name}, ${length})`;
    const byteLength = element.byteLength * length;
    checkByteLength(name, byteLength);
    const makeView = canGenerateCode() ? generateArray : buildArray;
    const { View, get, checkedGet } = makeView<V, W, A>({ name, element, length, byteLength });
    super(
      { name, byteLength, alignment: element.alignment, access: 'view', recipe: ['array', element.recipe, length] },
      {
        get,
        checkedGet,
        read: (region, address) => readAll(element, length, region, address),
        put: (region, address, value) => putAll(this, region, address, value),
        mismatch: (value) => mismatchOf(this, value),
      },
    );
    this.element = element;
    this.length = length;
    this.typedAt = (element instanceof ScalarLayout
      ? (region: Region, address: number) => element.typedAt(region, address, length)
      : () => undefined) as unknown as (region: Region, address: number) => A;
    Object.defineProperty(View.prototype, 'layout', { value: this });
  }
}

/**
 * `n` elements of `element`, one after the other: `array(f64, 1000)`, `array(struct({ … }), 8)`, `array(array(u8, 3), 3)`.
 *
 * @throws {MemoryError} `BAD_LAYOUT` if `element` is not a layout, `n` not a whole number from 1 up, or it would take more than 2 GiB
 */
export function array<V extends number | bigint, A>(element: ScalarLayout<V, A>, n: number): ArrayLayout<V, V, A>;
export function array<V, W>(element: Layout<V, W>, n: number): ArrayLayout<V, W>;
export function array<V, W>(element: Layout<V, W>, n: number): ArrayLayout<V, W, unknown> {
  checkLayout('array(T, n)', element);
  checkCount(`array(${element.name}, n)`, n);
  return new ArrayLayout(element, n);
}

function readAll<V, W>({ byteLength, readUnchecked }: Layout<V, W>, length: number, region: Region, address: number): V[] {
  const copy: V[] = [];
  for (let i = 0; i < length; i++) copy.push(readUnchecked(region, address + i * byteLength));
  return copy;
}

function putAll<V, W, A>(layout: ArrayLayout<V, W, A>, region: Region, address: number, values: readonly V[] | ArrayView<V, W, A>): void {
  const { element, length } = layout;
  const source: unknown = values instanceof ArrayView ? (values.typed ?? values) : values;
  if (ArrayBuffer.isView(source) && element instanceof ScalarLayout) {
    (element.typedAt(region, address, length) as Uint8Array).set(source as Uint8Array);
    return;
  }
  for (let i = 0; i < length; i++) element.put(region, address + i * element.byteLength, elementAt<V, W>(values, i));
}

function mismatchOf<V, W, A>({ element, length }: ArrayLayout<V, W, A>, values: unknown): Mismatch | undefined {
  const found: unknown = typeof values === 'object' && values !== null ? (values as { length?: unknown }).length : undefined;
  if (typeof found !== 'number') return wrongType(`an array of ${length}`, values);
  if (found !== length)
    return new Mismatch(
      'WRONG_LENGTH',
      `expected exactly ${length} elements, but found ${found}. To write some, use set(i, value) of its view`,
    );
  // All elements of a typed array have the type of its first.
  const looked = ArrayBuffer.isView(values) && element instanceof ScalarLayout ? 1 : length;
  for (let i = 0; i < looked; i++) {
    const wrong = element.mismatch(elementAt(values as readonly V[], i));
    if (wrong !== undefined) return wrong.inside(`[${i}]`);
  }
  return undefined;
}

function elementAt<V, W>(values: readonly V[] | ArrayView<V, W, unknown>, i: number): V | W {
  return values instanceof ArrayView ? values.get(i) : values[i]!;
}
