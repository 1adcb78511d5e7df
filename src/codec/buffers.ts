/** The classes of views on a buffer, by the number that travels. `Float16Array` last: not every engine has it yet. */
const VIEW_NAMES = [
  'DataView',
  'Int8Array',
  'Uint8Array',
  'Uint8ClampedArray',
  'Int16Array',
  'Uint16Array',
  'Int32Array',
  'Uint32Array',
  'Float32Array',
  'Float64Array',
  'BigInt64Array',
  'BigUint64Array',
  'Float16Array',
] as const;

export type ViewClass = new (buffer: ArrayBufferLike, byteOffset: number, length?: number) => ArrayBufferView;

const DATA_VIEW = 0;

const typedArrayTag = Object.getOwnPropertyDescriptor(Object.getPrototypeOf(Uint8Array.prototype) as object, Symbol.toStringTag)!.get!;

/** The number of the class of `view`, by the engine's own tag, so that a Node `Buffer` is a `Uint8Array`. */
export function viewNumber(view: ArrayBufferView): number {
  const name = typedArrayTag.call(view) as (typeof VIEW_NAMES)[number] | undefined;
  return name === undefined ? DATA_VIEW : VIEW_NAMES.indexOf(name);
}

/** The class with that number; undefined if there is none, or not in this engine. */
export function viewClass(number: number): ViewClass | undefined {
  const name = VIEW_NAMES[number];
  return name === undefined ? undefined : (globalThis as unknown as Record<string, ViewClass | undefined>)[name];
}

/** The name of the class with that number, for messages. */
export function viewName(number: number): string {
  return VIEW_NAMES[number] ?? `class ${number}`;
}

/** How many elements (for a `DataView`: bytes) `view` has. */
export function viewLength(view: ArrayBufferView): number {
  return view instanceof DataView || !('length' in view) ? view.byteLength : (view.length as number);
}

/** Whether the buffer was transferred away; `detached` is newer than some engines. */
export function isDetached(buffer: ArrayBuffer): boolean {
  if (buffer.detached !== undefined) return buffer.detached;
  if (buffer.byteLength > 0) return false;
  try {
    new Uint8Array(buffer);
    return false;
  } catch {
    return true;
  }
}

/** Whether `view` lies outside its buffer, because that was resized or transferred away. */
export function isOutOfBounds(view: ArrayBufferView): boolean {
  try {
    // A DataView that is out of bounds refuses to tell its length; a typed array says 0, but refuses to be iterated over.
    if (view.byteLength === 0 && viewNumber(view) !== DATA_VIEW) Uint8Array.prototype.values.call(view as Uint8Array);
    return false;
  } catch {
    return true;
  }
}

/**
 * Whether `view` follows the size of its resizable buffer, which nothing in the language tells: we change the size by one element, look, and change it
 * back. Nobody sees it happen, since an ArrayBuffer belongs to one thread. Costs some microseconds, for such buffers only.
 */
export function followsSize(view: ArrayBufferView): boolean {
  const buffer = view.buffer;
  if (!(buffer instanceof ArrayBuffer) || !buffer.resizable) return false;
  const step = (view as { BYTES_PER_ELEMENT?: number }).BYTES_PER_ELEMENT ?? 1;
  const { byteLength } = buffer;
  if (view.byteOffset + view.byteLength + step <= byteLength) return false;
  try {
    return byteLength + step <= buffer.maxByteLength ? growsWith(buffer, view, step) : shrinksWith(buffer, view, step);
  } catch {
    return false; // the buffer of a WebAssembly.Memory, which changes by whole pages
  }
}

function growsWith(buffer: ArrayBuffer, view: ArrayBufferView, step: number): boolean {
  const { byteLength } = buffer;
  const before = view.byteLength;
  buffer.resize(byteLength + step);
  const grew = view.byteLength > before;
  buffer.resize(byteLength);
  return grew;
}

/** At the maximum there is no room to grow by an element, so the last one is cut off, and put back. */
function shrinksWith(buffer: ArrayBuffer, view: ArrayBufferView, step: number): boolean {
  const { byteLength } = buffer;
  if (view.byteLength < step) return false;
  const tail = new Uint8Array(buffer, byteLength - step).slice();
  buffer.resize(byteLength - step);
  // A view of fixed length is out of bounds now.
  const followed = !isOutOfBounds(view);
  buffer.resize(byteLength);
  new Uint8Array(buffer).set(tail, byteLength - step);
  return followed;
}
