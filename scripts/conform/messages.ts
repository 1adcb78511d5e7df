/** What the threads of a conformance run say to each other. */

/** The globals as the engine has them, or those that checked programs get. */
export type Form = 'native' | 'instrumented';

/** One run of one test: in sloppy or in strict mode, on one form of the globals. */
export interface Run {
  readonly checkout: string;
  /** From the root of the checkout. */
  readonly file: string;
  readonly isStrict: boolean;
  readonly form: Form;
}

/** Undefined if it passed; else why it did not. */
export type Verdict = string | undefined;

/** What an agent is started with. */
export interface AgentStart {
  readonly script: string;
  readonly form: Form;
  readonly port: import('node:worker_threads').MessagePort;
  /** See below. */
  readonly signals: SharedArrayBuffer;
}

/** Words of the memory between a test and an agent. */
export const RUNNING = 0;
/** Broadcasts that were sent, and that were received. */
export const SENT = 1;
export const RECEIVED = 2;
export const SIGNALS = 3;

/** From an agent. */
export type Report = { readonly report: string } | { readonly thrown: string };
