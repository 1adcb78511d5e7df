/** Generated faults (see `docs/checker-mutate.md`) of the files that have hand-written ones: how many of them the same checks find. Costs a run of the checks for each. */
import { availableParallelism } from 'node:os';
import { pathToFileURL } from 'node:url';
import { type Baseline, runBaseline } from '../../src/cli/mutate/baseline.ts';
import { isWronglyMarked, type Tally, tally } from '../../src/cli/mutate/mutate-text.ts';
import { type Judged, runAllMutants } from '../../src/cli/mutate/run-all.ts';
import { root } from '../lib/paths.ts';
import type { MutantSet } from './mutant.ts';

const WATCHDOG_MS = 5000;
/** A fault may make a check larger. What takes longer than this has found nothing. */
const MOST_SECONDS = 10;
/** The checker's own files are in the hand-written sets for a few of their lines only, and for those of the book there is `npm run book -- --faults`. */
const NOT_GENERATED = ['src/check/', 'book/'];

export interface Generated {
  /** From the root of the repository, as are the checks. */
  readonly file: string;
  readonly checks: readonly string[];
  readonly tally: Tally;
  /** Why the numbers cannot be trusted. */
  readonly problems: readonly string[];
}

/** Of the files of `sets`, by the checks of `all`. */
export async function runGenerated(
  all: readonly MutantSet[],
  sets: readonly MutantSet[],
  onDone: (done: Generated) => void,
): Promise<readonly Generated[]> {
  const baselines = new Map<string, Promise<Baseline>>();
  const results: Generated[] = [];
  const files = checksByFile(sets);
  for (const [file, checks] of checksByFile(all)) {
    if (!files.has(file)) continue;
    const problems: string[] = [];
    let judged: readonly Judged[] = [];
    // One file of checks after the other, since two of them may have checks of the same name.
    for (const name of checks) {
      const jobs = [{ file: name, url: pathToFileURL(`${root}/${name}`).href, skip: 0 }];
      const work = { jobs, only: undefined, options: { maxSeconds: MOST_SECONDS }, watch: false };
      if (!baselines.has(name)) baselines.set(name, runBaseline({ ...work, options: {} }, WATCHDOG_MS));
      const { reaching, problems: wrong } = await baselines.get(name)!;
      const options = { watchdogMs: WATCHDOG_MS, jobs: availableParallelism(), signal: new AbortController().signal, reaching };
      const ran = await runAllMutants([`${root}/${file}`], work, options);
      judged = judged.length === 0 ? ran.judged : judged.map((one, i) => better(one, ran.judged[i]!));
      problems.push(...wrong, ...ran.problems);
    }
    problems.push(...judged.filter(isWronglyMarked).map(({ mutant }) => `line ${mutant.line}: ${mutant.fault} is marked, but found`));
    const done = { file, checks, tally: tally(judged), problems: [...new Set(problems)] };
    results.push(done);
    onDone(done);
  }
  return results;
}

/** What says more of the two, about one fault. */
const STATES = ['killed', 'broken', 'undecided', 'survived', 'notReached'];

function better(a: Judged, b: Judged): Judged {
  return STATES.indexOf(a.fate.state) <= STATES.indexOf(b.fate.state) ? a : b;
}

function checksByFile(sets: readonly MutantSet[]): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, Set<string>>();
  for (const { checks, mutants } of sets)
    for (const { file } of mutants) {
      if (NOT_GENERATED.some((folder) => file.startsWith(folder))) continue;
      const all = found.get(file) ?? new Set();
      found.set(file, all.add(checks));
    }
  return new Map([...found].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([file, checks]) => [file, [...checks]]));
}
