import { machine } from '../machine.ts';
import { toEnd, toInteger, toRelative } from './coercions.ts';
import { lengthOf, type Names, tagOf, TypedArray } from './natives.ts';
import { defineInThreads, nativeMethod } from './patched-method.ts';
import { patchValue } from './patches.ts';
import { bitsOf, copyOf, type NativeArray, storeRaw, type View, viewOf, writeElement } from './views.ts';

defineInThreads('fill', (view, proxy, [value, begin, end]) => {
  const length = lengthOf(view.native);
  const raw = view.element.toRaw(value);
  const from = toRelative(begin, length);
  const to = toEnd(end, length);
  for (let i = from; i < to; i++) storeRaw(view, i, raw);
  return proxy;
});

/** Stores the elements of an array of that kind, bit by bit. */
function storeAll(view: View, start: number, values: NativeArray): void {
  const bits = bitsOf(view.element, values);
  const count = lengthOf(values);
  for (let i = 0; i < count; i++) storeRaw(view, start + i, bits[i]!);
}

defineInThreads('sort', (view, proxy, args) => {
  const sorted = copyOf(view);
  nativeMethod('sort').apply(sorted, args);
  storeAll(view, 0, sorted);
  return proxy;
});

const nativeSet = nativeMethod('set');

const { set } = {
  /** That of all typed arrays: the source may be simulated, too. */
  set(this: unknown, source: unknown, offset?: unknown): void {
    const view = viewOf(this);
    const other = viewOf(source);
    const from = other === undefined ? source : copyOf(other);
    if (view !== undefined && machine !== undefined) setInThread(view, from, offset);
    else nativeSet.call(view === undefined ? this : view.native, from, offset);
  },
};
patchValue(TypedArray.prototype, 'set', set);

function setInThread(view: View, source: unknown, offset: unknown): void {
  const start = toInteger(offset);
  if (start < 0) throw outOfBounds();
  if (tagOf(source) !== undefined) {
    const count = lengthOf(source as NativeArray);
    if (start + count > lengthOf(view.native)) throw outOfBounds();
    const converted = new view.element.Native(count);
    nativeSet.call(converted, source);
    return storeAll(view, start, converted);
  }
  if (source === undefined || source === null) throw new TypeError(`set: cannot convert ${String(source)} to an object`);
  const from = Object(source) as Names & { readonly length: unknown };
  const count = Math.max(0, toInteger(from.length));
  if (start + count > lengthOf(view.native)) throw outOfBounds();
  for (let i = 0; i < count; i++) writeElement(view, start + i, from[i]);
  return undefined;
}

const outOfBounds = (): RangeError => new RangeError('offset is out of bounds');
