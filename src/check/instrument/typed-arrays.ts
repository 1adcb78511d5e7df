import { machine } from '../machine.ts';
import { simBufferOf } from './buffers.ts';
import { ELEMENTS, type Element } from './elements.ts';
import { METHODS } from './typed-array-methods.ts';
import { type NativeArray, readAll, readElement, rememberView, type View, viewOf, writeElement } from './views.ts';

type Constructor = new (...args: unknown[]) => NativeArray;

/** The key is no index. */
const NO_INDEX = -1;
/** It is a number as a text, but no index: such an element is never there. */
const NEVER = -2;
const ZERO = 48;
const NINE = 57;
const MINUS = 45;
const MOST_DIGITS = 10;

/** What an array takes a property key for. */
function indexOf(key: string | symbol): number {
  if (typeof key === 'symbol') return NO_INDEX;
  const first = key.charCodeAt(0);
  if (first >= ZERO && first <= NINE) {
    if (key.length === 1) return first - ZERO;
    const index = +key;
    if (first !== ZERO && key.length <= MOST_DIGITS && Number.isInteger(index)) return index;
    return String(index) === key ? NEVER : NO_INDEX;
  }
  if (first === MINUS || key === 'Infinity' || key === 'NaN') return key === '-0' || String(+key) === key ? NEVER : NO_INDEX;
  return NO_INDEX;
}

const handler: ProxyHandler<NativeArray> = {
  get(native, key) {
    const index = indexOf(key);
    if (index >= 0) {
      if (index >= native.length) return undefined;
      return machine === undefined ? native[index] : readElement(viewOf(native)!, index);
    }
    if (index === NEVER) return undefined;
    if (key === 'constructor') return instrumented[viewOf(native)!.element.name];
    return METHODS.get(key) ?? Reflect.get(native, key, native);
  },
  set(native, key, value) {
    const index = indexOf(key);
    if (index === NO_INDEX) return Reflect.set(native, key, value, native);
    if (machine === undefined) return Reflect.set(native, key, value, native);
    writeElement(viewOf(native)!, index === NEVER ? Infinity : index, value);
    return true;
  },
  getOwnPropertyDescriptor(native, key) {
    const descriptor = Reflect.getOwnPropertyDescriptor(native, key);
    const index = indexOf(key);
    if (descriptor !== undefined && index >= 0 && machine !== undefined) descriptor.value = readElement(viewOf(native)!, index);
    return descriptor;
  },
  defineProperty(native, key, descriptor) {
    const index = indexOf(key);
    if (index < 0 || machine === undefined || !('value' in descriptor)) return Reflect.defineProperty(native, key, descriptor);
    if (index >= native.length || descriptor.configurable === false || descriptor.enumerable === false || descriptor.writable === false)
      return false;
    writeElement(viewOf(native)!, index, descriptor.value);
    return true;
  },
};

/** By name: the constructors that take the place of the globals. */
export const instrumented: Record<string, Constructor> = {};
/** By name: the globals as they were. */
export const natives: Record<string, Constructor> = {};

for (const [name, element] of Object.entries(ELEMENTS)) {
  const native = (globalThis as unknown as Record<string, Constructor>)[name]!;
  natives[name] = native;
  instrumented[name] = instrument(native, element);
}

/** Views of all of a buffer, by class: programs are set up thousands of times, on the same buffers, and a proxy costs more than the rest of a short set-up. */
const wholeViews = new WeakMap<object, Record<string, { proxy: NativeArray; byteLength: number }>>();

function instrument(Native: Constructor, element: Element): Constructor {
  const Instrumented: Constructor = new Proxy(Native, {
    construct(_, args: unknown[], newTarget) {
      const target = newTarget === Instrumented ? Native : newTarget;
      const [first] = args;
      if (typeof first !== 'object' || first === null) return Reflect.construct(Native, args, target) as object;
      if (args.length === 1 && newTarget === Instrumented) {
        const cached = wholeViews.get(first)?.[element.name];
        if (cached !== undefined && cached.byteLength === (first as SharedArrayBuffer).byteLength) return cached.proxy;
      }
      const source = viewOf(first);
      if (source !== undefined && machine !== undefined) return Reflect.construct(Native, [readAll(source)], target) as object;
      const array = Reflect.construct(Native, source === undefined ? args : [source.native], target) as NativeArray;
      const buffer = simBufferOf(first);
      if (buffer === undefined) return array;
      const proxy = proxyOf(array, { native: array, buffer, byteOffset: array.byteOffset, element });
      if (args.length === 1 && newTarget === Instrumented) {
        const byName = wholeViews.get(first) ?? {};
        byName[element.name] = { proxy, byteLength: (first as SharedArrayBuffer).byteLength };
        wholeViews.set(first, byName);
      }
      return proxy;
    },
    // `from` and `of` make arrays with their `this`: the native one does.
    get: (native, key) => {
      const value: unknown = Reflect.get(native, key);
      return key === 'from' || key === 'of' ? (value as (...args: unknown[]) => unknown).bind(native) : value;
    },
  });
  return Instrumented;
}

function proxyOf(array: NativeArray, view: View): NativeArray {
  const proxy = new Proxy(array, handler);
  rememberView(array, view);
  rememberView(proxy, view);
  return proxy;
}
