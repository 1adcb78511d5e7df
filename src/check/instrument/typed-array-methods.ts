import { machine } from '../machine.ts';
import { instrumented, natives } from './typed-arrays.ts';
import { type NativeArray, readAll, type View, viewOf, writeElement } from './views.ts';

type Method = (this: object, ...args: never[]) => unknown;

const prototype = Object.getPrototypeOf(Int8Array.prototype) as Record<string | symbol, Method>;

/** What the methods of typed arrays are for those over simulated memory: each element is read and written as `array[i]` would. */
export const METHODS = new Map<string | symbol, Method>();

/** In the set-up there are no threads yet: the native method, on the native array. */
function define(name: string | symbol, simulated: (view: View, proxy: object, args: unknown[]) => unknown): void {
  const native = prototype[name];
  if (native === undefined) return;
  const method = function (this: object, ...args: unknown[]): unknown {
    const view = viewOf(this);
    if (view !== undefined && machine !== undefined) return simulated(view, this, args);
    const result = native.apply(view?.native ?? this, args.map((arg) => viewOf(Object(arg))?.native ?? arg) as never[]);
    return result === view?.native ? this : result;
  };
  Object.defineProperty(method, 'name', { value: typeof name === 'string' ? name : '[Symbol.iterator]' });
  METHODS.set(name, method as Method);
}

/** Those that work on anything with a length and elements, which a proxy has. */
const GENERIC = [
  'at',
  'copyWithin',
  'every',
  'fill',
  'find',
  'findIndex',
  'findLast',
  'findLastIndex',
  'forEach',
  'includes',
  'indexOf',
  'join',
  'keys',
  'lastIndexOf',
  'reduce',
  'reduceRight',
  'reverse',
  'some',
  'toLocaleString',
  'toString',
  'entries',
  'values',
];
for (const name of GENERIC) {
  const generic = (Array.prototype as unknown as Record<string, Method>)[name]!;
  define(name, (_, proxy, args) => generic.apply(proxy, args as never[]));
}
define(Symbol.iterator, (_, proxy) => Array.prototype.values.call(proxy));

/** Those that make a new array: it is of the thread's own, so all is read first and the rest is native. */
for (const name of ['slice', 'map', 'filter', 'toReversed', 'toSorted', 'with']) {
  define(name, (view, _, args) => prototype[name]!.apply(copyOf(view), args as never[]));
}

function copyOf(view: View): NativeArray {
  return new natives[view.element.name]!(readAll(view));
}

define('sort', (view, proxy, args) => {
  const sorted = prototype['sort']!.apply(copyOf(view), args as never[]) as NativeArray;
  for (let i = 0; i < sorted.length; i++) writeElement(view, i, sorted[i]);
  return proxy;
});

define('set', (view, _, [source, offset = 0]) => {
  const other = viewOf(Object(source));
  const values: ArrayLike<unknown> = other === undefined ? (Object(source) as ArrayLike<unknown>) : readAll(other);
  const start = Math.trunc(Number(offset)) || 0;
  if (start < 0 || start + values.length > view.native.length) throw new RangeError('offset is out of bounds');
  for (let i = 0; i < values.length; i++) writeElement(view, start + i, values[i]);
  return undefined;
});

/** A view of the same memory. */
const subarray = prototype['subarray']!;
METHODS.set('subarray', function (this: object, ...args: never[]) {
  const view = viewOf(this);
  const native = subarray.apply(view?.native ?? this, args) as NativeArray;
  if (view === undefined) return native;
  return new instrumented[view.element.name]!(native.buffer, native.byteOffset, native.length);
} as Method);
