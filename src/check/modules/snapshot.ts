import { isReplacement } from '../instrument/patches.ts';
import { isSimulated } from '../instrument/simulated-parts.ts';
import type { ModuleCode, State } from './module-code.ts';

/** What modules hold, to see later whether it is still the same. */
export interface Snapshot {
  holds(): boolean;
}

/** One object, and what it held. Made to be compared fast: that is done after each run of a thread. */
interface Held {
  readonly object: Record<PropertyKey, unknown>;
  /** How many properties it had, and those that are no getters. */
  readonly count: number;
  readonly keys: readonly PropertyKey[];
  readonly values: readonly unknown[];
  /** Of a map or a set. */
  readonly entries: readonly unknown[] | undefined;
}

/** Objects of which nothing can be changed that a later run could see. */
const STATELESS: readonly (new (...args: never[]) => object)[] = [TextDecoder, TextEncoder];
const OF_EVERY_FUNCTION: ReadonlySet<PropertyKey> = new Set(['length', 'name', 'prototype', 'arguments', 'caller']);
/** Objects whose state is in their properties, or in what {@link partsOf} reads. */
const PLAIN: ReadonlySet<object | null> = new Set<object | null>([
  null,
  Object.prototype,
  Array.prototype,
  Map.prototype,
  Set.prototype,
  ...[Error, TypeError, RangeError, SyntaxError, ReferenceError, EvalError, URIError, RegExp].map(({ prototype }) => prototype as object),
]);

/**
 * The state of modules, as it is now: their variables, and all that plain objects, arrays, maps, sets and static properties hold. Undefined if there is something whose state cannot be seen:
 * an object of a class, a function that another has made, shared memory. Costs a walk.
 */
export function takeSnapshot(modules: readonly { readonly code: ModuleCode; readonly state: State | undefined }[]): Snapshot | undefined {
  const walk = new Walk(new Set(modules.flatMap(({ code }) => (code.kind === 'json' ? [] : code.functions))));
  const variables = modules.map(({ code, state }) => ({ code, state, values: state?.() ?? [] }));
  for (const { code, state, values } of variables) {
    if (state === undefined) return undefined;
    if (code.kind !== 'json') for (const i of code.written) walk.watch(values[i]);
    for (const value of values) walk.visit(value);
  }
  if (walk.isOpaque) return undefined;
  const { held } = walk;
  const weak = walk.weakEntries();
  return {
    holds: () =>
      variables.every(({ state, values }) => areSame(values, state!())) && held.every(isAsItWas) && areSame(weak, walk.weakEntries()),
  };
}

class Walk {
  readonly held: Held[] = [];
  readonly #functions: ReadonlySet<string>;
  readonly #seen = new Set<unknown>();
  readonly #watched = new Set<Function>();
  readonly #weak: (WeakMap<WeakKey, unknown> | WeakSet<WeakKey>)[] = [];
  isOpaque = false;

  constructor(functions: ReadonlySet<string>) {
    this.#functions = functions;
  }

  /** Properties may be added to this function. */
  watch(value: unknown): void {
    if (typeof value === 'function') this.#watched.add(value);
  }

  visit(value: unknown): void {
    if (typeof value === 'function') this.#visitFunction(value);
    else if (typeof value === 'object' && value !== null) this.#visitObject(value);
  }

  #visitFunction(value: Function): void {
    if (this.#seen.has(value) || isNative(value)) return;
    this.#seen.add(value);
    if (!this.#functions.has(toString.call(value))) {
      this.isOpaque = true;
      return;
    }
    // Most have none of their own, and to look whether they got some would cost more than all the rest.
    if (!this.#watched.has(value) && Reflect.ownKeys(value).every((key) => OF_EVERY_FUNCTION.has(key))) return;
    // Static methods are code as it is written.
    for (const part of this.#hold(value).values) if (typeof part !== 'function') this.visit(part);
  }

  #visitObject(value: object): void {
    if (this.#seen.has(value) || this.isOpaque || isGlobal(value)) return;
    this.#seen.add(value);
    if (value instanceof WeakMap || value instanceof WeakSet) {
      this.#weak.push(value as WeakMap<WeakKey, unknown>);
      return;
    }
    if (STATELESS.some((Class) => value instanceof Class)) return;
    if (!isSimulated(value) && PLAIN.has(Object.getPrototypeOf(value) as object | null)) {
      const { keys, values, entries } = this.#hold(value);
      for (const part of [...keys, ...values, ...(entries ?? [])]) this.visit(part);
    } else if (Object.prototype.toString.call(value) !== '[object Module]') this.isOpaque = true;
  }

  /** What weak maps and sets have of objects that live as long as the modules. Everything else in them goes with a run. */
  weakEntries(): unknown[] {
    const entries: unknown[] = [];
    for (const { object } of this.held) {
      if (typeof object === 'function') continue;
      for (const weak of this.#weak) entries.push(weak instanceof WeakMap ? weak.get(object) : weak.has(object));
    }
    return entries;
  }

  #hold(value: object): Held {
    const object = value as Record<PropertyKey, unknown>;
    const all = Reflect.ownKeys(object);
    const isFixed = (key: PropertyKey): boolean => typeof object === 'function' && OF_EVERY_FUNCTION.has(key);
    const keys = all.filter((key) => !isFixed(key) && 'value' in Object.getOwnPropertyDescriptor(object, key)!);
    const held = { object, count: all.length, keys, values: keys.map((key) => object[key]), entries: entriesOf(object) };
    this.held.push(held);
    return held;
  }
}

function entriesOf(object: object): unknown[] | undefined {
  if (object instanceof Map) return [...object].flat();
  return object instanceof Set ? [...object] : undefined;
}

function isAsItWas({ object, count, keys, values, entries }: Held): boolean {
  for (let i = 0; i < keys.length; i++) if (!Object.is(object[keys[i]!], values[i])) return false;
  return Reflect.ownKeys(object).length === count && (entries === undefined || areSame(entries, entriesOf(object)!));
}

function areSame(a: readonly unknown[], b: readonly unknown[]): boolean {
  return a.length === b.length && a.every((value, i) => Object.is(value, b[i]));
}

const globals = new Set<unknown>(Object.values(Object.getOwnPropertyDescriptors(globalThis)).map(({ value }) => value as unknown));

const isGlobal = (value: unknown): boolean => value === globalThis || globals.has(value);

const { toString } = Function.prototype;

function isNative(value: unknown): boolean {
  return isGlobal(value) || isReplacement(value) || toString.call(value).endsWith('{ [native code] }');
}
