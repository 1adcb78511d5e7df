import { cloneForThread } from './instrument/index.ts';

/**
 * A thread for the `threads` of a program: calls `fn` with the arguments, which reach it as by `postMessage`: shared memory is shared, everything else is copied when this is called, and
 * what cannot be cloned, such as a function or an object's class, does not cross. Costs a copy.
 *
 * @throws {DOMException} `DataCloneError` if an argument cannot be cloned
 */
export function thread<A extends unknown[], R>(fn: (...args: A) => R, ...args: A): () => R {
  if (typeof fn !== 'function') throw new TypeError(`thread(fn, ...args) takes a function, but was called with ${String(fn)}`);
  const received = cloneForThread(args);
  return () => fn(...received);
}
