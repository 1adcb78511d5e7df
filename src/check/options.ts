import type { OrderOf } from './engine/run-operations.ts';
import type { Checkpoint } from './checkpoint.ts';
import type { Division } from './engine/division.ts';
import type { Knowledge } from './engine/learned.ts';
import type { ExploreOptions, ExploreResult, ModelName } from './result.ts';

/** Options as `explore` uses them, and those that only our own tools and tests give. */
export interface InternalOptions extends ExploreOptions {
  readonly model: ModelName;
  /** `[0]` goes up with each operation, `[1]` is the thread that runs. For the watchdog of the command line. */
  readonly heartbeat?: Int32Array;
  /** Which order an operation is judged by: see `advice/`. */
  readonly orderOf?: OrderOf;
  /** Told of each complete execution, as a text. */
  readonly onExecution?: (graph: string) => void;
  /** Others with whom a long exploration is shared. */
  readonly share?: Share;
  /** Set for one of those others: what the first one knows, and which part is whose. */
  readonly shared?: {
    readonly knowledge: Knowledge;
    readonly division: Division;
    readonly onCheckpoint?: (checkpoint: Checkpoint) => void;
  };
  /** Goes on from there. */
  readonly resumed?: Checkpoint;
}

/** Explorers in other threads that one exploration is shared with once it has gone on for a while. */
export interface Share {
  /** How long it goes on alone before others are thought of, in ms. */
  readonly afterMs: number;
  /** Whether they could begin at once. Asking has them get ready. */
  readonly isReady: boolean;
  /** Returns which part is whose. Parts with these names are done. */
  begin(knowledge: Knowledge, depth: number, done: readonly number[]): Promise<Division>;
  /** Has the others begin, now that what was done before is claimed. */
  start(): void;
  /** How far this one has come since the others were started. */
  onCheckpoint(checkpoint: Checkpoint): void;
  /** Waits for the others; returns what each of them found, or undefined if the exploration must begin anew. */
  end(): Promise<readonly ExploreResult[] | undefined>;
}

const MODELS: Readonly<Record<string, ModelName>> = { js: 'js', sc: 'sc', tso: 'tso', x86tso: 'tso', rc11: 'rc11' };

export function checkOptions(options: ExploreOptions): InternalOptions {
  if (typeof options !== 'object' || options === null)
    throw new TypeError(`explore(program, options): options must be an object, but is ${String(options)}`);
  const { model = 'js' } = options;
  const known = typeof model === 'string' && Object.hasOwn(MODELS, model.toLowerCase()) ? MODELS[model.toLowerCase()] : undefined;
  if (known === undefined)
    throw new TypeError(`there is no memory model '${String(model)}': use 'js', 'sc', 'tso' (or 'x86tso') or 'rc11'`);
  for (const name of ['maxExecutions', 'maxSeconds', 'maxSteps', 'keepTraces'] as const) {
    const value = options[name];
    if (value !== undefined && !(typeof value === 'number' && value > 0))
      throw new RangeError(`${name} must be a number greater than 0, but is ${String(value)}`);
  }
  for (const name of ['allowRace', 'onProgress'] as const) {
    const value: unknown = options[name];
    if (value !== undefined && typeof value !== 'function') throw new TypeError(`${name} must be a function, but is ${typeof value}`);
  }
  const { signal } = options;
  if (signal !== undefined && typeof (signal as AbortSignal | null)?.aborted !== 'boolean')
    throw new TypeError(`signal must be an AbortSignal, but is ${signal === null ? 'null' : typeof signal}`);
  if (options.kill !== undefined && !(Number.isInteger(options.kill) && options.kill >= 0))
    throw new RangeError(`kill must be a whole number of at least 0, but is ${String(options.kill)}`);
  if (options.lockAware !== undefined && typeof options.lockAware !== 'boolean')
    throw new TypeError(`lockAware must be true or false, but is ${String(options.lockAware)}`);
  if (options.symmetry !== undefined && typeof options.symmetry !== 'boolean')
    throw new TypeError(`symmetry must be true or false, but is ${String(options.symmetry)}`);
  const { killThreads } = options;
  if (killThreads !== undefined && !(Array.isArray(killThreads) && killThreads.every((thread) => Number.isInteger(thread) && thread >= 0)))
    throw new TypeError(`killThreads must be an array of the numbers of threads, but is ${String(killThreads)}`);
  return { ...options, model: known };
}
