/** Runs mutants, a few at a time, each in a process of its own. About a second for each. */
import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from '../lib/paths.ts';
import { runCommand } from '../lib/run-command.ts';
import type { Mutant, MutantSet, Verdict } from './mutant.ts';

const RUN_ONE = `${root}/scripts/mutants/run-one.ts`;
/** Far more than any takes: it ends what hangs. */
const TIME_LIMIT_MS = 300_000;

/** A mutant, or the code as it is, which has to pass first. */
export interface Job {
  readonly set: MutantSet;
  readonly mutant: Mutant | undefined;
}

export interface Done extends Job {
  readonly verdict: Verdict;
  /** Undefined if all is as it should be. */
  readonly fault: string | undefined;
}

/** The code as it is, then its mutants, for each set. */
export function jobsOf(sets: readonly MutantSet[]): readonly Job[] {
  return sets.flatMap((set) => [{ set, mutant: undefined }, ...set.mutants.map((mutant) => ({ set, mutant }))]);
}

/** In the order of the jobs. */
export async function runJobs(jobs: readonly Job[], onDone: (done: Done) => void = () => {}): Promise<readonly Done[]> {
  const results: Done[] = [];
  // All load the same modules but one: without the cache that takes longer than the rest.
  const cache = mkdtempSync(join(tmpdir(), 'lockwright-mutants-'));
  let next = 0;
  const work = async (): Promise<void> => {
    for (let i = next++; i < jobs.length; i = next++) {
      const done = await runJob(jobs[i]!, cache);
      results[i] = done;
      onDone(done);
    }
  };
  try {
    await Promise.all(Array.from({ length: availableParallelism() }, work));
    return results;
  } finally {
    rmSync(cache, { recursive: true, force: true });
  }
}

async function runJob(job: Job, cache: string): Promise<Done> {
  const { set, mutant } = job;
  const args = ['--conditions=lockwright-source', '--disable-warning=ExperimentalWarning', RUN_ONE, set.checks];
  const outcome = await runCommand(process.execPath, mutant === undefined ? args : [...args, JSON.stringify(mutant)], {
    timeLimitMs: TIME_LIMIT_MS,
    env: { NODE_COMPILE_CACHE: cache },
  });
  const json = outcome.output.split('\n').find((line) => line.startsWith('{'));
  const verdict: Verdict =
    json === undefined
      ? { unfinished: [], failure: outcome.timedOut ? 'it came to no end' : outcome.output }
      : (JSON.parse(json) as Verdict);
  return { ...job, verdict, fault: faultOf(mutant, verdict) };
}

function faultOf(mutant: Mutant | undefined, { by, kind, message, unfinished, failure }: Verdict): string | undefined {
  if (failure !== undefined) return failure;
  if (mutant === undefined) {
    if (by !== undefined) return `'${by}' fails on the code as it is: ${kind}: ${message}`;
    return unfinished.length === 0 ? undefined : `came to no end on the code as it is: ${unfinished.join('; ')}`;
  }
  if (by === undefined) return `SURVIVED${unfinished.length === 0 ? '' : `; these came to no end: ${unfinished.join('; ')}`}`;
  return kind === mutant.kind ? undefined : `found as ${kind} and not as ${mutant.kind}, by '${by}': ${message}`;
}
