import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import type { ExploreOptions } from '../../check/result.ts';
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
  /** The checks, by name, that run the text of a module at a position. */
  reaching(url: string, position: number, isInFunction: boolean): readonly string[];
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
      const chosen = options.reaching(url, mutant.start, mutant.isInFunction);
      const attempt = async (more: ExploreOptions): Promise<Fate> => {
        const replaced = { url, source: mutate(source, mutant) };
        const run = runMutant({ ...work, replaced, chosen, options: { ...work.options, ...more } }, options.watchdogMs);
        running.add(run);
        const fate = await run.fate;
        running.delete(run);
        return fate;
      };
      const fate = chosen.length > 0 ? await tryTwice(attempt, work.options) : NOT_REACHED;
      if (options.signal.aborted) return;
      judged[i] = { file, source, mutant, fate };
      options.onJudged?.(++done, tasks.length, judged[i]!);
    }
  };
  await Promise.all(Array.from({ length: options.jobs }, runSome));
  options.signal.removeEventListener('abort', stop);
  return { judged: judged.filter((one) => one !== undefined), problems };
}

const NOT_REACHED: Fate = { state: 'notReached' };
/** Steps of a thread in the second attempt. A guess: twice as many as most checks have. */
const FEW_STEPS = 60;

/** A fault may make a loop that goes on for ever, and changes something each time: the exploration is then lost in it. What it does in its first rounds says enough. */
async function tryTwice(attempt: (more: ExploreOptions) => Promise<Fate>, { maxSteps }: ExploreOptions): Promise<Fate> {
  const first = await attempt({});
  if (first.state !== 'undecided' || maxSteps !== undefined) return first;
  const second = await attempt({ maxSteps: FEW_STEPS });
  return second.state === 'killed' ? second : first;
}
