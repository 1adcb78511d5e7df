import { isSimulatedDataView, InstrumentedDataView } from './data-views.ts';
import { type Constructor, isShared } from './natives.ts';
import { patchValue } from './patches.ts';
import { holdsSimulated } from './simulated-parts.ts';
import { instrumented } from './typed-arrays.ts';
import { viewOf } from './views.ts';

const nativeClone = structuredClone;

/** The arguments of a thread as they reach it: a structured clone, in which simulated memory is shared. */
export function cloneForThread<T>(value: T): T {
  return new Cloning().clone(value) as T;
}

class Cloning {
  readonly #done = new Map<object, unknown>();

  clone(value: unknown): unknown {
    if (typeof value !== 'object' || value === null) return nativeClone(value); // throws if it is a function or a symbol
    if (this.#done.has(value)) return this.#done.get(value);
    const shared = this.#shared(value);
    if (shared !== undefined) return this.#remember(value, shared);
    if (Array.isArray(value)) return this.#properties(value, this.#remember(value, new Array<unknown>(value.length)));
    if (value instanceof Map) {
      const copy = this.#remember(value, new Map<unknown, unknown>());
      for (const [key, one] of value) copy.set(this.clone(key), this.clone(one));
      return copy;
    }
    if (value instanceof Set) {
      const copy = this.#remember(value, new Set<unknown>());
      for (const one of value) copy.add(this.clone(one));
      return copy;
    }
    if (ArrayBuffer.isView(value)) return this.#remember(value, this.#ownView(value));
    // What the platform knows is cloned by it; of all others the class is lost.
    const isPlain = Object.prototype.toString.call(value) === '[object Object]' && !isOfThePlatform(value);
    return isPlain ? this.#properties(value, this.#remember(value, {})) : this.#remember(value, nativeClone(value));
  }

  #remember<T>(original: object, copy: T): T {
    this.#done.set(original, copy);
    return copy;
  }

  #properties(from: object, to: object): object {
    for (const [key, value] of Object.entries(from)) (to as Record<string, unknown>)[key] = this.clone(value);
    return to;
  }

  /** A view of memory that all threads have. */
  #shared(value: object): object | undefined {
    if (isShared(value)) return value;
    const view = viewOf(value);
    if (view !== undefined) {
      const { buffer, length } = value as Int32Array;
      return over(instrumented[view.element.name]!, buffer, view.byteOffset, view.tracksLength ? undefined : length);
    }
    if (!isSimulatedDataView(value)) return undefined;
    return over(InstrumentedDataView, value.buffer, value.byteOffset, value.byteLength);
  }

  /** Views of one memory are such in the clone, too. */
  #ownView(value: ArrayBufferView): object {
    const buffer = this.clone(value.buffer) as ArrayBuffer;
    const [, name] = /^\[object (\w+)\]$/.exec(Object.prototype.toString.call(value))!;
    const Class = (globalThis as unknown as Record<string, Constructor>)[name!]!;
    return over(Class, buffer, value.byteOffset, (value as Int32Array).length ?? value.byteLength);
  }
}

function over(Class: unknown, buffer: ArrayBufferLike, byteOffset: number, length: number | undefined): object {
  return new (Class as new (...args: unknown[]) => object)(buffer, byteOffset, ...(length === undefined ? [] : [length]));
}

/** Objects of the platform have their getters in a prototype that has a tag. */
const isOfThePlatform = (value: object): boolean => Object.getPrototypeOf(value)?.[Symbol.toStringTag] !== undefined;

patchValue(globalThis, 'structuredClone', (...args: [value?: unknown, options?: StructuredSerializeOptions]): unknown => {
  const [value, options] = args;
  if (!holdsSimulated(value)) return nativeClone(...(args as [unknown, StructuredSerializeOptions]));
  const copy = cloneForThread(value);
  // What is transferred is gone here.
  if (options?.transfer !== undefined) nativeClone(undefined, options);
  return copy;
});
