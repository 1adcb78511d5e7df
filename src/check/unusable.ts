import { LockwrightError } from '../realm/errors.ts';
import { MOST_THREADS } from './realm/heap-map.ts';

/** What was handed to `explore` cannot be explored: the message says why, and what to do. */
export class UnusableProgramError extends LockwrightError {
  static override readonly name: string = 'UnusableProgramError';
  constructor(message: string, options?: ErrorOptions) {
    super('UNUSABLE_PROGRAM', message, options);
  }
}

/** Said where there are more threads than one execution may have; `found` says how many. */
export function tooManyThreads(found: string): string {
  return `the program may have at most ${MOST_THREADS} threads, but ${found}. That is far more than can be explored: two or three show most faults`;
}
