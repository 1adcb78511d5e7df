import { LockError } from '../realm/errors.ts';
import type { Region } from '../memory/region.ts';
import { debugHook } from './debug-hook.ts';
import { shown } from '../memory/layout/mismatch.ts';

/** What can be said of a lock where it is made. */
export interface LockOptions {
  /** What errors, the debug mode and the checker call it: best what it protects. */
  readonly name?: string | undefined;
}

/** Where words lie that are there already, and what they are called. */
export interface Place extends LockOptions {
  readonly region: Region;
  readonly address: number;
}

/** The last argument of every constructor: options, or a place, which is internal. */
export type Where = Place | LockOptions;

const names = new WeakMap<object, string>();

/** What a handle was called in this thread. */
export function givenName(handle: object): string | undefined {
  return names.get(handle);
}

/** Calls a handle by a name, in this thread. */
export function giveName(handle: object, name: string): void {
  names.set(handle, name);
}

/** The first and last arguments of a constructor as a layout and the rest: of a lock without a value, the options are the first. No layout is a plain object. */
export function splitOptions<L extends object>(
  first: L | LockOptions | undefined,
  last: Where | undefined,
): readonly [layout: L | undefined, where: Where | undefined] {
  const isOptions =
    typeof first === 'object' && first !== null && Object.getPrototypeOf(first) === Object.prototype && Object.hasOwn(first, 'name');
  return isOptions ? [undefined, first] : [first as L | undefined, last];
}

/**
 * The place in the last argument of a constructor, if it is one. Before anything is allocated, since it refuses what are no options.
 *
 * @throws {LockError} `BAD_OPTIONS`
 */
export function placeIn(what: string, where: Where | undefined): Place | undefined {
  if (where === undefined) return undefined;
  if (typeof where !== 'object' || where === null) {
    throw new LockError('BAD_OPTIONS', `new ${what}: expected options such as { name: 'accounts' }, but got ${shown(where)}`);
  }
  const { name } = where;
  if (name !== undefined && (typeof name !== 'string' || name === '')) {
    throw new LockError('BAD_OPTIONS', `new ${what}: expected the name to be some text, but got ${JSON.stringify(name)}`);
  }
  return 'region' in where ? where : undefined;
}

/** Says that a handle was made: to the errors, which are to call it by its name, and to the debug mode. Costs a load if it has none. */
export function announce(handle: Place & { readonly kind: string }, where: Where | undefined): void {
  const name = where?.name;
  if (name !== undefined) giveName(handle, name);
  debugHook.made?.(handle, where === undefined || !('region' in where), name);
}
