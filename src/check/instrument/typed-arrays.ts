import { memoryOf } from './buffers.ts';
import { ELEMENTS, type Element } from './elements.ts';
import { byteOffsetOf, type Constructor } from './natives.ts';
import { patchValue } from './patches.ts';
import { proxyOf } from './view-traps.ts';
import { copyOf, type NativeArray, viewOf } from './views.ts';

/** By name: the constructors that take the place of the globals. */
export const instrumented: Record<string, Constructor> = {};

for (const element of Object.values(ELEMENTS)) {
  const replacement = instrument(element);
  instrumented[element.name] = replacement;
  patchValue(globalThis, element.name, replacement);
  patchValue(element.Native.prototype as object, 'constructor', replacement);
}

function instrument(element: Element): Constructor {
  const { Native } = element;
  const Instrumented: Constructor = new Proxy(Native, {
    construct(_, args: unknown[], newTarget) {
      const isPlain = newTarget === Instrumented;
      const target = isPlain ? Native : newTarget;
      const [first] = args;
      if (typeof first !== 'object' || first === null) return Reflect.construct(Native, args, target) as object;
      const source = viewOf(first);
      if (source !== undefined) return Reflect.construct(Native, [copyOf(source)], target) as object;
      return overBuffer(element, args as [object, ...unknown[]], target as Constructor, isPlain);
    },
  });
  return Instrumented;
}

function overBuffer(element: Element, args: readonly [object, ...unknown[]], target: Constructor, isPlain: boolean): NativeArray {
  const memory = memoryOf(args[0]);
  const isWhole = isPlain && args.length === 1;
  const kept = isWhole ? memory?.wholeViews?.take(element) : undefined;
  if (kept !== undefined) return kept;
  const native = Reflect.construct(element.Native, args, target) as NativeArray;
  if (memory === undefined) return native;
  const tracksLength = args[2] === undefined && memory.native.growable;
  const proxy = proxyOf({ native, memory, byteOffset: byteOffsetOf(native), element, tracksLength });
  if (isWhole) memory.wholeViews?.keep(element, proxy);
  return proxy;
}
