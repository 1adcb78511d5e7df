import type { Constructor, Names } from './natives.ts';
import { lengthOf, tagOf } from './natives.ts';
import { ELEMENTS } from './elements.ts';
import { instrumented } from './typed-arrays.ts';
import { type NativeArray, nativeOf, type View } from './views.ts';

/** A new array of the class that a method of `array` makes, as the engine finds that class: by its `constructor`, and the species of that. */
export function makeLike(view: View, array: object, args: readonly unknown[]): NativeArray {
  const Class = speciesOf(array) ?? instrumented[view.element.name]!;
  const made = new Class(...args);
  const kind = ELEMENTS[tagOf(nativeOf(made)) ?? ''];
  if (kind === undefined) throw new TypeError(`the species of a ${view.element.name} made something else than a typed array`);
  if (kind.isBigInt !== view.element.isBigInt)
    throw new TypeError(`the species of a ${view.element.name} made a ${kind.name}: BigInts and numbers do not mix`);
  return made;
}

/** {@link makeLike} of an array with a length, which the new one must have at least. */
export function makeWithLength(view: View, array: object, length: number): NativeArray {
  const made = makeLike(view, array, [length]);
  if (lengthOf(nativeOf(made)) < length) throw new TypeError(`the species of a ${view.element.name} made an array shorter than ${length}`);
  return made;
}

function speciesOf(array: object): Constructor | undefined {
  const Class = (array as Names)['constructor'] as unknown;
  if (Class === undefined) return undefined;
  if (Object(Class) !== Class) throw new TypeError('the constructor of a typed array is no object');
  return ((Class as unknown as Names)[Symbol.species] as Constructor | null | undefined) ?? undefined;
}
