import { keepingModules } from '../modules-kept.ts';
import { runningThread } from '../realm/index.ts';
import { Instances } from './instances.ts';

type Namespace = Record<PropertyKey, unknown>;

/** The modules of code outside of checked programs. */
const outer = new Instances();

/** By thread: modules of runs that are over, to be used again. */
const kept = new Map<number, Instances[]>();

/** The modules of one thread in one run. */
class Own {
  readonly instances: Instances;

  constructor(thread: number) {
    const known = keepingModules.isAllowed ? kept.get(thread)?.pop() : undefined;
    if (known !== undefined) keepingModules.uses++;
    this.instances = known ?? new Instances();
  }

  recycle(thread: number): void {
    if (!keepingModules.isAllowed || !this.instances.isUnchanged) return;
    const list = kept.get(thread);
    if (list === undefined) kept.set(thread, [this.instances]);
    else list.push(this.instances);
  }
}

const newOwn = (thread: number): Own => new Own(thread);

/** The modules of whoever runs now. */
function current(): Instances {
  const running = runningThread();
  if (running === undefined) return outer;
  return running.run.belongingOf(running.thread, newOwn).instances;
}

const facades = new Map<string, Namespace>();

/** What code that is not instrumented itself gets for an instrumented module: each export stands for that of the thread which uses it. About 100 ns a use. */
export function facadeOf(file: string): Namespace {
  let facade = facades.get(file);
  if (facade === undefined) facades.set(file, (facade = makeFacade(file)));
  return facade;
}

function makeFacade(file: string): Namespace {
  const facade = Object.defineProperty(Object.create(null) as Namespace, Symbol.toStringTag, { value: 'Module' });
  for (const [name, value] of Object.entries(outer.namespace(file))) {
    const own = () => current().namespace(file)[name];
    const forwarded = forwardTo(own, value);
    const get = forwarded === undefined ? own : () => forwarded;
    Object.defineProperty(facade, name, { get, enumerable: true });
  }
  return Object.freeze(facade);
}

/** Of these the thread's own is given itself: what inherits from it is made by that thread. */
const NOT_FORWARDED: ReadonlySet<PropertyKey> = new Set(['prototype', 'constructor']);

/** An object that does to `own()` what is done to it, and so on with what it has; undefined if the thing is no object. */
function forwardTo(own: () => unknown, sample: unknown): object | undefined {
  if (typeof sample !== 'function' && (typeof sample !== 'object' || sample === null)) return undefined;
  const target = own as () => object;
  const parts = new Map<PropertyKey, object | undefined>();
  const proxy: object = new Proxy(standIn(sample), {
    get(_, key) {
      const value = valueOf(target(), key);
      if (NOT_FORWARDED.has(key) || Object(value) !== value) return value;
      let part = parts.get(key);
      if (part === undefined) parts.set(key, (part = forwardTo(() => valueOf(target(), key), value)));
      return part;
    },
    set: (_, key, value) => Reflect.set(target(), key, value),
    has: (_, key) => Reflect.has(target(), key),
    apply: (_, that, args: unknown[]) =>
      Reflect.apply(target() as () => unknown, originals.get(that as object)?.() ?? that, args) as unknown,
    construct: (_, args: unknown[], newTarget) => {
      const Class = target() as new () => object;
      return Reflect.construct(Class, args, newTarget === proxy ? Class : newTarget) as object;
    },
    getPrototypeOf: () => Reflect.getPrototypeOf(target()),
    ownKeys: () => Reflect.ownKeys(target()),
    // What the stand-in does not have itself cannot be told as fixed.
    getOwnPropertyDescriptor(stand, key) {
      const fixed = Reflect.getOwnPropertyDescriptor(stand, key);
      const descriptor = Reflect.getOwnPropertyDescriptor(target(), key);
      if (descriptor === undefined || fixed?.configurable === false) return fixed;
      return { ...descriptor, configurable: true };
    },
    defineProperty: (_, key, descriptor) => Reflect.defineProperty(target(), key, { ...descriptor, configurable: true }),
    deleteProperty: (_, key) => Reflect.deleteProperty(target(), key),
  });
  originals.set(proxy, target);
  return proxy;
}

/** What each stands for: functions that know the object that they are called on do not know its stand-in. */
const originals = new WeakMap<object, () => object>();

const valueOf = (object: object, key: PropertyKey): unknown => Reflect.get(object, key, object);

/** Of the same kind, for `typeof` and `Array.isArray`. */
function standIn(sample: object): object {
  if (typeof sample !== 'function') return Array.isArray(sample) ? [] : {};
  // oxlint-disable-next-line unicorn/consistent-function-scoping -- each is the target of a proxy of its own
  return 'prototype' in sample ? function stand() {} : () => {};
}
