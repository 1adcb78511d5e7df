import type { Names } from './natives.ts';

/** One property that is another while the globals are instrumented. */
interface Patch {
  readonly target: Names;
  readonly key: PropertyKey;
  readonly replacement: unknown;
  /** What was there when it was put in. */
  was: unknown;
}

const values: Patch[] = [];
const getters: { readonly target: object; readonly key: PropertyKey; readonly replacement: () => unknown; was: PropertyDescriptor }[] = [];

/**
 * Has `target[key]` replaced while the globals are instrumented, if it is there: as an own property, or as one of a prototype, which is then changed. By plain assignment, which leaves
 * the other attributes of the property alone, and costs the engine less than a definition.
 */
export function patchValue(target: object, key: PropertyKey, replacement: unknown): void {
  for (let holder: object | null = target; holder !== null; holder = Object.getPrototypeOf(holder) as object | null) {
    if (!Object.hasOwn(holder, key)) continue;
    takeAfter(replacement, (holder as Names)[key]);
    values.push({ target: holder as Names, key, replacement, was: undefined });
    return;
  }
}

/** Programs can see how many parameters a function says it has. */
function takeAfter(replacement: unknown, native: unknown): void {
  if (typeof replacement !== 'function' || typeof native !== 'function' || replacement.length === native.length) return;
  Object.defineProperty(replacement, 'length', { value: native.length, configurable: true });
}

/** {@link patchValue} for an own property with a getter. */
export function patchGetter(target: object, key: PropertyKey, replacement: () => unknown): void {
  const was = Object.getOwnPropertyDescriptor(target, key);
  if (was !== undefined) getters.push({ target, key, replacement, was });
}

/** Whether it takes the place of a native function. */
export function isReplacement(value: unknown): boolean {
  return values.some(({ replacement }) => replacement === value);
}

/** Puts all replacements in. */
export function applyPatches(): void {
  for (const patch of values) {
    patch.was = patch.target[patch.key];
    patch.target[patch.key] = patch.replacement;
  }
  for (const patch of getters) {
    patch.was = Object.getOwnPropertyDescriptor(patch.target, patch.key)!;
    Object.defineProperty(patch.target, patch.key, { get: patch.replacement });
  }
}

/** Puts back what was there. */
export function removePatches(): void {
  for (const patch of values) patch.target[patch.key] = patch.was;
  for (const { target, key, was } of getters) Object.defineProperty(target, key, was);
}
