import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { type Coverage, isReached } from '../coverage.ts';
import type { Work } from '../check-messages.ts';
import { type Mutant, mutantsOf, mutate } from './mutants.ts';
import { type Fate, type Run, runMutant } from './run-mutant.ts';

/** A mutant, and what became of it. */
export interface Judged {
  readonly file: string;
  readonly source: string;
  readonly mutant: Mutant;
  readonly fate: Fate;
}

export interface AllRuns {
  readonly judged: readonly Judged[];
  readonly problems: string[];
}

export interface RunOptions {
  readonly watchdogMs: number;
  /** Workers at a time. */
  readonly jobs: number;
  readonly signal: AbortSignal;
  /** What the checks run of the code as it is. */
  readonly coverage: Coverage;
  onJudged?(done: number, all: number, judged: Judged): void;
}

/** Runs the checks on each mutant of each file, a few at a time. In the order of the files and their text. */
export async function runAllMutants(files: readonly string[], work: Work, options: RunOptions): Promise<AllRuns> {
  const problems: string[] = [];
  const tasks = files.flatMap((file) => {
    const source = readFileSync(file, 'utf8');
    const { mutants, problems: wrong } = mutantsOf(source, file);
    problems.push(...wrong.map((problem) => `${file}: ${problem}`));
    return mutants.map((mutant) => ({ file, source, mutant }));
  });
  const judged: Judged[] = [];
  const running = new Set<Run>();
  const stop = (): void => running.forEach((run) => run.stop());
  options.signal.addEventListener('abort', stop);
  let next = 0;
  let done = 0;
  const runSome = async (): Promise<void> => {
    for (let i = next++; i < tasks.length && !options.signal.aborted; i = next++) {
      const { file, source, mutant } = tasks[i]!;
      const { href: url } = pathToFileURL(file);
      const run = isReached(options.coverage[url], mutant.start)
        ? runMutant({ ...work, replaced: { url, source: mutate(source, mutant) } }, options.watchdogMs)
        : NOT_REACHED;
      running.add(run);
      const fate = await run.fate;
      running.delete(run);
      if (options.signal.aborted) return;
      judged[i] = { file, source, mutant, fate };
      options.onJudged?.(++done, tasks.length, judged[i]!);
    }
  };
  await Promise.all(Array.from({ length: options.jobs }, runSome));
  options.signal.removeEventListener('abort', stop);
  return { judged: judged.filter((one) => one !== undefined), problems };
}

const NOT_REACHED: Run = { fate: Promise.resolve({ state: 'notReached' }), stop() {} };
