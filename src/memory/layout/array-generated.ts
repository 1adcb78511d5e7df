import type { Region } from '../region.ts';
import { indexOutOfRange, ArrayView } from './array-view.ts';
import { checkText, compile, loadText, storeText } from './code-generation.ts';
import type { Layout } from './layout.ts';
import { VIEW_KEY, VIEW_MARK } from './view-mark.ts';

/** What the view of an array layout is made from. */
export interface ArrayShape<V, W> {
  readonly name: string;
  readonly element: Layout<V, W>;
  readonly length: number;
  readonly byteLength: number;
}

/** The class of the views of one array layout, and how to make one, without and with a check of the address. */
export interface ArrayParts<V, W, A> {
  readonly View: { readonly prototype: object };
  get(region: Region, address: number): ArrayView<V, W, A>;
  checkedGet?(region: Region, address: number): ArrayView<V, W, A>;
}

/**
 * The view of one array layout, made from text: `get(i)` and `set(i, value)` are a check of the index and one load or store. Costs some
 * 50 µs to make.
 */
export function generateArray<V, W, A>({ name, element, length, byteLength }: ArrayShape<V, W>): ArrayParts<V, W, A> {
  const at = `this.address + ${scaled('i', element.byteLength)}`;
  const { cell } = element;
  const scope = { name, VIEW_MARK, indexOutOfRange, getElement: element.getUnchecked, setElement: element.setUnchecked };
  const parts = compile<ArrayParts<V, W, A>>(
    scope,
    `class View {
  constructor(r, p) { this.region = r; this.address = p; this[${JSON.stringify(VIEW_KEY)}] = VIEW_MARK; }
  get length() { return ${length}; }
  get(i) {
    if (typeof i !== 'number' || i >>> 0 !== i || i >= ${length}) indexOutOfRange(name, ${length}, i);
    return ${cell === undefined ? `getElement(this.region, ${at})` : loadText(cell, 'this.region', at)};
  }
  set(i, v) {
    if (typeof i !== 'number' || i >>> 0 !== i || i >= ${length}) indexOutOfRange(name, ${length}, i);
    ${cell === undefined ? `setElement(this.region, ${at}, v);` : storeText(cell, 'this.region', at, 'v')}
  }
}
return {
  View,
  get: (r, p) => new View(r, p),
  checkedGet: (r, p) => { ${checkText(byteLength, element.alignment)} return new View(r, p); },
};`,
  );
  // Inherits without `extends`: a constructor shared by many classes would cost each of them its specialisation.
  Object.setPrototypeOf(parts.View.prototype, ArrayView.prototype);
  return parts;
}

/** `i * stride` as 32-bit arithmetic. It cannot overflow: an array takes at most 2 GiB. */
function scaled(i: string, stride: number): string {
  const shift = Math.log2(stride);
  if (shift === 0) return i;
  return Number.isInteger(shift) ? `(${i} << ${shift})` : `Math.imul(${i}, ${stride})`;
}
