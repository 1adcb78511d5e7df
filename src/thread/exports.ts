import { ThreadError } from '../realm/errors.ts';

type Exports = Readonly<Record<string, unknown>>;

/** For all copies of this package in a thread: a bundler gives each worker's file one of its own. */
const SHARED_KEY = Symbol.for('lockwright.exports');
const shared = globalThis as unknown as { [SHARED_KEY]?: Map<string, Exports> };

/**
 * Says what a module has for threads to run, for the sake of bundlers, which drop or rename the exports of a file that is made for workers:
 * `exportToThreads(import.meta, { square })`, and then `spawn(new URL(url, import.meta.url), 'square', 3)`. Elsewhere `export` does. See docs/bundlers.md.
 *
 * @throws {ThreadError} `BAD_EXPORTS`
 */
export function exportToThreads(module: ImportMeta, functions: Exports): void {
  if (typeof module?.url !== 'string' || typeof functions !== 'object' || functions === null) {
    throw new ThreadError(
      'BAD_EXPORTS',
      'exportToThreads: expected import.meta and an object of functions, such as exportToThreads(import.meta, { square })',
    );
  }
  for (const [name, value] of Object.entries(functions)) {
    if (typeof value !== 'function') {
      throw new ThreadError('BAD_EXPORTS', `exportToThreads: '${name}' must be a function that a thread can run, but is ${typeof value}`);
    }
  }
  (shared[SHARED_KEY] ??= new Map()).set(module.url, { ...shared[SHARED_KEY]?.get(module.url), ...functions });
}

/** What the module with that URL has said. */
export function exportsToThreads(url: string): Exports | undefined {
  return shared[SHARED_KEY]?.get(url);
}
