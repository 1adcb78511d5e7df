import { makeLike, makeWithLength } from './array-species.ts';
import { toEnd, toRelative } from './coercions.ts';
import { bufferOf, lengthOf } from './natives.ts';
import { define, functionOf } from './patched-method.ts';
import { copyOf, type NativeArray, readElement } from './views.ts';

type Visit = (this: unknown, value: number | bigint, index: number, array: NativeArray) => unknown;

define('map', (view, proxy, [visit, that]) => {
  const call = functionOf<Visit>('map', visit);
  const length = lengthOf(view.native);
  const made = makeWithLength(view, proxy, length);
  for (let i = 0; i < length; i++) made[i] = call.call(that, readElement(view, i), i, proxy) as number;
  return made;
});

define('filter', (view, proxy, [visit, that]) => {
  const call = functionOf<Visit>('filter', visit);
  const length = lengthOf(view.native);
  const kept: (number | bigint)[] = [];
  for (let i = 0; i < length; i++) {
    const value = readElement(view, i);
    if (call.call(that, value, i, proxy)) kept.push(value);
  }
  const made = makeWithLength(view, proxy, kept.length);
  for (const [i, value] of kept.entries()) made[i] = value;
  return made;
});

define('slice', (view, proxy, [begin, end]) => {
  const length = lengthOf(view.native);
  const from = toRelative(begin, length);
  const to = toEnd(end, length);
  const made = makeWithLength(view, proxy, Math.max(0, to - from));
  (made as unknown as Int32Array).set(copyOf(view, from, to) as Int32Array);
  return made;
});

/** A view of the same memory. */
define('subarray', (view, proxy, [begin, end]) => {
  const length = lengthOf(view.native);
  const from = toRelative(begin, length);
  const place = [bufferOf(view.native), view.byteOffset + from * view.element.size];
  if (view.tracksLength && end === undefined) return makeLike(view, proxy, place);
  return makeLike(view, proxy, [...place, Math.max(0, toEnd(end, length) - from)]);
});
