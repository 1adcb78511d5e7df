import { heapRegion } from '../memory/heap.ts';
import { realm } from '../realm/realm.ts';
import { requireBlocking } from './blocking.ts';
import { myRecord } from './current.ts';
import { CANCELLED, isId, NEVER, wordOf } from './record.ts';
import { checkTimeout } from './timeout.ts';

/**
 * Blocks the current thread for `ms` milliseconds; less if it is cancelled meanwhile, and not at all if it was before.
 *
 * @throws {CannotBlockError} on an agent that may not block: use {@link sleepAsync}
 */
export function sleep(ms: number): void {
  checkTimeout('sleep', ms);
  requireBlocking('sleep', '`await sleepAsync(ms)`');
  if (realm.checked !== undefined) return realm.checked.sleep(ms);
  const record = myRecord();
  const word = wordOf(record, CANCELLED);
  const { ops } = heapRegion();
  const end = realm.now() + ms;
  for (let left = ms; left >= 0; left = end - realm.now()) {
    const found = ops.load32(word, 'acquire');
    if (isId(record, found) || ops.wait32(word, found, left) === 'timed-out') return;
  }
}

/** Resolves after `ms` milliseconds; earlier if the thread is cancelled meanwhile. Keeps the event loop alive until then. */
export async function sleepAsync(ms: number): Promise<void> {
  checkTimeout('sleepAsync', ms);
  if (realm.checked !== undefined) return realm.checked.sleep(ms);
  const record = myRecord();
  const word = wordOf(record, CANCELLED);
  const { ops } = heapRegion();
  const release = realm.keepAlive();
  try {
    const end = realm.now() + ms;
    for (let left = ms; left >= 0; left = end - realm.now()) {
      const found = ops.load32(word, 'acquire');
      if (isId(record, found)) return;
      const wait = ops.waitAsync32(word, found, left);
      if ((wait.async ? await wait.value : wait.value) === 'timed-out') return;
    }
  } finally {
    release();
  }
}

/** The shortest sleep that engines do not round to nothing, in ms. */
const YIELD_MS = 0.001;

/** Gives up the rest of this thread's time slice, so that others get to run: some 100 µs. Does nothing on an agent that may not block. */
export function yieldNow(): void {
  if (realm.checked !== undefined) return realm.pause();
  if (realm.canBlock()) heapRegion().ops.wait32(wordOf(myRecord(), NEVER), 0, YIELD_MS);
}
