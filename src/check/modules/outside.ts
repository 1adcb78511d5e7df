import { refuseSimulated } from '../instrument/refusals.ts';
import { machine } from '../machine.ts';
import { builtinModule, NotInstrumentableError, workerThreads } from './node.ts';

/** Stand for modules of Node in code that is instrumented: natives that work on bytes would act beside the checker. */
const standIns = new Map<string, object>();

/** A module of Node as instrumented code gets it. Made once: about 10 µs for each function. */
export function standInFor(name: string): object {
  let made = standIns.get(name);
  if (made === undefined) standIns.set(name, (made = name === 'node:worker_threads' ? threads() : guarded(builtinModule(name), name)));
  return made;
}

/** Functions of the module that refuse simulated memory among their arguments, at any depth. */
function guarded(native: object, name: string): object {
  const guard = (value: unknown, key: string): unknown => {
    if (typeof value !== 'function') return value;
    const check = (args: unknown[]) => refuseSimulated(args, `${key} of ${name}`);
    return new Proxy(value, {
      apply: (target, that, args: unknown[]) => (check(args), Reflect.apply(target, that, args) as unknown),
      construct: (target, args: unknown[], newTarget) => (check(args), Reflect.construct(target, args, newTarget) as object),
    });
  };
  // A module that is a function (`node:assert`) is one here too.
  const base = typeof native === 'function' ? (guard(native, name.slice('node:'.length)) as object) : native;
  const known = new Map<PropertyKey, { readonly value: unknown; readonly made: unknown }>();
  return new Proxy(typeof native === 'function' ? base : {}, {
    get(_, key) {
      const value = (native as Record<PropertyKey, unknown>)[key];
      let entry = known.get(key);
      if (entry === undefined || entry.value !== value) known.set(key, (entry = { value, made: guard(value, String(key)) }));
      return entry.made;
    },
    has: (_, key) => key in native,
    ownKeys: () => (typeof native === 'function' ? Reflect.ownKeys(native) : Object.keys(native)),
    getOwnPropertyDescriptor: (target, key) =>
      typeof native === 'function'
        ? Reflect.getOwnPropertyDescriptor(native, key)
        : key in native
          ? { value: (native as Record<PropertyKey, unknown>)[key], enumerable: true, configurable: true, writable: true }
          : Reflect.getOwnPropertyDescriptor(target, key),
  });
}

const NO_MESSAGES =
  'messages between the threads of a checked program are not simulated: hand what a thread needs to it as an argument, thread(fn, ...args) of lockwright/check, and let threads talk through shared memory';

function threads(): object {
  /** Nothing ever comes through it. */
  const port = { on: () => port, once: () => port, off: () => port, addListener: () => port, ref: () => port, unref: () => port };
  const parentPort = Object.assign(port, {
    addEventListener() {},
    removeEventListener() {},
    close() {},
    postMessage() {
      throw new NotInstrumentableError(`parentPort.postMessage(): ${NO_MESSAGES}`);
    },
  });
  const own = {
    get isMainThread() {
      return machine === undefined;
    },
    get parentPort() {
      return machine === undefined ? null : parentPort;
    },
    get threadId() {
      return machine === undefined ? 0 : machine.currentThread() + 1;
    },
    workerData: undefined,
    Worker: class {
      constructor() {
        throw new NotInstrumentableError(
          'new Worker() in a checked program: its threads are those of the checker. Return functions, { threads: [thread(fn, ...args), …] }, that do what the workers would do',
        );
      }
    },
  };
  return Object.defineProperties(Object.assign(Object.create(null) as object, workerThreads), Object.getOwnPropertyDescriptors(own));
}

const consoleWas = Object.getOwnPropertyDescriptors(console);

/** Packages that wrap functions of `console` when they are evaluated would wrap them once for each thread and run. Nothing else that all threads have in common is restored. */
export function restoreConsole(): void {
  Object.defineProperties(console, consoleWas);
}
