import { standInFor } from './outside.ts';
import { loadOutside, packageOf, resolve, type Way } from './resolve.ts';

/** What `import * as` gives. */
export type Namespace = Record<string, unknown>;

/** What a specifier of an instrumented module leads to: a file that is instrumented, too, or something that all threads share. The same for all threads. */
export type Target = { readonly file: string } | { readonly outside: unknown };

/** Folders of packages that are instrumented, as URLs. */
const roots = new Set<string>();

/** From now on what modules ask of this package is instrumented. */
export function addRoot(folder: string): void {
  roots.add(folder);
}

const targets = new Map<string, Target>();

/** Where a specifier of the module `from` leads. Found once. */
export function targetOf(specifier: string, from: string, way: Way): Target {
  const key = `${way} ${specifier} ${from}`;
  let target = targets.get(key);
  if (target === undefined) targets.set(key, (target = findTarget(specifier, from, way)));
  return target;
}

function findTarget(specifier: string, from: string, way: Way): Target {
  const found = resolve(specifier, from, way);
  if (found.startsWith('node:')) return { outside: standInFor(found) };
  const isOwn = /^(?:\.{1,2}\/|\/|file:|#)/.test(specifier) && !found.slice(packageOf(from).length).includes('node_modules/');
  return isOwn || roots.has(packageOf(found)) ? { file: found } : { outside: loadOutside(found, from) };
}

/** Namespaces say what they are. */
export const NAMESPACE_BASE: object = Object.freeze(
  Object.defineProperty(Object.create(null) as object, Symbol.toStringTag, { value: 'Module' }),
);

export function newNamespace(): Namespace {
  return Object.create(NAMESPACE_BASE) as Namespace;
}

const namespaces = new WeakMap<object, Namespace>();

/** As `import` sees what `require` gives: its properties, and all of it as the default. */
export function namespaceOf(exports: unknown): Namespace {
  if ((typeof exports !== 'object' && typeof exports !== 'function') || exports === null) return { default: exports };
  if (Object.prototype.toString.call(exports) === '[object Module]') return exports as Namespace;
  let made = namespaces.get(exports);
  if (made === undefined) namespaces.set(exports, (made = liveNamespace(exports)));
  return made;
}

/** Some properties differ from thread to thread. */
function liveNamespace(exports: object): Namespace {
  const namespace = newNamespace();
  for (const key of Object.keys(exports)) {
    Object.defineProperty(namespace, key, { get: () => (exports as Namespace)[key], enumerable: true, configurable: true });
  }
  return Object.defineProperty(namespace, 'default', { value: exports, enumerable: true });
}
