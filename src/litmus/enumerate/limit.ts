import { LitmusError, placeIn } from '../litmus-error.ts';
import type { LitmusTest } from '../program.ts';

/** How many events an execution has at most: a guess; a closure of a relation over so many takes some milliseconds. */
export const MOST_EVENTS = 512;

/** How many ways through one thread are kept, and how many choices of sources and orders for one location: guesses, some hundred megabytes. */
export const MOST_TRACES = 250_000;
export const MOST_CHOICES = 400_000;

/** How many executions, and parts of some, a model is asked about for one test, and how many ways through some threads are tried together: guesses, half a minute. */
export const MOST_EXECUTIONS = 3_000_000;
export const MOST_COMBINATIONS = 20_000_000;

/** What an error about an execution names. */
export type Origin = Pick<LitmusTest, 'name' | 'file' | 'text' | 'rounds' | 'threads'>;

/** The error for a test with more events than that; `at` is the place of the access or fence that is one too many, if it is known. */
export function tooMany({ file, text, name, rounds }: Origin, at?: number): LitmusError {
  const limit = `an execution of ${name} has more than ${MOST_EVENTS} events, which is the most`;
  const counted = 'a write of what is there at first counts for each location';
  const loops = `loops go round up to ${rounds} times where a read decides (--unroll), else until they end`;
  return new LitmusError(file, text, at ?? 0, `${limit}; ${counted}; ${loops}; leave out accesses or threads`);
}

/** The error for a thread that can be gone through in too many ways; `at` is the place of a read that they differ in. */
export function tooManyTraces({ file, text, name, rounds }: Origin, at?: number): LitmusError {
  const limit = `a thread of ${name} can be gone through in more than ${MOST_TRACES} ways, which is the most`;
  const why = `each read multiplies them by the values it may see, and loops go round up to ${rounds} times (--unroll)`;
  return new LitmusError(file, text, at ?? 0, `${limit}; ${why}; leave out reads, or let other threads write fewer values there`);
}

/** The error for a location with too many executions of its own; `at` is the place of one of its accesses. */
export function tooManyChoices({ file, text, name }: Origin, at?: number): LitmusError {
  const limit = `${name} has more than ${MOST_CHOICES} orders of the writes to this location and sources of its reads, which is the most`;
  return new LitmusError(file, text, at ?? 0, `${limit}; leave out writes of it, above all of different threads, or reads`);
}

/** The error for a test with too many executions. */
export function tooManyExecutions({ file, text, name }: Origin, most: number): LitmusError {
  const limit = `${name} has more than ${most} executions that the model must be asked about, which is the most`;
  const why = 'writes of several threads to several locations multiply them, and reads that may see many values';
  return new LitmusError(file, text, 0, `${limit}; ${why}; leave out threads, writes or reads, or let the condition name less`);
}

/** The error for threads with too many ways through them that must be tried together. */
export function tooManyCombinations({ file, text, name, rounds }: Origin): LitmusError {
  const limit = `the threads of ${name} can be gone through together in more than ${MOST_COMBINATIONS} ways, which is the most`;
  const why = `each read multiplies them by the values it may see, and loops go round up to ${rounds} times (--unroll)`;
  return new LitmusError(file, text, 0, `${limit}; ${why}; leave out threads or reads, or let others write fewer values`);
}

/** What is to be known of a loop that nothing decides which is read. */
export function endlessLoop({ text, rounds: unroll }: Origin, thread: number, at: number, rounds: number): string {
  const { line } = placeIn(text, at);
  const most = rounds === unroll ? '; --unroll N allows more rounds' : ', which is the most';
  return `thread ${thread} has a loop, in line ${line}, that goes round more than ${rounds} times, whatever is read: executions that come there are left out${most}`;
}
