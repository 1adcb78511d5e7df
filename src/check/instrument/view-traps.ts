import { machine } from '../machine.ts';
import { indexOf, NEVER, NO_INDEX } from './array-keys.ts';
import { lengthOf } from './natives.ts';
import { type NativeArray, readElement, rememberView, type View, writeElement } from './views.ts';

/**
 * Getters of all typed arrays, which know no proxies: they are asked of what is behind. To replace them while the globals are instrumented, as the methods are, would cost more
 * than the rest of the exploration, since the engine compiles all code that uses them anew.
 */
const GETTERS: ReadonlySet<string | symbol> = new Set(['length', 'byteLength', 'byteOffset', 'buffer', Symbol.toStringTag]);

/** The proxy that programs get for a view: its elements are in the machine while a thread runs. */
export function proxyOf(view: View): NativeArray {
  const traps = new ViewTraps(view);
  const proxy = new Proxy(view.native, traps);
  traps.proxy = proxy;
  rememberView(proxy, view);
  return proxy;
}

/** What happens to a proxy. An index is one as typed arrays see it; everything else is that of the array behind it. */
class ViewTraps implements ProxyHandler<NativeArray> {
  readonly view: View;
  /** Of no class of the program. */
  readonly isPlain: boolean;
  proxy: NativeArray | undefined = undefined;

  constructor(view: View) {
    this.view = view;
    this.isPlain = Object.getPrototypeOf(view.native) === view.element.Native.prototype;
  }

  get(native: NativeArray, key: string | symbol, receiver: unknown): unknown {
    const index = indexOf(key);
    if (index >= 0) return index < lengthOf(native) ? readElement(this.view, index) : undefined;
    return Reflect.get(native, key, receiver === this.proxy && GETTERS.has(key) && !this.#overrides(key) ? native : receiver);
  }

  /** Whether a class of the program has its own property of that name. */
  #overrides(key: string | symbol): boolean {
    if (this.isPlain) return false;
    const builtIn = this.view.element.Native.prototype as object;
    let holder: object | null = this.view.native;
    while (holder !== null && holder !== builtIn && !Object.hasOwn(holder, key)) holder = Object.getPrototypeOf(holder) as object | null;
    return holder !== null && holder !== builtIn;
  }

  set(native: NativeArray, key: string | symbol, value: unknown, receiver: unknown): boolean {
    const index = indexOf(key);
    // An object that inherits from the proxy gets its own property.
    if (index === NO_INDEX || receiver !== this.proxy) return Reflect.set(native, key, value, receiver);
    if (machine === undefined) return Reflect.set(native, key, value, native);
    writeElement(this.view, index === NEVER ? Infinity : index, value);
    return true;
  }

  getOwnPropertyDescriptor(native: NativeArray, key: string | symbol): PropertyDescriptor | undefined {
    const descriptor = Reflect.getOwnPropertyDescriptor(native, key);
    const index = indexOf(key);
    if (descriptor !== undefined && index >= 0) descriptor.value = readElement(this.view, index);
    return descriptor;
  }

  defineProperty(native: NativeArray, key: string | symbol, descriptor: PropertyDescriptor): boolean {
    const index = indexOf(key);
    if (index === NO_INDEX) this.#changed();
    if (index < 0 || machine === undefined || !('value' in descriptor)) return Reflect.defineProperty(native, key, descriptor);
    const { configurable, enumerable, writable } = descriptor;
    if (index >= lengthOf(native) || configurable === false || enumerable === false || writable === false) return false;
    writeElement(this.view, index, descriptor.value);
    return true;
  }

  setPrototypeOf(native: NativeArray, prototype: object | null): boolean {
    this.#changed();
    return Reflect.setPrototypeOf(native, prototype);
  }

  preventExtensions(native: NativeArray): boolean {
    this.#changed();
    return Reflect.preventExtensions(native);
  }

  #changed(): void {
    this.view.memory.wholeViews?.drop(this.view.element, this.proxy!);
  }
}
