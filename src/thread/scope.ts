import { shown } from '../memory/layout/mismatch.ts';
import { CannotBlockError, ThreadError } from '../realm/errors.ts';
import { realm } from '../realm/realm.ts';
import { JoinHandle } from './join-handle.ts';
import { spawn, spawnWith, type Spawn, type SpawnWith } from './spawn.ts';

/** Spawns threads that end before the scope does. Once its body has ended it spawns no more: `SCOPE_ENDED`. */
export interface Scope {
  readonly spawn: Spawn;
  readonly spawnWith: SpawnWith;
}

/**
 * Runs `body`, then joins every thread that it spawned through the scope, also when it throws. Blocks if `body` is an ordinary function; if it is async, so is
 * the scope, and nothing blocks.
 *
 * @throws the first error: that of `body` if it threw, else that of the first thread spawned that threw. The errors of the others are in its property
 * `others`. If `body` returns, the errors of threads that it joined or awaited itself are its own affair: it has had them
 * @throws {CannotBlockError} where threads are to be joined and the agent may not block: pass an async function there
 */
export function scope<T>(body: (scope: Scope) => Promise<T>): Promise<T>;
export function scope<T>(body: (scope: Scope) => T): T;
export function scope<T>(body: (scope: Scope) => T | Promise<T>): T | Promise<T> {
  if (typeof body !== 'function') throw new ThreadError('BAD_CALLBACK', `scope(body): expected a function, but got ${shown(body)}`);
  const handles: JoinHandle<unknown>[] = [];
  let hasEnded = false;
  const end = (): void => {
    hasEnded = true;
  };
  const keep =
    <A extends unknown[]>(start: (...args: A) => JoinHandle<unknown>) =>
    (...args: A) => {
      if (hasEnded) throw scopeHasEnded();
      const handle = start(...args);
      handles.push(handle);
      return handle as never;
    };
  let result: T | Promise<T>;
  try {
    result = body({
      spawn: keep(spawn as (...args: unknown[]) => JoinHandle<unknown>),
      spawnWith: keep(spawnWith as (...args: unknown[]) => JoinHandle<unknown>),
    });
  } catch (error) {
    end();
    return joinAll(handles, [error]) as never;
  }
  if (isPromise(result)) return finishAsync(result, handles, end);
  end();
  joinAll(handles, []);
  return result;
}

/** What is spawned after the body has ended would be joined by nobody. */
function scopeHasEnded(): ThreadError {
  return new ThreadError(
    'SCOPE_ENDED',
    'scope: spawn() after the body of the scope has ended, which therefore does not join this thread. Await in the body what spawns later, or use spawn() of lockwright/thread',
  );
}

/** Joins all, then throws the first error with the others attached. */
function joinAll(handles: readonly JoinHandle<unknown>[], errors: unknown[]): void {
  const threw = errors.length > 0;
  if (handles.length > 0 && !realm.canBlock()) {
    errors.push(
      new CannotBlockError(
        'CANNOT_BLOCK',
        'scope would block this thread until its threads have ended, but it may not block. Pass an async function: `await scope(async (s) => …)`',
      ),
    );
    return throwFirst(errors);
  }
  for (const handle of handles) {
    const hadIt = JoinHandle.wasAsked(handle);
    try {
      handle.join();
    } catch (error) {
      if (threw || !hadIt) errors.push(error);
    }
  }
  throwFirst(errors);
}

async function finishAsync<T>(result: Promise<T>, handles: readonly JoinHandle<unknown>[], end: () => void): Promise<T> {
  const errors: unknown[] = [];
  const [body] = await Promise.allSettled([result]);
  end();
  if (body.status === 'rejected') errors.push(body.reason);
  // After the body: it may have spawned until its end.
  const hadIt = handles.map((handle) => JoinHandle.wasAsked(handle));
  for (const [n, settled] of (await Promise.allSettled(handles)).entries()) {
    if (settled.status === 'rejected' && (body.status === 'rejected' || hadIt[n] !== true)) errors.push(settled.reason);
  }
  throwFirst(errors);
  return (body as PromiseFulfilledResult<T>).value;
}

function throwFirst(errors: readonly unknown[]): void {
  if (errors.length === 0) return;
  const [first] = errors;
  const others = errors.slice(1).filter((error) => error !== first);
  if (others.length > 0 && typeof first === 'object' && first !== null && Object.isExtensible(first)) {
    Object.defineProperty(first, 'others', { value: others, configurable: true, enumerable: true, writable: true });
  }
  throw first;
}

/** A handle is awaitable too, but a body that ends in `s.spawn(…)` is no async function for that. */
function isPromise<T>(value: T | Promise<T>): value is Promise<T> {
  return (
    !(value instanceof JoinHandle) &&
    typeof value === 'object' &&
    value !== null &&
    typeof (value as { then?: unknown }).then === 'function'
  );
}
