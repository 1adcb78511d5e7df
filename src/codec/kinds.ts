import { Handle } from '../memory/handle.ts';
import { DOM_EXCEPTION, ERROR_CLASSES, isOurs } from './error-classes.ts';
import type { HandleClass } from './handles.ts';
import { isBuffer, isDate, isForeignError, isMap, isRegExp, isSet, isSharedBuffer, unboxed } from './brands.ts';
import { isPlainPrototype, isPlatformPrototype } from './platform.ts';

/** What is to be done with an object. */
export const PLAIN_OBJECT = 0;
export const MAP_OBJECT = 1;
export const SET_OBJECT = 2;
export const DATE_OBJECT = 3;
export const REGEXP_OBJECT = 4;
const BOXED_OBJECT = 5;
export const ERROR_OBJECT = 6;
export const BUFFER_OBJECT = 7;
export const VIEW_OBJECT = 8;
export const SHARED_BUFFER = 9;
/** Of the host: it may travel by message. */
export const PLATFORM_OBJECT = 10;
/** Bound to its thread for ever. */
export const THREAD_BOUND = 11;
export const HANDLE_OBJECT = 12;
export const UNREGISTERED_HANDLE = 13;

/** What is known of all objects with one prototype. */
export interface Kind {
  readonly type: number;
  /** The name of the class, for errors the one that travels. */
  readonly name: string;
  /** For what is bound to its thread: what to do instead. */
  readonly advice: string;
  readonly handle: HandleClass | undefined;
}

const PLAIN = kind(PLAIN_OBJECT, 'Object');
const VIEW = kind(VIEW_OBJECT, 'TypedArray');
const kinds = new WeakMap<object, Kind>();

function kind(type: number, name: string, advice = '', handle?: HandleClass): Kind {
  return { type, name, advice, handle };
}

/** What to do with `value`, whose prototype is `prototype`. About 10 ns; the first object of a class takes some microseconds. */
export function kindOf(value: object, prototype: object | null): Kind {
  return (prototype !== null && kinds.get(prototype)) || classify(value, prototype);
}

/** Makes instances of `handle.class` and of its subclasses be encoded as handles. */
export function learnHandle(handle: HandleClass): void {
  kinds.set(handle.class.prototype as object, kind(HANDLE_OBJECT, handle.class.name, '', handle));
}

function classify(value: object, prototype: object | null): Kind {
  if (isModuleNamespace(value)) return kind(THREAD_BOUND, 'module namespace', 'import the module there');
  for (let p = prototype; p !== null && !isPlainPrototype(p); p = Object.getPrototypeOf(p)) {
    const known = kinds.get(p);
    // A handle class may still be registered, and its subclasses with it: not remembered.
    if (known?.type === UNREGISTERED_HANDLE) return known;
    if (known !== undefined) return remember(prototype, known);
  }
  const foreign = foreignKind(value);
  if (foreign !== undefined) return foreign;
  return remember(prototype, isPlatformPrototype(prototype, value) ? kind(PLATFORM_OBJECT, nameOf(value)) : PLAIN);
}

/** A built-in object of another realm (an iframe, a context of node:vm), or one that lost its prototype. */
function foreignKind(value: object): Kind | undefined {
  if (ArrayBuffer.isView(value)) return VIEW;
  if (isForeignError(value)) return foreignErrors.get(nameOf(value)) ?? foreignErrors.get('Error');
  const known = foreignKinds.get(Object.prototype.toString.call(value).slice('[object '.length, -1));
  return known !== undefined && hasBrand(value, known.type) ? known : undefined;
}

/** Whether `value` really is of the kind that its prototype or its tag says. */
export function hasBrand(value: object, type: number): boolean {
  switch (type) {
    case MAP_OBJECT:
      return isMap(value);
    case SET_OBJECT:
      return isSet(value);
    case DATE_OBJECT:
      return isDate(value);
    case REGEXP_OBJECT:
      return isRegExp(value);
    case BUFFER_OBJECT:
      return isBuffer(value);
    case SHARED_BUFFER:
      return isSharedBuffer(value);
    case VIEW_OBJECT:
      return ArrayBuffer.isView(value);
    case BOXED_OBJECT:
      return unboxed(value) !== undefined;
    default:
      return true;
  }
}

function remember(prototype: object | null, found: Kind): Kind {
  if (prototype !== null) kinds.set(prototype, found);
  return found;
}

/** The name of the class of `value`, for messages. */
export function nameOf(value: object): string {
  const maker: unknown = (value as { constructor?: unknown }).constructor;
  return typeof maker === 'function' && typeof maker.name === 'string' && maker.name !== '' ? maker.name : 'object';
}

/** Module namespaces have no prototype, and a tag that cannot be changed. */
function isModuleNamespace(value: object): boolean {
  const tag = Object.getOwnPropertyDescriptor(value, Symbol.toStringTag);
  return tag?.value === 'Module' && tag.writable === false && tag.configurable === false && Object.getPrototypeOf(value) === null;
}

// What this realm knows from the start.

kinds.set(Object.prototype, PLAIN);
kinds.set(Handle.prototype, kind(UNREGISTERED_HANDLE, 'Handle'));

const builtIns: readonly [string, number][] = [
  ['Map', MAP_OBJECT],
  ['Set', SET_OBJECT],
  ['Date', DATE_OBJECT],
  ['RegExp', REGEXP_OBJECT],
  ['Boolean', BOXED_OBJECT],
  ['Number', BOXED_OBJECT],
  ['String', BOXED_OBJECT],
  ['BigInt', BOXED_OBJECT],
  ['ArrayBuffer', BUFFER_OBJECT],
  ['SharedArrayBuffer', SHARED_BUFFER],
  ['DataView', VIEW_OBJECT],
  [DOM_EXCEPTION, ERROR_OBJECT],
];

const COLLECT = 'collect what it yields into an array, and send that';
const ONLY_HERE = 'what it holds lives in this thread only: send a Map, Set or object';

const threadBound: readonly [string, string][] = [
  ['Promise', 'await it, and send what it gives'],
  ['WeakMap', ONLY_HERE],
  ['WeakSet', ONLY_HERE],
  ['WeakRef', 'send what deref() gives'],
  ['FinalizationRegistry', 'make one in each thread that needs it'],
  ['Symbol', 'send its description'],
  ['DisposableStack', 'dispose of what it holds in this thread'],
  ['AsyncDisposableStack', 'dispose of what it holds in this thread'],
];

const foreignKinds = new Map<string, Kind>();
const foreignErrors = new Map<string, Kind>();

for (const [name, type] of builtIns) learn(name, kind(type, name));
for (const [name, advice] of threadBound) learn(name, kind(THREAD_BOUND, name, advice));
for (const [name, errorClass] of ERROR_CLASSES) {
  const known = kind(ERROR_OBJECT, name);
  kinds.set(errorClass.prototype, known);
  if (!isOurs(name)) foreignErrors.set(name, known);
}
kinds.set(Object.getPrototypeOf(Uint8Array.prototype) as object, VIEW);
for (const sample of [function* () {}, async function* () {}]) {
  kinds.set(Object.getPrototypeOf(sample.prototype) as object, kind(THREAD_BOUND, 'generator', COLLECT));
}
kinds.set(Object.getPrototypeOf(Object.getPrototypeOf([][Symbol.iterator]())) as object, kind(THREAD_BOUND, 'iterator', COLLECT));

function learn(name: string, known: Kind): void {
  const builtIn = (globalThis as Record<string, unknown>)[name];
  if (typeof builtIn === 'function') kinds.set(builtIn.prototype as object, known);
  foreignKinds.set(name, known);
}
