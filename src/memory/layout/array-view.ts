import { MemoryError } from '../../realm/errors.ts';
import type { Region } from '../region.ts';
import type { ArrayLayout } from './array.ts';
import { describe, mismatchError } from './mismatch.ts';
import { INSPECT } from './view-mark.ts';

/**
 * The live view of an array in shared memory: of fixed length, read by `get(i)` and written by `set(i, value)`. An access costs a check of the
 * index and a plain load or store; where a loop over numbers must be as fast as it can be, keep `typed` in a variable and index that.
 *
 * There is no `view[i]`: a proxy would make each access 50 times slower.
 */
export abstract class ArrayView<V, W = V, A = undefined> {
  /** Its layout. */
  abstract readonly layout: ArrayLayout<V, W, A>;
  /** How many elements. */
  abstract readonly length: number;
  /** The memory it lies in. */
  abstract readonly region: Region;
  /** The address of its first element. */
  abstract readonly address: number;

  /**
   * The element at `index`: by copy for scalars and strings, else a live view.
   *
   * @throws {MemoryError} `INDEX_OUT_OF_RANGE`
   */
  abstract get(index: number): W;

  /**
   * Writes the element at `index`. A number is converted as by a typed array, unchecked; other values are checked.
   *
   * @throws {MemoryError} `INDEX_OUT_OF_RANGE`, or what the layout of the element throws
   */
  abstract set(index: number, value: V | W): void;

  /** A typed array over the same memory, for number and BigInt elements (else undefined). Made anew each time (about 50 ns): keep it. */
  get typed(): A {
    return this.layout.typedAt(this.region, this.address);
  }

  /** Writes `value` to every element. */
  fill(value: V | W): void {
    const { layout, region } = this;
    const { element } = layout;
    const wrong = element.mismatch(value);
    if (wrong !== undefined) throw mismatchError(element.name, wrong);
    const typed: unknown = this.typed;
    if (typed !== undefined) {
      (typed as { fill(value: unknown): void }).fill(value);
      return;
    }
    const end = this.address + layout.byteLength;
    for (let address = this.address; address < end; address += element.byteLength) element.put(region, address, value);
  }

  /**
   * Writes all elements from an array, a typed array or another view of the same length. Nothing is written if any of them does not fit.
   *
   * @throws {MemoryError} `WRONG_LENGTH`, `WRONG_TYPE`
   */
  assign(values: ArrayLike<V | W> | ArrayView<V, W, unknown>): void {
    this.layout.setUnchecked(this.region, this.address, values as readonly V[]);
  }

  /** The elements in order, as `get` gives them. */
  *[Symbol.iterator](): IterableIterator<W> {
    for (let i = 0; i < this.length; i++) yield this.get(i);
  }

  /** A plain array of plain copies. */
  toArray(): V[] {
    return this.layout.readUnchecked(this.region, this.address) as V[];
  }

  /** What `JSON.stringify` writes: the elements. */
  toJSON(): W[] {
    return [...this];
  }

  /** What `console.log` shows. */
  [INSPECT](): W[] {
    return [...this];
  }
}

/** Out of line, so that the check of the index stays small where it is inlined. */
export function indexOutOfRange(layoutName: string, length: number, index: unknown): never {
  throw new MemoryError(
    'INDEX_OUT_OF_RANGE',
    `${layoutName}: the index must be a whole number from 0 to ${length - 1}, but is ${typeof index === 'number' ? index : describe(index)}`,
  );
}
