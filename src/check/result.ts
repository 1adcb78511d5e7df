import type { Place, Trace } from './report/trace.ts';

export type ModelName = 'js' | 'sc' | 'tso' | 'rc11';
export type ErrorKind = 'assertion' | 'exception' | 'deadlock' | 'livelock' | 'dataRace' | 'nondeterminism' | 'useAfterFree' | 'doubleFree';

/** How an exploration may be bounded and what is judged. */
export interface ExploreOptions {
  /** Default `'js'`. `'x86tso'` is another spelling of `'tso'`. */
  readonly model?: ModelName | 'x86tso';
  /** Ends the exploration after so many executions (complete and blocked): the verdict is then `'incomplete'`. Default: none. */
  readonly maxExecutions?: number;
  /** Ends the exploration after so many seconds. Default: none. */
  readonly maxSeconds?: number;
  /** Most steps of one thread in one execution. Default 2000. */
  readonly maxSteps?: number;
  /** Locations that may race: `(word) => boolean`, given the name of the word as reports have it (`data[0]`), or else as the engine calls it (`sab1[0]`: word 0 of the first memory). */
  readonly allowRace?: (word: string) => boolean;
  /** Whether to go on after the first error, to count all executions. Default false. */
  readonly keepGoing?: boolean;
  /** Threads may be ended at any step, as by `terminate()` or a crash: how many of them in one execution. The locks that they held are poisoned, as in real threads. Default 0. */
  readonly kill?: number;
  /** Keeps the traces of so many executions, the first ones, in `result.traces`: each costs a run of all threads. Default: none. */
  readonly keepTraces?: number;
  /** The numbers of the threads that may be ended. Default: all but a program that is its own first thread. */
  readonly killThreads?: readonly number[];
  /**
   * Whether waiting for a `Mutex` of ours is one step, and not the sleeps and wake-ups that it is made of, which are checked by themselves. For programs that use locks: the same
   * verdicts and outcomes in far fewer executions. Default false.
   */
  readonly lockAware?: boolean;
  /**
   * Whether, of executions that differ only in which of several threads did what, one is explored: of threads that are the same function object in `threads`. Verdict and outcomes
   * are the same. Ignored where the checker cannot tell that it is right: see docs/checker.md. Default false.
   */
  readonly symmetry?: boolean;
  /** Called now and then with what is known so far. */
  readonly onProgress?: (progress: Progress) => void;
  /** The exploration ends when it is aborted: verdict `'incomplete'`. */
  readonly signal?: AbortSignal;
  /** Names of the error's trace. */
  readonly name?: string;
}

export interface Progress {
  readonly executions: number;
  readonly blocked: number;
  readonly seconds: number;
  /** A rough estimate of the part explored, from 0 to 1; undefined where there is none yet. */
  readonly part?: number;
}

export interface CheckError {
  readonly kind: ErrorKind;
  readonly message: string;
  /** Numbers of the threads that it is about. */
  readonly threads: readonly number[];
  readonly places: readonly Place[];
  readonly trace: Trace;
  /** What was thrown, if something was. */
  readonly cause?: unknown;
}

export interface Outcome {
  /** The values that the threads returned. */
  readonly values: readonly unknown[];
  readonly count: number;
}

export interface ExploreResult {
  readonly verdict: 'correct' | 'wrong' | 'incomplete';
  /** Complete executions: every thread ended. */
  readonly executions: number;
  /** Executions in which some thread stopped for good (an `assume`, a spin loop, a lock). */
  readonly blocked: number;
  readonly seconds: number;
  readonly outcomes: readonly Outcome[];
  readonly error: CheckError | null;
  /** Why the verdict is `'incomplete'`. */
  readonly bound?: string;
  readonly model: ModelName;
  /** Executions, complete and blocked, in the order in which they were explored: as many as `options.keepTraces` asks for. */
  readonly traces?: readonly Trace[];
}

/** What a program hands over: its threads, and what is asserted once all have ended. */
export interface Program {
  readonly threads: readonly (() => unknown)[];
  readonly finally?: (results: readonly any[]) => unknown;
}
