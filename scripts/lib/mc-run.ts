import { explore, type ErrorKind, type ExploreResult } from '../../src/check/index.ts';
import { compileMc } from './mc-javascript.ts';
import type { McError, McModel, McProgram } from './mc-syntax.ts';

const MODELS = { SC: 'sc', TSO: 'tso', RC11: 'rc11' } as const satisfies Record<McModel, string>;
const ERRORS: Readonly<Partial<Record<ErrorKind, McError>>> = { assertion: 'safety', dataRace: 'race', deadlock: 'deadlock' };

export interface McRun {
  readonly result: ExploreResult;
  /** The error in the words of the file; another kind as it is called here. */
  readonly error: string | null;
  readonly agrees: boolean;
  /** What differs although it does not count: how many blocked executions there are. */
  readonly remark: string;
}

/**
 * Explores a program under one model, to the end where no error is expected, and compares with what is expected: the error, and the number of complete executions.
 *
 * The number of blocked executions is told where it differs, and does not count. A thread that would get stuck on a value which is not the latest one is not followed there, and
 * explorers notice that at different steps: of the 207 executions of `scale-treiber-3p1c` in which a thread gets stuck ours makes 195, and the file has 194. Each is made once.
 */
export async function runMc(program: McProgram, model: McModel): Promise<McRun> {
  const expected = program.expected[model];
  const keepGoing = expected.error === null;
  const result = await explore(compileMc(program), { model: MODELS[model], keepGoing, name: program.name });
  const error = result.error === null ? null : (ERRORS[result.error.kind] ?? result.error.kind);
  // Where an error is expected, only that counts: the exploration ends with it.
  const agrees = error === expected.error && (expected.error !== null || result.executions === expected.complete);
  const remark =
    expected.error === null && result.blocked !== expected.blocked ? `${result.blocked} blocked (the file: ${expected.blocked})` : '';
  return { result, error, agrees, remark };
}
