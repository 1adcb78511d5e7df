import { knownMemory } from './buffers.ts';
import { isSimulatedDataView } from './data-views.ts';
import { bufferOf, isNativeView, tagOf } from './natives.ts';
import { type NativeArray, viewOf } from './views.ts';

/** Whether it is shared memory of the program, or a view of it. */
export function isSimulated(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return viewOf(value) !== undefined || isSimulatedDataView(value) || isSimulatedBuffer(value);
}

export const isSimulatedBuffer = (value: unknown): boolean => knownMemory(value as object) !== undefined;

/** Whether there is any in it: in elements and properties, at any depth. Costs a walk. Getters are not called. */
export function holdsSimulated(value: unknown, seen = new Set<unknown>()): boolean {
  if (typeof value !== 'object' || value === null || seen.has(value)) return false;
  if (isSimulated(value)) return true;
  seen.add(value);
  // An array or a view that was made before the program.
  if (isNativeView(value)) return tagOf(value) !== undefined && isSimulatedBuffer(bufferOf(value as unknown as NativeArray));
  if (value instanceof Map) return [...value].some((entry) => entry.some((part) => holdsSimulated(part, seen)));
  if (value instanceof Set) return [...value].some((part) => holdsSimulated(part, seen));
  return Object.values(Object.getOwnPropertyDescriptors(value)).some((property) => holdsSimulated(property.value, seen));
}
