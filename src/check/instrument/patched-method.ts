import { machine } from '../machine.ts';
import { isNativeView, type Method, type Names, TypedArray } from './natives.ts';
import { patchValue } from './patches.ts';
import { type NativeArray, type View, viewOf } from './views.ts';

/** A method of typed arrays, for one over simulated memory. */
export type Simulated = (view: View, proxy: NativeArray, args: unknown[]) => unknown;

const natives: Names = Object.fromEntries(
  Object.entries(Object.getOwnPropertyDescriptors(TypedArray.prototype)).map(([name, { value }]) => [name, value as unknown]),
);

/** The method as it was. */
export const nativeMethod = (name: string): Method => natives[name] as Method;

/** Has the method of all typed arrays replaced. Arrays of the program's own still get the native one. */
export function define(name: string, simulated: Simulated): void {
  const original = nativeMethod(name);
  if (original === undefined) return; // newer than this engine
  const { [name]: method } = {
    [name](this: unknown, ...args: unknown[]): unknown {
      // Own arrays first: the engine of the checker has many.
      if (isNativeView(this)) return original.apply(this, args);
      const view = viewOf(this);
      return view === undefined ? original.apply(this, args) : simulated(view, this as NativeArray, args);
    },
  };
  patchValue(TypedArray.prototype, name, method);
  if (name === 'values') patchValue(TypedArray.prototype, Symbol.iterator, method);
}

/** {@link define} of a method that only needs the machine in threads: in the set-up it is the native one, on the native array. */
export function defineInThreads(name: string, simulated: Simulated): void {
  const original = nativeMethod(name);
  define(name, (view, proxy, args) => {
    if (machine !== undefined) return simulated(view, proxy, args);
    const result = original.apply(view.native, args);
    return result === view.native ? proxy : result;
  });
}

/** The function that a method is given. */
export function functionOf<F>(name: string, value: unknown): F {
  if (typeof value !== 'function') throw new TypeError(`${name}: ${String(value)} is not a function`);
  return value as F;
}
