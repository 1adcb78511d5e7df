import { ThreadError } from '../realm/errors.ts';
import { exportsToThreads } from './exports.ts';
import { reviveFunction } from './function/revive.ts';
import type { Task } from './task.ts';

type AnyFunction = (...args: unknown[]) => unknown;
type Namespace = Readonly<Record<string, unknown>>;

/** Modules that were loaded before: a thread that runs an export of one needs no promise. */
const loaded = new Map<string, Namespace>();

/** The module that this thread is loading in order to run an export of it. */
const LOADING = Symbol.for('lockwright.loading'); // for all copies of this package in the thread: a bundler makes some
const shared = globalThis as unknown as { [LOADING]?: string | undefined };

/**
 * Refuses a module that spawns while a thread loads it in order to run a function of it: the new thread would mostly load it too, and the program
 * would never stop making threads.
 *
 * @throws {ThreadError} `SPAWN_WHILE_LOADING`
 */
export function refuseSpawnWhileLoading(): void {
  if (shared[LOADING] === undefined) return;
  const url = shared[LOADING];
  throw new ThreadError(
    'SPAWN_WHILE_LOADING',
    `${url} spawns a thread while a thread loads it, which would go on for ever. ` +
      'A thread runs the top level of the module that its function is in: put what starts the program behind `if (import.meta.main) { … }`, or the function into a module of its own',
  );
}

/** The function that a task names, at once or, if modules have to be loaded, as a promise. */
export function loadFunction(task: Task): AnyFunction | Promise<AnyFunction> {
  const missing = task.modules;
  if ('text' in task.source) {
    const { text } = task.source;
    return missing.length === 0 ? reviveFunction(text) : loadAll(missing).then(() => reviveFunction(text));
  }
  const { url, exportName } = task.source;
  const namespace = loaded.get(url);
  if (namespace !== undefined && missing.length === 0) return pick(namespace, url, exportName);
  return loadAll(missing)
    .then(() => load(url))
    .then((module) => pick(module, url, exportName));
}

function loadAll(urls: readonly string[]): Promise<unknown> {
  return Promise.all(urls.map((url) => import(/* @vite-ignore */ url)));
}

async function load(url: string): Promise<Namespace> {
  shared[LOADING] = url;
  try {
    const module = (await import(/* @vite-ignore */ url)) as Namespace;
    const namespace = { ...module, ...exportsToThreads(url) };
    loaded.set(url, namespace);
    return namespace;
  } catch (cause) {
    throw new ThreadError(
      'MODULE_NOT_LOADED',
      `the thread could not load ${url}: ${cause instanceof Error ? cause.message : String(cause)}`,
      { cause },
    );
  } finally {
    shared[LOADING] = undefined;
  }
}

function pick(namespace: Namespace, url: string, exportName: string): AnyFunction {
  const found = namespace[exportName];
  if (typeof found === 'function') return found as AnyFunction;
  // A bundler may export it under another name, and `export default function work` is exported as `default`: then the function's own name finds it.
  const renamed = found === undefined && Object.values(namespace).find((value) => typeof value === 'function' && value.name === exportName);
  if (typeof renamed === 'function') return renamed as AnyFunction;
  const names = Object.keys(namespace).filter((name) => typeof namespace[name] === 'function');
  throw new ThreadError(
    'NO_SUCH_EXPORT',
    `${url} has no exported function '${exportName}'${found === undefined ? '' : ` (it exports ${typeof found} under that name)`}. ` +
      (names.length === 0 ? 'It exports no function: add `export`' : `It exports ${names.join(', ')}`),
  );
}
