/**
 * The one trace format: an execution as a list of steps, in an order in which they can have happened. Reports in the terminal, `lockwright replay`, the viewer and the book all
 * read this, as JSON.
 */

/** Goes up with every change of the format, since readers refuse what they do not know. 2: states of words, digests of files, the path through the exploration, sets of traces, outcomes of litmus tests. */
export const TRACE_VERSION = 2;

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
  /** What its values mean, if its lock declares that: every value that it has in this trace, `{ '0': 'free' }`. */
  readonly states?: Readonly<Record<string, string>>;
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
  readonly sources?: Sources;
  /** What each file of `sources` was, in short: another text has another digest. */
  readonly digests?: Readonly<Record<string, string>>;
  /** The choices of the exploration that lead to this execution, in the order in which they were made. Executions that begin with the same choices share that part of the tree. */
  readonly path?: readonly Choice[];
  /** Of a litmus test: what came out, and what the model says of it. Such an execution is a candidate, and not one of an exploration. */
  readonly outcome?: Outcome;
}

/** What came out of an execution of a litmus test. */
export interface Outcome {
  /** What registers and words hold in the end: `0:EAX=0; 1:EAX=1;`. */
  readonly state: string;
  readonly verdict: 'allowed' | 'forbidden' | 'undefined';
  /** What forbids it, or what makes the program undefined: the model's name of that. */
  readonly axiom?: string;
}

/** Lines of source by file and number. */
export type Sources = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** What the exploration chose for one step: which write it reads from, where it lies among the writes to its word, or what `choose` returned. */
export interface Choice {
  readonly thread: number;
  /** The `index` of the step. */
  readonly index: number;
  /** In words; empty for a step that left no choice. */
  readonly text: string;
}

/** Executions of one check: what `lockwright view --all` shows. */
export interface TraceSet {
  readonly version: typeof TRACE_VERSION;
  readonly check: string;
  readonly model: string;
  readonly verdict: 'correct' | 'wrong' | 'incomplete';
  /** How many there are, of which `traces` may be the first ones only. */
  readonly executions: number;
  readonly blocked: number;
  /** Why the verdict is `incomplete`. */
  readonly bound?: string;
  readonly traces: readonly Trace[];
  /** Of all traces, which have none of their own. */
  readonly sources?: Sources;
  readonly digests?: Readonly<Record<string, string>>;
}

export interface TraceError {
  readonly kind: string;
  readonly message: string;
  /** Steps that the error is about: of a data race, the two accesses. */
  readonly steps: readonly number[];
  readonly threads: readonly number[];
}
