/**
 * The one trace format: an execution as a list of steps, in an order in which they can have happened. Reports in the terminal, `lockwright replay`, the viewer and the book all
 * read this, as JSON.
 */

export const TRACE_VERSION = 1;

/** A place in the source: what the stack said when the step was taken. */
export interface Place {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly function?: string;
}

export type StepKind =
  | 'read'
  | 'write'
  | 'rmw'
  | 'fence'
  | 'wait'
  | 'wake'
  | 'timeout'
  | 'notify'
  | 'lock'
  | 'unlock'
  | 'spawn'
  | 'join'
  | 'start'
  | 'end'
  | 'choose'
  | 'assume'
  | 'allocate'
  | 'free'
  | 'kill'
  | 'throw';

/** One step of one thread. */
export interface Step {
  /** Its index in `Trace.steps`. Reports number steps from 1: step 1 is the one whose id is 0. */
  readonly id: number;
  readonly thread: number;
  /** The how-manieth step of its thread, from 0. */
  readonly index: number;
  readonly kind: StepKind;
  /** What was called: `Atomics.load`, `x[0] =`, `Mutex.lock`. */
  readonly call: string;
  /** An index into `Trace.words`. */
  readonly word?: number;
  /** `'plain'` or the declared order. */
  readonly order?: string;
  /** What was read, as text. Of a `notify`: how many it woke. Of a `choose`: what was chosen. */
  readonly read?: string;
  /** What was written, as text. */
  readonly written?: string;
  /** The step that wrote what was read; -1: it was there before the threads started. Of a `wake`: the step that woke it. */
  readonly readsFrom?: number;
  /** The step that is just before it in the order of writes to its word; -1: the initial value. */
  readonly follows?: number;
  readonly place?: Place;
  /** The whole stack, innermost first, `place` included. */
  readonly stack?: readonly Place[];
  /** What else a reader should know of it, in a few words: `the lock was free`. */
  readonly note?: string;
}

/** A word of shared memory that a step touches. */
export interface Word {
  /** `x[0]`, `heap+128`. */
  readonly name: string;
  readonly buffer: number;
  readonly offset: number;
  readonly bytes: number;
  readonly initial: string;
}

/** How a thread stood at the end. */
export interface ThreadEnd {
  readonly thread: number;
  readonly name: string;
  /** `finished`, `threw`, or why it cannot go on. */
  readonly state: 'finished' | 'threw' | 'asleep' | 'waiting' | 'spinning' | 'blocked' | 'killed' | 'running';
  /** In words: `asleep in Atomics.wait on x[0], expecting 1`. */
  readonly reason?: string;
  /** The word it waits for. */
  readonly word?: number;
  readonly place?: Place;
  readonly result?: string;
  readonly error?: string;
}

export interface Trace {
  readonly version: typeof TRACE_VERSION;
  readonly check: string;
  readonly model: string;
  readonly threads: readonly ThreadEnd[];
  readonly words: readonly Word[];
  /** In an order in which they can have happened; where there is none (weak models), in the order of program order and reads-from. */
  readonly steps: readonly Step[];
  /** Pairs of steps, earlier first: synchronizes-with. Program order, reads-from, coherence and from-reads follow from the steps. */
  readonly synchronizes: readonly (readonly [number, number])[];
  readonly error?: TraceError;
  /** The how-manieth execution of the exploration it is, from 1. */
  readonly execution?: number;
  /** The lines of source that the places name, by file and number, as they were when the check ran: `{ 'file:///…/a.ts': { '12': 'x[0] = 1;' } }`. */
  readonly sources?: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

export interface TraceError {
  readonly kind: string;
  readonly message: string;
  /** Steps that the error is about: of a data race, the two accesses. */
  readonly steps: readonly number[];
  readonly threads: readonly number[];
}
