/** A counterexample of the checker as an element of a page: see {@link TraceViewer}. Needs nothing but the trace. */
export { defineTraceViewer, TraceViewer } from './trace-viewer.ts';
export type { Trace, TraceSet } from '../check/report/trace.ts';
