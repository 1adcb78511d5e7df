import { LockwrightError } from '../realm/errors.ts';

/**
 * Whose turn it is: while an exploration runs code of its program, globals are instrumented and no other may. Explorations that were started beside each other wait for it; one that
 * is started by a checked program is refused, since its program would be part of the other's.
 */
let taken: PromiseWithResolvers<void> | undefined;
/** The program whose turn it is awaits: other code may run, too. A live binding. */
export let awaits = false;

/** @throws {LockwrightError} `CHECK_IN_CHECK` if code of a checked program is running */
export function refuseInside(): void {
  if (taken === undefined || awaits) return;
  throw new LockwrightError('CHECK_IN_CHECK', 'a checked program started another check. Run them one after the other');
}

/** To be asked again after the promise that it returns, until it returns none: then the turn is the caller's, until {@link endTurn}. */
export function takeTurn(): Promise<void> | undefined {
  if (taken !== undefined) return taken.promise;
  taken = Promise.withResolvers();
  return undefined;
}

export function endTurn(): void {
  taken?.resolve();
  taken = undefined;
  awaits = false;
}

/** Whoever has the turn awaits this. */
export async function awaiting(promise: Promise<void>): Promise<void> {
  awaits = true;
  try {
    await promise;
  } finally {
    awaits = false;
  }
}
