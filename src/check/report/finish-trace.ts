import { keepFile } from '../../realm/kept-files.ts';
import { sourceLine } from '../../realm/source-text.ts';
import type { CheckError } from '../result.ts';
import { nameWords } from './name-words.ts';
import { withSources } from './sources.ts';
import { traceId } from './trace-id.ts';

/** An error that is ready to be told. */
export interface Finished<E> {
  readonly error: E;
  /** Under which its trace was kept, if it was: the argument of `lockwright replay`. */
  readonly id: string | undefined;
}

/** Gives the words of an error's trace their names and its places their lines of source, and keeps it in `.lockwright/` if it has steps to look at. Where it cannot be kept, `onProblem` is told. */
export function finishTrace<E extends Pick<CheckError, 'message' | 'trace'>>(error: E, onProblem: (message: string) => void): Finished<E> {
  const { trace: named, rename } = nameWords(error.trace, sourceLine);
  const trace = withSources(named, sourceLine);
  const finished = { ...error, message: rename(error.message), trace };
  if (trace.steps.length === 0) return { error: finished, id: undefined };
  const id = traceId(trace);
  try {
    return { error: finished, id: keepFile(`${id}.json`, `${JSON.stringify(trace, undefined, 1)}\n`) ? id : undefined };
  } catch (problem) {
    onProblem(`the trace could not be kept: ${(problem as Error).message}`);
    return { error: finished, id: undefined };
  }
}
