/** Runs mutants, those of a set in processes of some each. About half a second for each. */
import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from '../lib/paths.ts';
import { runCommand } from '../lib/run-command.ts';
import type { KnownKillers } from './known-killers.ts';
import { type Mutant, type MutantSet, stays, type Verdict } from './mutant.ts';

const RUN_GROUP = `${root}/scripts/mutants/run-group.ts`;
const MOST_IN_GROUP = 12;
/** Far more than any group takes: it ends what hangs. */
const TIME_LIMIT_MS = 300_000;

/** A mutant, or the code as it is, which has to pass first. */
export interface Job {
  readonly set: MutantSet;
  readonly mutant: Mutant | undefined;
  /** The check that is known to find it: it is tried first. Left out, the smallest are. */
  readonly knownKiller?: string | undefined;
}

export interface Done extends Job {
  readonly verdict: Verdict;
  /** Undefined if all is as it should be. */
  readonly fault: string | undefined;
}

/** The code as it is, then its mutants, for each set. */
export function jobsOf(sets: readonly MutantSet[], killers: KnownKillers = () => undefined): readonly Job[] {
  return sets.flatMap((set) => [
    { set, mutant: undefined },
    ...set.mutants.map((mutant) => ({ set, mutant, knownKiller: killers(set.of, mutant.name) })),
  ]);
}

/** In the order of the jobs. */
export async function runJobs(jobs: readonly Job[], onDone: (done: Done) => void = () => {}): Promise<readonly Done[]> {
  const results: Done[] = [];
  // All load the same modules but one: without the cache that takes longer than the rest.
  const cache = mkdtempSync(join(tmpdir(), 'lockwright-mutants-'));
  const groups = groupsOf(jobs);
  let next = 0;
  const work = async (): Promise<void> => {
    for (let i = next++; i < groups.length; i = next++) {
      for (let left = groups[i]!; left.length > 0;) {
        const verdicts = await runGroup(left, cache);
        for (const [at, verdict] of verdicts.entries()) {
          const job = left[at]!;
          const done = { ...job, verdict, fault: faultOf(job.mutant, verdict) };
          results[jobs.indexOf(job)] = done;
          onDone(done);
        }
        left = left.slice(verdicts.length);
      }
    }
  };
  try {
    await Promise.all(Array.from({ length: availableParallelism() }, work));
    return results;
  } finally {
    rmSync(cache, { recursive: true, force: true });
  }
}

/** Those that one process may run: of one set, few enough that both processors have work to the end, and alone what changes the checker itself. */
function groupsOf(jobs: readonly Job[]): readonly (readonly Job[])[] {
  const groups: Job[][] = [];
  let last: Job[] = [];
  for (const job of jobs) {
    const isAlone = job.mutant !== undefined && stays(job.mutant.file);
    if (last.length === 0 || last.length >= MOST_IN_GROUP || last[0]!.set !== job.set || isAlone) groups.push((last = []));
    last.push(job);
    if (isAlone) last = [];
  }
  return groups;
}

/** One verdict at least. Fewer than there are jobs if the process ended before: the last is then of the one that it ended at. */
async function runGroup(jobs: readonly Job[], cache: string): Promise<readonly Verdict[]> {
  const { set } = jobs[0]!;
  const mutants = JSON.stringify(jobs.map(({ mutant, knownKiller }) => mutant && { ...mutant, knownKiller }));
  const args = ['--conditions=lockwright-source', '--disable-warning=ExperimentalWarning', RUN_GROUP, set.checks, mutants];
  const outcome = await runCommand(process.execPath, args, { timeLimitMs: TIME_LIMIT_MS, env: { NODE_COMPILE_CACHE: cache } });
  const lines = outcome.output.split('\n').filter((line) => line.startsWith('{'));
  const verdicts = lines.map((line) => JSON.parse(line) as Verdict);
  if (verdicts.length === jobs.length) return verdicts;
  return [...verdicts, { unfinished: [], failure: outcome.timedOut ? 'it came to no end' : outcome.output }];
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
