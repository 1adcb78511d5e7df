import type { Region } from '../region.ts';
import { type Mismatch, mismatchError } from './mismatch.ts';

/**
 * How a typed value lies in shared memory: its size, its alignment, and how to get at it. Making one costs microseconds, so make it once,
 * beside the code that uses it; using one costs what the memory access costs.
 *
 * | | scalars, `string` | `bytes`, `array`, `struct` |
 * |---|---|---|
 * | `get` | the value, by copy | a live view: reading or assigning its fields reads or writes the memory |
 * | `set` | writes it | writes all of it, from a plain value or a view |
 * | `read` | the same as `get` | a plain copy that no other thread can change |
 *
 * **These are plain accesses, not atomic ones.** They are right only while no other thread can write the same bytes: under a lock, or before
 * the address is given to another thread. Another thread that reads at the same time may see any mixture of old and new bytes, for ever.
 *
 * `V` is the plain value, `W` what `get` returns.
 */
export class Layout<V, W = V> {
  /** How errors name it: `struct { id: u32, balance: f64 }`. */
  readonly name: string;
  /** The bytes it takes, a multiple of `alignment`. */
  readonly byteLength: number;
  /** Its address must be a multiple of this: a power of two. */
  readonly alignment: number;
  /** What `get` gives: the value itself, or a live view of it. */
  readonly access: 'copy' | 'view';
  /** @internal What to make the same layout from in another thread: see recipe.ts. */
  readonly recipe: Recipe;
  /** @internal The kind of scalar that lies at offset 0, if it is one: generated code accesses it without a call. */
  readonly cell: CellKind | undefined;

  /** The value at `address` by copy, or a live view of it. Checks the address. */
  readonly get: Access<V, W>['get'];
  /** Writes all of the value. Checks the address and the value first, so that a failing `set` has changed nothing. */
  readonly set: Access<V, W>['set'];
  /** A plain copy of the value at `address`. Checks the address. */
  readonly read: Access<V, W>['read'];

  /** `get` for an address that this thread has checked with `region.check` before, as a lock does when it is made. */
  readonly getUnchecked: Access<V, W>['get'];
  /** `set` for an address that this thread has checked before. The value is still checked. */
  readonly setUnchecked: Access<V, W>['set'];
  /** `read` for an address that this thread has checked before. */
  readonly readUnchecked: Access<V, W>['read'];

  /** @internal Says what keeps `value` from being written, or undefined. */
  readonly mismatch: (value: unknown) => Mismatch | undefined;
  /** @internal Writes a value that `mismatch` has passed, to an address that was checked. */
  readonly put: Access<V, W>['set'];

  /** @internal Use `struct`, `array`, `bytes`, `string`, `cachePadded` or a scalar. */
  constructor(shape: Shape, core: Core<V, W>) {
    const { name, byteLength, alignment } = shape;
    const { get, read, put, mismatch } = core;
    this.name = name;
    this.byteLength = byteLength;
    this.alignment = alignment;
    this.access = shape.access;
    this.cell = shape.cell;
    this.recipe = shape.recipe;
    this.getUnchecked = get;
    this.readUnchecked = read;
    this.put = put;
    this.mismatch = mismatch;
    this.setUnchecked = (region, address, value) => {
      const wrong = mismatch(value);
      if (wrong !== undefined) throw mismatchError(name, wrong);
      put(region, address, value);
    };
    this.get =
      core.checkedGet ??
      ((region, address) => {
        region.check(address, byteLength, alignment, name);
        return get(region, address);
      });
    this.read = (region, address) => {
      region.check(address, byteLength, alignment, name);
      return read(region, address);
    };
    this.set = (region, address, value) => {
      const wrong = mismatch(value);
      if (wrong !== undefined) throw mismatchError(name, wrong);
      region.check(address, byteLength, alignment, name);
      put(region, address, value);
    };
  }
}

/** The plain value of a layout: `{ id: number; balance: number }` for `struct({ id: u32, balance: f64 })`. */
export type ValueOf<L> = L extends Layout<infer V, any> ? V : never;

/** What `get` of a layout returns: the plain value for scalars and strings, a live view for the others. */
export type ViewOf<L> = L extends Layout<any, infer W> ? W : never;

/** Any layout, for constraints: `<L extends AnyLayout>`. */
export type AnyLayout = Layout<any, any>;

/** The scalars: the ten element types that a region has views of, and `bool`, a byte that is 0 or 1. */
export type CellKind = 'i8' | 'u8' | 'i16' | 'u16' | 'i32' | 'u32' | 'i64' | 'u64' | 'f32' | 'f64' | 'bool';

/** @internal A layout as plain data. */
export type Recipe =
  | CellKind
  | readonly ['bytes' | 'string', number]
  | readonly ['array', Recipe, number]
  | readonly ['struct', readonly (readonly [name: string, Recipe])[]]
  | readonly ['cachePadded', Recipe];

/** @internal */
export interface Access<V, W> {
  get(region: Region, address: number): W;
  set(region: Region, address: number, value: V | W): void;
  read(region: Region, address: number): V;
}

/** @internal */
export interface Shape {
  readonly name: string;
  readonly byteLength: number;
  readonly alignment: number;
  readonly access: 'copy' | 'view';
  readonly recipe: Recipe;
  readonly cell?: CellKind | undefined;
}

/** @internal What each kind of layout must bring: none of these checks the address, and `put` does not check the value. */
export interface Core<V, W> {
  readonly get: Access<V, W>['get'];
  readonly read: Access<V, W>['read'];
  readonly put: Access<V, W>['set'];
  readonly mismatch: (value: unknown) => Mismatch | undefined;
  /** `get` with the check of the address, where generated code has a faster one than the closure above. */
  readonly checkedGet?: Access<V, W>['get'] | undefined;
}
