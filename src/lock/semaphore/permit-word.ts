import { ASYNC, QUEUED } from '../../memory/share.ts';
import { LockError } from '../../realm/errors.ts';
import { type Named, nameOf } from '../lock-errors.ts';
import { shown } from '../../memory/layout/mismatch.ts';

/** The word of a semaphore: how many permits it has, above the flags of a share word. See the table of `Semaphore`. */
const FLAG_BITS = 4;
/** The most permits that a semaphore can have: 27 bits, so that the word is never negative. */
export const MOST_PERMITS: number = 2 ** (31 - FLAG_BITS) - 1;

/** What so many permits are in the word. A shift is an integer in every engine; JavaScriptCore makes a float of a product now and then. */
export function unitsOf(permits: number): number {
  return permits << FLAG_BITS;
}

export function permitsOf(word: number): number {
  return word >>> FLAG_BITS;
}

/** What a word means, for reports of the checker. */
export function meaningOfPermits(word: number): string {
  const waiting = [...((word & QUEUED) === 0 ? [] : ['threads wait']), ...((word & ASYNC) === 0 ? [] : ['promises may wait'])];
  return [`${permitsOf(word)} permits`, ...waiting].join(', ');
}

/** Whether it is a number of permits. */
export function isAmount(amount: unknown, least: 0 | 1): boolean {
  return Number.isInteger(amount) && (amount as number) >= least && (amount as number) <= MOST_PERMITS;
}

/** Refuses what is no number of permits. */
export function checkAmount(what: string, amount: unknown, least: 0 | 1): void {
  if (isAmount(amount, least)) return;
  throw new LockError(
    'BAD_AMOUNT',
    `${what}: expected a whole number of permits from ${least} to ${MOST_PERMITS}, but got ${shown(amount)}`,
  );
}

export function tooMany(semaphore: Named, found: number, amount: number): LockError {
  return new LockError(
    'BAD_AMOUNT',
    `${nameOf(semaphore)}: add(${amount}) to the ${found} permits that are there now would be more than ${MOST_PERMITS}, the most that a semaphore can have`,
  );
}
