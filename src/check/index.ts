/** The model checker: every execution that the memory model allows, of ordinary TypeScript. */
import './atomics-orders.ts';
import { makeCheck } from './declare.ts';
import { explore } from './explore.ts';

export { explore } from './explore.ts';
export { UnusableProgramError } from './unusable.ts';
export { declareStates, type AtomicView, type States } from './declare-states.ts';
export { assume, choose } from './program-functions.ts';
export { Lock } from './lock.ts';
export { mutuallyExclusive, type Section } from './properties/mutually-exclusive.ts';
export { eventually, never } from './properties/observers.ts';
export { boundedOvertaking, type Queue } from './properties/bounded-overtaking.ts';
export { linearizable, type History, type LinearizableOptions } from './properties/linearizable.ts';
export type { Calls, Specification } from './properties/linearization.ts';
export { PropertyError } from './properties/property-error.ts';
export { instrumented } from './instrumented.ts';
export { thread } from './thread.ts';
export { CheckFailedError, type CheckOptions, type Expected } from './declare.ts';
export type { CheckError, ErrorKind, ExploreOptions, ExploreResult, ModelName, Outcome, Program, Progress } from './result.ts';
export type { Place, Step, StepKind, ThreadEnd, Trace, TraceError, Word } from './report/trace.ts';
export { report } from './report/report.ts';

/** Declares a check: see {@link explore}, and `lockwright check`. */
export const check = makeCheck(explore);
