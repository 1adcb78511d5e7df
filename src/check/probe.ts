import { changesMemoryOnly, takesNothing } from './changes-memory-only.ts';
import { LockwrightError } from '../realm/errors.ts';
import type { InternalOptions } from './options.ts';
import { NOT_IN_SET_UP } from './realm/index.ts';
import type { Program } from './result.ts';
import { ProgramSurroundings } from './surroundings.ts';

/** What was handed to `explore` cannot be explored. */
export class UnusableProgramError extends LockwrightError {
  static override readonly name: string = 'UnusableProgramError';
  constructor(message: string, options?: ErrorOptions) {
    super('UNUSABLE_PROGRAM', message, options);
  }
}

export interface Shape {
  /** The program is an ordinary function, and its own first thread. */
  readonly isMain: boolean;
  readonly threads: number;
  readonly hasFinally: boolean;
  /** No thread changes anything but shared memory: see `changes-memory-only.ts`. */
  readonly isClean: boolean;
  readonly finallyTakesResults: boolean;
}

const MAIN: Shape = { isMain: true, threads: 1, hasFinally: false, isClean: false, finallyTakesResults: false };

/** Calls the program once to see what it is. */
export function probe(program: () => Program | unknown, { heartbeat }: InternalOptions): Shape {
  if (typeof program !== 'function') throw new UnusableProgramError(`explore(program): expected a function, but got ${String(program)}`);
  const surroundings = new ProgramSurroundings(program, false, heartbeat);
  surroundings.open();
  let made: unknown;
  try {
    made = surroundings.probe();
  } catch (error) {
    if (error instanceof LockwrightError && error.code === NOT_IN_SET_UP) return MAIN;
    throw new UnusableProgramError(`the program threw while it was set up: ${error instanceof Error ? error.message : String(error)}`, {
      cause: error,
    });
  } finally {
    surroundings.close();
    surroundings.dispose();
  }
  const { threads, finally: judge } = (made ?? {}) as Partial<Program>;
  if (threads === undefined) return MAIN;
  if (typeof (made as { then?: unknown }).then === 'function') {
    throw new UnusableProgramError('the program is async: it must return its threads at once. Set up what it needs before explore()');
  }
  if (!Array.isArray(threads) || threads.length === 0) {
    throw new UnusableProgramError('the program must return { threads: [() => …, …], finally?: (results) => … } with at least one thread');
  }
  for (const [i, thread] of threads.entries()) {
    if (typeof thread !== 'function') throw new UnusableProgramError(`threads[${i}] must be a function, but is ${String(thread)}`);
  }
  if (judge !== undefined && typeof judge !== 'function')
    throw new UnusableProgramError(`finally must be a function, but is ${String(judge)}`);
  return {
    isMain: false,
    threads: threads.length,
    hasFinally: judge !== undefined,
    isClean: threads.every(changesMemoryOnly),
    finallyTakesResults: judge !== undefined && !takesNothing(judge),
  };
}
