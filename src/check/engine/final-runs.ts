import type { Graph } from './graph.ts';
import type { FinalRun } from './ending.ts';
import type { Lifetimes } from './lifetimes.ts';
import type { Runner } from './runner.ts';

/** Runs that are remembered: more would cost memory, and few are asked for again. */
const MOST_RUNS = 20_000;
/** Of so many executions one at least must end as one before: else remembering costs more than it saves. */
const LEAST_HIT_RATE = 8;
/** Runs that are remembered of one outcome, each with other values of memory. */
const MOST_RUNS_OF_ONE = 8;

/** What memory holds when all have ended. */
export const finalValueIn =
  (graph: Graph) =>
  (loc: number): number =>
    graph.valueOf(graph.latest(loc));

/**
 * What came of what is asserted in the end. Where it can only come to the same as in an execution before, it is not run again: it depends on the memory that it reads, on which
 * blocks of the heap are freed, and on what the threads did, since they may have set variables that it looks at; if none of them sets any, only on what they returned.
 */
export class FinalRuns {
  readonly #runner: Runner;
  readonly #valueOf: (loc: number) => number;
  readonly #lifetimes: Lifetimes;
  readonly #isClean: boolean;
  readonly #takesResults: boolean;
  readonly #runs = new Map<number | string, FinalRun[]>();
  #count = 0;
  #hits = 0;
  #misses = 0;

  constructor(parts: { runner: Runner; graph: Graph }, lifetimes: Lifetimes, isClean: boolean, takesResults: boolean) {
    this.#runner = parts.runner;
    this.#lifetimes = lifetimes;
    this.#valueOf = finalValueIn(parts.graph);
    this.#isClean = isClean;
    this.#takesResults = takesResults;
  }

  /** Of an execution in which the threads ended at these nodes; `outcome` is the number of what they returned, below 0 if it has none. */
  of(leaves: readonly number[], outcome: number): FinalRun {
    const remembers = this.#hits * LEAST_HIT_RATE >= this.#misses - MOST_RUNS / 2 && (!this.#isClean || outcome >= 0);
    const freed = this.#lifetimes.freed();
    if (!remembers) return this.#run(leaves, freed);
    const key = this.#keyOf(leaves, outcome);
    let runs = this.#runs.get(key);
    if (runs !== undefined) {
      for (let i = 0; i < runs.length; i++) {
        if (!this.#isAsNow(runs[i]!.reads) || !isSame(runs[i]!.freed, freed)) continue;
        this.#hits++;
        return runs[i]!;
      }
    }
    const run = this.#run(leaves, freed);
    this.#misses++;
    if (this.#count >= MOST_RUNS) this.#forget();
    if (runs === undefined || this.#count === 0) this.#runs.set(key, (runs = []));
    if (runs.length < MOST_RUNS_OF_ONE) this.#count++;
    else runs.shift();
    runs.push(run);
    return run;
  }

  #keyOf(leaves: readonly number[], outcome: number): number | string {
    if (this.#isClean) return this.#takesResults ? outcome : 0;
    if (leaves.length > 2 || leaves.some((node) => node >= KEY_BASE)) return leaves.join();
    return (leaves[0] ?? 0) * KEY_BASE + (leaves[1] ?? 0);
  }

  #run(leaves: readonly number[], freed: readonly number[]): FinalRun {
    return this.#runner.runFinally(leaves, this.#valueOf, freed, !this.#isClean);
  }

  #isAsNow(reads: readonly number[]): boolean {
    for (let i = 0; i < reads.length; i += 2) if (this.#valueOf(reads[i]!) !== reads[i + 1]) return false;
    return true;
  }

  #forget(): void {
    this.#runs.clear();
    this.#count = 0;
  }

  /** The nodes have other numbers from now on. */
  forgetNodes(): void {
    if (!this.#isClean) this.#forget();
  }
}

const KEY_BASE = 2 ** 26;

/** Whether the same blocks are freed. As a rule none are. */
function isSame(a: readonly number[], b: readonly number[]): boolean {
  if (a === b) return true;
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}
