import type { NativeArray } from './views.ts';

// What the engine has, taken before anything is instrumented. The getters are called on arrays that are no proxies.

export type Constructor = new (...args: unknown[]) => NativeArray;
export type Method = (this: unknown, ...args: unknown[]) => unknown;

/** A function or an object with functions whose own properties are taken and replaced by name. */
export type Names = Record<PropertyKey, unknown>;

export const NativeShared = SharedArrayBuffer;
export const NativeDataView = DataView;

/** %TypedArray%, which all typed arrays inherit from. */
export const TypedArray = Object.getPrototypeOf(Int8Array) as Names & { readonly prototype: Names };

export const isNativeView = ArrayBuffer.isView;

const getterOf = <T>(prototype: object, key: PropertyKey): ((this: unknown) => T) =>
  Object.getOwnPropertyDescriptor(prototype, key)!.get as (this: unknown) => T;

const length = getterOf<number>(TypedArray.prototype, 'length');
const buffer = getterOf<ArrayBufferLike>(TypedArray.prototype, 'buffer');
const byteOffset = getterOf<number>(TypedArray.prototype, 'byteOffset');
const tag = getterOf<string | undefined>(TypedArray.prototype, Symbol.toStringTag);

export const lengthOf = (array: NativeArray): number => length.call(array);
export const bufferOf = (array: NativeArray): ArrayBufferLike => buffer.call(array);
export const byteOffsetOf = (array: NativeArray): number => byteOffset.call(array);
/** The name of its constructor; undefined for what is no typed array. */
export const tagOf = (value: unknown): string | undefined => tag.call(value);

export function isShared(value: unknown): value is SharedArrayBuffer {
  return value instanceof NativeShared;
}
