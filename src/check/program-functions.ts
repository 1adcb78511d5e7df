import { machine } from './machine.ts';

/**
 * Ends this thread of this execution, without an error, unless `condition` is true: such an execution is counted as blocked. For what the program is not about, such as a loop that
 * is to succeed in its second round at the latest.
 */
export function assume(condition: boolean): void {
  if (machine === undefined) throw new Error('assume() is for checked programs: call it in a thread that explore() runs');
  machine.assume(condition);
}

/** Branches: returns 0 in some executions, 1 in others, and so on up to `n - 1`; all are explored. */
export function choose(n: number): number {
  if (!Number.isInteger(n) || n < 1) throw new RangeError(`choose(n): n must be a whole number of at least 1, but is ${String(n)}`);
  if (machine === undefined) throw new Error('choose() is for checked programs: call it in a thread that explore() runs');
  return machine.choose(n);
}
