import type { Region } from '../region.ts';
import type { ArrayParts, ArrayShape } from './array-generated.ts';
import { ArrayView, indexOutOfRange } from './array-view.ts';
import type { ArrayLayout } from './array.ts';
import { VIEW_KEY, VIEW_MARK } from './view-mark.ts';

/** The view of one array layout without generated code: the same behaviour at 2 to 4 times the cost. See `code-generation.ts`. */
export function buildArray<V, W, A>({ name, element, length }: ArrayShape<V, W>): ArrayParts<V, W, A> {
  const stride = element.byteLength;
  const { getUnchecked } = element;
  // A scalar's set converts and does not check, as the generated one.
  const write = element.cell === undefined ? element.setUnchecked : element.put;

  class View extends ArrayView<V, W, A> {
    declare readonly layout: ArrayLayout<V, W, A>;
    readonly region: Region;
    readonly address: number;

    constructor(region: Region, address: number) {
      super();
      this.region = region;
      this.address = address;
      (this as unknown as Record<string, unknown>)[VIEW_KEY] = VIEW_MARK;
    }

    get length(): number {
      return length;
    }

    get(index: number): W {
      if (typeof index !== 'number' || index >>> 0 !== index || index >= length) indexOutOfRange(name, length, index);
      return getUnchecked(this.region, this.address + index * stride);
    }

    set(index: number, value: V | W): void {
      if (typeof index !== 'number' || index >>> 0 !== index || index >= length) indexOutOfRange(name, length, index);
      write(this.region, this.address + index * stride, value);
    }
  }
  return { View, get: (region, address) => new View(region, address) };
}
