import { changesMemoryOnly, takesNothing } from './changes-memory-only.ts';
import { LockwrightError } from '../realm/errors.ts';
import type { InternalOptions } from './options.ts';
import { MOST_THREADS, NOT_IN_SET_UP } from './realm/index.ts';
import { nameOfThread } from './properties/program-threads.ts';
import { messageOf, safeText } from './report/value-text.ts';
import type { Program } from './result.ts';
import { ProgramSurroundings } from './surroundings.ts';
import { tooManyThreads, UnusableProgramError } from './unusable.ts';

export interface Shape {
  /** The program is an ordinary function, and its own first thread. */
  readonly isMain: boolean;
  readonly threads: number;
  readonly hasFinally: boolean;
  /** No thread changes anything but shared memory: see `changes-memory-only.ts`. */
  readonly isClean: boolean;
  readonly finallyTakesResults: boolean;
  /** By thread: the one before it that is the same function, below 0 if there is none; undefined if no two are the same. */
  readonly twins: readonly number[] | undefined;
  /** By thread: what reports call it, where that is not its number. */
  readonly names: readonly (string | undefined)[];
}

const MAIN: Shape = {
  isMain: true,
  threads: 1,
  hasFinally: false,
  isClean: false,
  finallyTakesResults: false,
  twins: undefined,
  names: [],
};

/** Calls the program once to see what it is. */
export function probe(program: () => Program | unknown, { heartbeat }: InternalOptions): Shape {
  if (typeof program !== 'function') throw new UnusableProgramError(`explore(program): expected a function, but got ${safeText(program)}`);
  const surroundings = new ProgramSurroundings(program, undefined, heartbeat === undefined ? {} : { heartbeat });
  try {
    surroundings.open();
    return shapeOf(surroundings.call());
  } catch (error) {
    if (error instanceof LockwrightError && error.code === NOT_IN_SET_UP) return MAIN;
    if (error instanceof UnusableProgramError) throw error;
    throw new UnusableProgramError(`the program threw while it was set up: ${messageOf(error)}`, { cause: error });
  } finally {
    surroundings.close();
    surroundings.dispose();
  }
}

const EXPECTED = 'the program must return { threads: [() => …, …], finally?: (results) => … }';

function shapeOf(made: unknown): Shape {
  if (Array.isArray(made) && made.length > 0 && made.every((part) => typeof part === 'function'))
    throw new UnusableProgramError(`${EXPECTED}, but it returned a list of functions: write { threads: […] }`);
  if (typeof made === 'function')
    throw new UnusableProgramError(`${EXPECTED}, but it returned a function: write { threads: [ … ] }, or call the function`);
  if (typeof made !== 'object' || made === null) return MAIN;
  if (typeof (made as { then?: unknown }).then === 'function')
    throw new UnusableProgramError('the program is async: it must return its threads at once. Set up what it needs before explore()');
  const { threads, finally: judge } = made as Partial<Program>;
  if (threads === undefined) {
    refuseOtherNames(made);
    return MAIN;
  }
  if (!Array.isArray(threads) || threads.length === 0) throw new UnusableProgramError(`${EXPECTED} with at least one thread`);
  for (const [i, thread] of threads.entries()) refuseNoThread(thread, i);
  if (threads.length > MOST_THREADS) throw new UnusableProgramError(tooManyThreads(`it returns ${threads.length}`));
  if (judge !== undefined && typeof judge !== 'function')
    throw new UnusableProgramError(`finally must be a function, but is ${safeText(judge)}`);
  return {
    isMain: false,
    threads: threads.length,
    hasFinally: judge !== undefined,
    isClean: threads.every(changesMemoryOnly),
    finallyTakesResults: judge !== undefined && !takesNothing(judge),
    twins: twinsOf(threads),
    names: threads.map(nameOfThread),
  };
}

function twinsOf(threads: readonly unknown[]): readonly number[] | undefined {
  if (new Set(threads).size === threads.length) return undefined;
  return threads.map((thread, i) => threads.lastIndexOf(thread, i - 1 - (i === 0 ? threads.length : 0)));
}

function refuseNoThread(thread: unknown, i: number): void {
  if (typeof thread !== 'function') throw new UnusableProgramError(`threads[${i}] must be a function, but is ${safeText(thread)}`);
  if (/Generator/.test(Object.prototype.toString.call(thread)))
    throw new UnusableProgramError(
      `threads[${i}] is a generator, and calling it runs nothing: write an ordinary function, which may use generators`,
    );
}

/** A program without threads may return anything; but functions in what it returns were mostly meant to be its threads. */
function refuseOtherNames(made: object): void {
  for (const [name, value] of Object.entries(made)) {
    const isThread = Array.isArray(value)
      ? value.length > 0 && value.every((part) => typeof part === 'function')
      : typeof value === 'function';
    if (isThread)
      throw new UnusableProgramError(`${EXPECTED}, but it returned an object without \`threads\`, with functions in \`${name}\``);
  }
}
