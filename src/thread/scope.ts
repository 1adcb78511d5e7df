import type { JoinHandle } from './join-handle.ts';
import { spawn, spawnWith, type Spawn, type SpawnOptions } from './spawn.ts';

/** Spawns threads that end before the scope does. */
export interface Scope {
  readonly spawn: Spawn;
  readonly spawnWith: (options: SpawnOptions, ...call: unknown[]) => JoinHandle<never>;
}

/**
 * Runs `body`, then joins every thread that it spawned through the scope, also when it throws. Blocks if `body` is an ordinary function; if it is async, so is
 * the scope, and nothing blocks.
 *
 * @throws the first error: that of `body` if it threw, else that of the first thread spawned that threw. The errors of the others are in
 * its property `others`
 */
export function scope<T>(body: (scope: Scope) => Promise<T>): Promise<T>;
export function scope<T>(body: (scope: Scope) => T): T;
export function scope<T>(body: (scope: Scope) => T | Promise<T>): T | Promise<T> {
  const handles: JoinHandle<unknown>[] = [];
  const keep = <H extends JoinHandle<never>>(handle: H): H => {
    handles.push(handle);
    return handle;
  };
  const errors: unknown[] = [];
  let result: T | Promise<T>;
  try {
    result = body({
      spawn: ((...call: Parameters<Spawn>) => keep((spawn as (...args: unknown[]) => JoinHandle<never>)(...call))) as unknown as Spawn,
      spawnWith: (options, ...call) => keep(spawnWith(options, ...call)),
    });
  } catch (error) {
    joinAll(handles, [error]);
    throw error; // joinAll has thrown it already
  }
  if (isPromise(result)) return finishAsync(result, handles, errors);
  joinAll(handles, errors);
  return result;
}

/** Joins all, then throws the first error with the others attached. Threads that the body has joined itself are joined again, which gives the same. */
function joinAll(handles: readonly JoinHandle<unknown>[], errors: unknown[]): void {
  for (const handle of handles) {
    try {
      handle.join();
    } catch (error) {
      errors.push(error);
    }
  }
  throwFirst(errors);
}

async function finishAsync<T>(result: Promise<T>, handles: readonly JoinHandle<unknown>[], errors: unknown[]): Promise<T | never> {
  const [body] = await Promise.allSettled([result]);
  if (body.status === 'rejected') errors.push(body.reason);
  // After the body: it may have spawned until its end.
  for (const settled of await Promise.allSettled(handles)) {
    if (settled.status === 'rejected') errors.push(settled.reason);
  }
  throwFirst(errors);
  return (body as PromiseFulfilledResult<T>).value;
}

function throwFirst(errors: readonly unknown[]): void {
  const [first, ...rest] = errors;
  if (errors.length === 0) return;
  const others = rest.filter((error) => error !== first);
  if (others.length > 0 && typeof first === 'object' && first !== null && Object.isExtensible(first)) {
    Object.defineProperty(first, 'others', { value: others, configurable: true, enumerable: true, writable: true });
  }
  throw first;
}

function isPromise<T>(value: T | Promise<T>): value is Promise<T> {
  return typeof value === 'object' && value !== null && typeof (value as { then?: unknown }).then === 'function';
}
