import { decode, encode, modulesNeeded } from '../codec/index.ts';
import { allocate } from '../memory/allocate.ts';
import { heapRegion } from '../memory/heap.ts';
import { ThreadError } from '../realm/errors.ts';
import * as r from './record.ts';
import { outcomeBytes } from './record-memory.ts';

/** A result that is to move to the joining thread, not be copied: see {@link moving}. */
class Moving {
  readonly value: unknown;
  readonly transfer: readonly object[];

  constructor(value: unknown, transfer: readonly object[]) {
    this.value = value;
    this.transfer = transfer;
  }
}

/**
 * Returned by a thread's function, has `transfer` (buffers, ports) move to the thread that awaits the result, as the second argument of
 * `postMessage` does. What is moved goes by message, so `await` the handle; `join()` cannot receive it.
 */
export function moving<T>(value: T, transfer: readonly object[]): T {
  return new Moving(value, transfer) as T;
}

/** Writes how a thread ended into its record; returns what must go by message, and what of that is to be transferred. */
export function writeOutcome(
  record: number,
  kind: number,
  result: unknown,
): { externals: readonly unknown[]; transfer: readonly object[] } {
  let transfer: readonly object[] = [];
  let value = result;
  if (result instanceof Moving) ({ value, transfer } = result);
  let encoded;
  let outcome = kind;
  try {
    encoded = encode(value, { root: kind === r.RETURNED ? 'result' : 'error', transfer });
  } catch (error) {
    // The result cannot travel: the joiner is told so, and why.
    outcome = r.THREW;
    transfer = [];
    encoded = encode(error, { root: 'error' });
  }
  const { bytes, externals } = encoded;
  const address = allocate(bytes.length);
  const { u8, i32 } = heapRegion();
  u8.set(bytes, address);
  i32[(record >>> 2) + r.OUTCOME_ADDRESS] = address;
  i32[(record >>> 2) + r.OUTCOME_LENGTH] = bytes.length;
  i32[(record >>> 2) + r.OUTCOME] = outcome;
  if (externals.length > 0) heapRegion().ops.or32(r.wordOf(record, r.FLAGS), r.RESULT_BY_MESSAGE, 'relaxed');
  return { externals, transfer };
}

/** How a thread ended, for its joiner. */
export type Outcome = { readonly returned: unknown } | { readonly threw: unknown };

/** Modules whose handles are in the outcome, and that this thread has yet to load. */
export function modulesOfOutcome(record: number): readonly string[] {
  const bytes = outcomeBytes(record);
  return bytes === undefined ? [] : modulesNeeded(bytes);
}

/** Reads the outcome of a record that is DONE. */
export function readOutcome(record: number, who: string, externals: readonly unknown[]): Outcome {
  const { i32 } = heapRegion();
  const outcome = i32[(record >>> 2) + r.OUTCOME]!;
  const bytes = outcomeBytes(record);
  if (bytes === undefined) {
    return { threw: deathOf(who, i32[(record >>> 2) + r.OUTCOME_ADDRESS]!, i32[(record >>> 2) + r.OUTCOME_LENGTH]!) };
  }
  const value = decode(bytes, externals);
  r.setFlag(record, r.RESULT_READ);
  return outcome === r.RETURNED ? { returned: value } : { threw: value };
}

function deathOf(who: string, reason: number, code: number): ThreadError {
  switch (reason) {
    case r.TERMINATED:
      return new ThreadError('TERMINATED', `thread ${who} was terminated before it returned`);
    case r.EXITED:
      return new ThreadError(
        'EXITED',
        `thread ${who} ended its worker (exit code ${code}) before it returned. A thread ends by returning: do not call process.exit() or close() in it`,
      );
    case r.NOT_STARTED:
      return new ThreadError(
        'NOT_STARTED',
        `the worker for thread ${who} did not start (exit code ${code}); what the worker said is on the standard error`,
      );
    case r.OUT_OF_MEMORY:
      return new ThreadError(
        'OUT_OF_MEMORY',
        `thread ${who} ran out of JavaScript memory before it returned. Give it more with spawnWith({ resourceLimits }, …), or make it keep less`,
      );
    default:
      return new ThreadError('CRASHED', `the worker of thread ${who} crashed (exit code ${code}) before the thread returned`);
  }
}
