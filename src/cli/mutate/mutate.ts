import * as modules from 'node:module';
import { fileURLToPath } from 'node:url';
import { ProgressLine } from '../check-progress.ts';
import { terminalOf } from '../terminal.ts';
import { UsageError } from '../usage-error.ts';
import { runBaseline } from './baseline.ts';
import { HELP, type MutateRequest, readMutateArguments } from './mutate-options.ts';
import { isWronglyMarked, mutateText, tally } from './mutate-text.ts';
import { type Judged, runAllMutants } from './run-all.ts';

const FOUND = 0;
const NOT_FOUND = 1;
const UNUSABLE = 2;

/** `lockwright mutate`. Exit code 0 if every fault is found or marked, 1 if one is not, 2 if one is undecided or the checks could not be run. */
export async function mutate(args: readonly string[]): Promise<number> {
  try {
    const request = readMutateArguments(args);
    if (request !== undefined) return await mutateFor(request);
    console.log(HELP);
    return FOUND;
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    return fail([error.message]);
  }
}

/** A check that a fault makes larger gets so many times as long as the slowest takes, but at least so many seconds. Guesses. */
const TIMES_AS_LONG = 10;
const LEAST_SECONDS = 2;

async function mutateFor(request: MutateRequest): Promise<number> {
  modules.enableCompileCache?.();
  const { jobs, only, instrument, options, watchdogMs, jobsAtOnce, json, color } = request;
  const work = { jobs, only, instrument, options, watch: false };
  const baseline = await runBaseline(work, watchdogMs);
  if (baseline.problems.length > 0) return fail(baseline.problems);
  const files = request.of.length > 0 ? request.of : modulesUnderCheck(baseline.uses);
  if (files.length === 0)
    throw new UsageError('the checks import no module of this project that could be mutated: name what they are about with --of FILE');
  const bounded = options.maxExecutions === undefined && options.maxSeconds === undefined;
  const maxSeconds = Math.max(LEAST_SECONDS, TIMES_AS_LONG * baseline.seconds);
  const line = new ProgressLine(process.stderr);
  const interrupted = new AbortController();
  const interrupt = (): void => interrupted.abort();
  process.once('SIGINT', interrupt);
  const { judged, problems } = await runAllMutants(
    files,
    { ...work, options: bounded ? { ...options, maxSeconds } : options },
    {
      watchdogMs,
      jobs: jobsAtOnce,
      signal: interrupted.signal,
      reaching: baseline.reaching,
      onJudged: (done, all) => line.show(`${done} of ${all} faults`),
    },
  );
  process.off('SIGINT', interrupt);
  line.clear();
  console.log(json ? JSON.stringify(judged.map(jsonOf)) : mutateText(judged, terminalOf(process.stdout, color).color));
  if (interrupted.signal.aborted) problems.push('interrupted');
  return problems.length > 0 ? fail(problems) : codeOf(judged);
}

/** Where this package lies: what users import of it is not what their checks are about. */
const PACKAGE = fileURLToPath(import.meta.url.slice(0, import.meta.url.lastIndexOf('/cli/') + 1));
/** Checks, tests and what helps them. */
const WITNESS = /\.(?:check|test|spec)\.[cm]?[jt]s$|(?:^|[\\/])test-[^\\/]*$/;
const CODE = /\.[cm]?[jt]s$/;

function modulesUnderCheck(uses: readonly string[]): readonly string[] {
  return uses.filter((file) => CODE.test(file) && !WITNESS.test(file) && !file.startsWith(PACKAGE));
}

function codeOf(judged: readonly Judged[]): number {
  const { survived, notReached, undecided } = tally(judged);
  if (survived + notReached > 0 || judged.some(isWronglyMarked)) return NOT_FOUND;
  return undecided > 0 || judged.length === 0 ? UNUSABLE : FOUND;
}

/** As JSON has it: without the whole text of the file. */
function jsonOf({ file, mutant, fate }: Judged): object {
  return { file, ...mutant, fate };
}

function fail(messages: readonly string[]): number {
  for (const message of messages) console.error(`lockwright mutate: ${message}`);
  return UNUSABLE;
}
