/**
 * Whether an object really is what its prototype says: a proxy around a Map, or `Object.create(Map.prototype)`, is none. Each test calls a
 * built-in getter or method that throws on anything but the real thing; a few nanoseconds where it holds.
 */
export const isMap = brandOf(getterOf(Map.prototype, 'size'));
export const isSet = brandOf(getterOf(Set.prototype, 'size'));
export const isRegExp = brandOf(getterOf(RegExp.prototype, 'flags'), getterOf(RegExp.prototype, 'source'));
export const isDate = brandOf(Date.prototype.getTime);
export const isBuffer = brandOf(getterOf(ArrayBuffer.prototype, 'byteLength'));
export const isSharedBuffer =
  typeof SharedArrayBuffer === 'undefined' ? () => false : brandOf(getterOf(SharedArrayBuffer.prototype, 'byteLength'));

type Method = (this: unknown) => unknown;

function getterOf(prototype: object, name: string): Method {
  return Object.getOwnPropertyDescriptor(prototype, name)!.get!;
}

function brandOf(...methods: Method[]): (value: object) => boolean {
  return (value) => {
    try {
      for (const method of methods) method.call(value);
      return true;
    } catch {
      return false;
    }
  };
}

const valueMethods: readonly Method[] = [Boolean, Number, String, BigInt].map(({ prototype }) => prototype.valueOf as Method);

/** The primitive in `Object(primitive)`; undefined for any other object. */
export function unboxed(value: object): boolean | number | string | bigint | undefined {
  for (const method of valueMethods) {
    try {
      return method.call(value) as boolean | number | string | bigint;
    } catch {
      // not of this one
    }
  }
  return undefined;
}

/** Whether this is an error made by another realm. The tag without `Symbol.toStringTag` comes from the engine and cannot be forged. */
export function isForeignError(value: object): boolean {
  return !(Symbol.toStringTag in value) && Object.prototype.toString.call(value) === '[object Error]';
}
