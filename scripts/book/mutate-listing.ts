/** Puts the usual faults into a listing (see `docs/checker-mutate.md`), and counts those that its checks find. Costs a worker and a run of the checks for each fault. */
import { availableParallelism } from 'node:os';
import { pathToFileURL } from 'node:url';
import { runBaseline } from '../../src/cli/mutate/baseline.ts';
import { mutateText, type Tally, tally } from '../../src/cli/mutate/mutate-text.ts';
import { runAllMutants } from '../../src/cli/mutate/run-all.ts';
import { root } from '../lib/paths.ts';
import type { Listing } from './listings.ts';

const WATCHDOG_MS = 5000;
/** A fault may make a check larger. What takes longer than this has found nothing. */
const MOST_SECONDS = 10;

export interface Mutated {
  readonly tally: Tally;
  /** What was not found, for people. */
  readonly story: string;
  readonly problems: readonly string[];
}

/** Undefined if the listing has no checks. */
export async function mutateListing({ path, checks }: Listing): Promise<Mutated | undefined> {
  if (checks === undefined) return undefined;
  const jobs = [{ file: checks, url: pathToFileURL(`${root}/${checks}`).href, skip: 0 }];
  const work = { jobs, only: undefined, options: { maxSeconds: MOST_SECONDS }, watch: false };
  const { reaching, problems: before } = await runBaseline({ ...work, options: {} }, WATCHDOG_MS);
  const { signal } = new AbortController();
  const options = { watchdogMs: WATCHDOG_MS, jobs: availableParallelism(), signal, reaching };
  const { judged, problems } = await runAllMutants([`${root}/${path}`], work, options);
  return { tally: tally(judged), story: mutateText(judged, false), problems: [...before, ...problems] };
}
