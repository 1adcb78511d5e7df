/** What the thread that explores and the one that watches it say to each other. */
import type { Advice } from '../check/advice/advise.ts';
import type { Coverage } from './coverage.ts';
import type { Expected } from '../check/declare.ts';
import type { CheckLine } from '../check/report/json.ts';
import type { Checkpoint } from '../check/checkpoint.ts';
import type { Knowledge } from '../check/engine/learned.ts';
import type { ExploreOptions, ExploreResult, Progress } from '../check/result.ts';
import type { Place, Trace } from '../check/report/trace.ts';

/** A file whose checks are to be run. */
export interface Job {
  /** As the user wrote it. */
  readonly file: string;
  readonly url: string;
  /** So many of its checks have been run already, by a worker that had to be ended. */
  readonly skip: number;
}

export interface Work {
  readonly jobs: readonly Job[];
  /** Only checks whose name contains this. */
  readonly only: string | undefined;
  /** Packages and paths of files whose code is instrumented. */
  readonly instrument?: readonly string[];
  /** What the command line says on top of what a check says. */
  readonly options: ExploreOptions;
  /** Which files are loaded is to be told. */
  readonly watch: boolean;
  /** The declared orders are what is asked for. */
  readonly orders?: boolean;
  /** This text is loaded instead of that of the module. */
  readonly replaced?: { readonly url: string; readonly source: string };
  /** Which parts of the modules are run is to be told. */
  readonly coverage?: boolean;
  /** Names of the only checks that are to be run, in this order. */
  readonly chosen?: readonly string[];
  /** Explorations that were interrupted go on where they were. */
  readonly resume?: boolean;
  /** How many threads may explore one check. */
  readonly cores?: number;
  /** The checks are another thread's: this one loads the file, and then helps with those that it is told of. */
  readonly helps?: boolean;
}

/** A check that another thread has begun, and that is to be helped with. */
export interface Help {
  /** Its number among those of the file that are to be run. */
  readonly check: number;
  readonly memory: WebAssembly.Memory;
  readonly depth: number;
  readonly knowledge: Knowledge;
  /** The number of the helper. */
  readonly explorer: number;
}

/** How far the exploration of the check that runs has come. */
export interface CheckpointMessage {
  readonly type: 'checkpoint';
  readonly checkpoint: Checkpoint;
}

/** What a helper found; nothing if it could not help. */
export interface Helped {
  readonly type: 'helped';
  readonly result: ExploreResult | undefined;
}

/** What a helper says: when it has loaded the file, and of each check. `unusable` and `done` say that it will not help. */
export type HelperMessage = { readonly type: 'ready' | 'unusable' | 'done' } | Helped | CheckpointMessage;

/** Words of the memory that both see: a count of operations and executions, and the number of the simulated thread that runs. */
export const BEATS = 0;
export const RUNNING_THREAD = 1;
export const HEARTBEAT_WORDS = 2;
/** No simulated thread runs. */
export const NO_THREAD = -1;

export interface Started {
  readonly file: string;
  readonly url: string;
  readonly name: string;
  readonly model: string;
  readonly expect: Expected;
  /** The how-manieth check of its file. */
  readonly index: number;
  /** Where it was declared. */
  readonly place?: Place | undefined;
}

export type Message =
  | { readonly type: 'loading'; readonly file: string }
  /** Its checks, of which `--only` leaves these. */
  | { readonly type: 'loaded'; readonly file: string; readonly names: readonly string[]; readonly all: readonly string[] }
  /** Files that were loaded for its checks, or looked for. */
  | { readonly type: 'uses'; readonly file: string; readonly urls: readonly string[] }
  | { readonly type: 'unusable'; readonly file: string; readonly message: string }
  | ({ readonly type: 'started' } & Started)
  | { readonly type: 'progress'; readonly progress: Progress }
  | { readonly type: 'result'; readonly line: CheckLine; readonly disagreement: string | undefined; readonly traces?: readonly Trace[] }
  | { readonly type: 'advice'; readonly advice: Advice }
  /** What ran for this check; or, without a name, while its file was loaded. */
  | { readonly type: 'coverage'; readonly check: string | undefined; readonly coverage: Coverage }
  /** What is done now, where that takes long. */
  | { readonly type: 'step'; readonly text: string }
  | CheckpointMessage
  /** It cannot be checked at all. */
  | { readonly type: 'refused'; readonly message: string }
  | { readonly type: 'done' };
