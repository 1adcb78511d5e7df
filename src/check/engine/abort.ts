import { expectRejections } from '../../realm/rejections.ts';

/** Thrown through the code of a thread to end its run. Whatever catches it gets it again at the next operation. */
export const ABORT = Symbol('lockwright: this run of the thread is over');

let expectsAborts = false;

/** An async function of a run that is over may leave promises behind that nobody handles. */
export function expectAborts(): void {
  if (!expectsAborts) expectRejections((reason) => reason === ABORT);
  expectsAborts = true;
}
