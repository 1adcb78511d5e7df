import type { Method, Names } from './natives.ts';
import { define, nativeMethod } from './patched-method.ts';
import { copyOf } from './views.ts';

/** Methods that work on anything with a length and elements, which a proxy has: those of `Array` of that name do the same. */
const GENERIC = [
  'at',
  'copyWithin',
  'entries',
  'every',
  'find',
  'findIndex',
  'findLast',
  'findLastIndex',
  'forEach',
  'includes',
  'indexOf',
  'keys',
  'lastIndexOf',
  'reduce',
  'reduceRight',
  'reverse',
  'some',
  'values',
];
for (const name of GENERIC) {
  const generic = (Array.prototype as unknown as Names)[name] as Method;
  define(name, (_, proxy, args) => generic.apply(proxy, args));
}

// Those that make an array of the same kind from all elements.
for (const name of ['toReversed', 'toSorted', 'with']) {
  define(name, (view, _, args) => nativeMethod(name).apply(copyOf(view), args));
}

// The text of a view that is being made further out on the stack, where another run of the thread is, would be empty: V8 takes that for an array that holds itself.
define('join', (view, _, [separator]) => {
  const between = separator === undefined ? undefined : String(separator);
  return nativeMethod('join').call(copyOf(view), between);
});
define('toLocaleString', (view, _, args) => nativeMethod('toLocaleString').apply(copyOf(view), args));
