import { heapRegion } from '../memory/heap.ts';
import { realm } from '../realm/realm.ts';
import { requireBlocking } from './blocking.ts';
import { myRecord } from './current.ts';
import { CANCELLED, wordOf } from './record.ts';
import { checkTimeout } from './timeout.ts';

/**
 * Blocks the current thread for `ms` milliseconds; less if it is cancelled meanwhile.
 *
 * @throws {CannotBlockError} on an agent that may not block: use {@link sleepAsync}
 */
export function sleep(ms: number): void {
  checkTimeout('sleep', ms);
  requireBlocking('sleep', 'await sleepAsync(ms)');
  heapRegion().ops.wait32(wordOf(myRecord(), CANCELLED), 0, ms);
}

/** Resolves after `ms` milliseconds; earlier if the thread is cancelled meanwhile. */
export async function sleepAsync(ms: number): Promise<void> {
  checkTimeout('sleepAsync', ms);
  const release = realm.keepAlive();
  const wait = heapRegion().ops.waitAsync32(wordOf(myRecord(), CANCELLED), 0, ms);
  if (wait.async) await wait.value;
  release();
}

/** The shortest sleep that engines do not round to nothing, in ms. */
const YIELD_MS = 0.001;

/** Gives up the rest of this thread's time slice, so that others get to run. Does nothing on an agent that may not block. */
export function yieldNow(): void {
  if (realm.canBlock()) heapRegion().ops.wait32(wordOf(myRecord(), CANCELLED), 0, YIELD_MS);
}
