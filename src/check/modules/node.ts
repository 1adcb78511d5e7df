import { LockwrightError } from '../../realm/errors.ts';

/** A module that cannot be instrumented: the message names it and says why, and what to do. */
export class NotInstrumentableError extends LockwrightError {
  static override readonly name: string = 'NotInstrumentableError';
  constructor(message: string, options?: ErrorOptions) {
    super('NOT_INSTRUMENTABLE', message, options);
  }
}

const { process } = globalThis as { process?: { getBuiltinModule?: (name: string) => unknown } };

/** A module of Node, asked for at run time: bundlers for pages then find nothing that they could not resolve. */
function builtin<T>(name: string): T {
  const found = process?.getBuiltinModule?.(name) as T | undefined;
  if (found === undefined || 'Bun' in globalThis || 'Deno' in globalThis)
    throw new NotInstrumentableError('modules can be instrumented in Node only: run the check with Node 24 or later');
  return found;
}

export const fs: typeof import('node:fs') = builtin('node:fs');
export const modules: typeof import('node:module') = builtin('node:module');
export const path: typeof import('node:path') = builtin('node:path');
export const url: typeof import('node:url') = builtin('node:url');
export const vm: typeof import('node:vm') = builtin('node:vm');
export const workerThreads: typeof import('node:worker_threads') = builtin('node:worker_threads');
/** For what the checker itself cannot see of the host: the native function, of a module that is instrumented. */
export const builtinModule = (name: string): object => builtin<object>(name);
