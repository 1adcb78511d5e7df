import { sleepOn } from '../memory/owner-word.ts';
import { heapRegion } from '../memory/heap.ts';
import { realm } from '../realm/realm.ts';
import { requireBlocking } from './blocking.ts';
import { myRecord } from './current.ts';
import { checkTimeout } from './timeout.ts';
import { A_HAND_OVER, SpinBudget } from './spin-budget.ts';
import { EMPTY, NOTIFIED, PARKED } from './parking-token.ts';
import { PARKING, wordOf } from './record.ts';

const budget = new SpinBudget(A_HAND_OVER);

/**
 * Blocks the current thread until {@link Thread.unpark} is called on it; returns at once if it was called before. About 10 ns if so, else a
 * sleep of the operating system. May return without an `unpark`, so ask your condition again. Returns early when the thread is cancelled.
 *
 * @throws {CannotBlockError} on an agent that may not block: use {@link parkAsync}
 */
export function park(): void {
  parkFor(Infinity);
}

/** {@link park}, but for at most `ms` milliseconds. */
export function parkTimeout(ms: number): void {
  checkTimeout('parkTimeout', ms);
  parkFor(ms);
}

function parkFor(ms: number): void {
  const { ops } = heapRegion();
  const token = wordOf(myRecord(), PARKING);
  // A load first: an exchange that fails takes the cache line away from whoever is about to write to it.
  // acquire: what the unparker wrote before it is visible from here on
  if (ops.load32(token, 'relaxed') === NOTIFIED && ops.cas32(token, NOTIFIED, EMPTY, 'acquire', 'relaxed') === NOTIFIED) return;
  requireBlocking('park', '`await parkAsync()`');
  for (let left = budget.looks; left > 0; left--) {
    if (ops.load32(token, 'relaxed') === NOTIFIED && ops.cas32(token, NOTIFIED, EMPTY, 'acquire', 'relaxed') === NOTIFIED) {
      return budget.succeeded();
    }
    realm.pause();
  }
  budget.failed();
  parkSleeping(token, ms);
}

function parkSleeping(token: number, ms: number): void {
  const heap = heapRegion();
  const { ops } = heap;
  if (ops.cas32(token, EMPTY, PARKED, 'acquire', 'acquire') === EMPTY) {
    const end = realm.now() + ms;
    for (;;) {
      const result = sleepOn(heap, token, PARKED, ms === Infinity ? Infinity : Math.max(0, end - realm.now()));
      if (ops.load32(token, 'relaxed') === NOTIFIED || result === 'timed-out') break;
    }
  }
  // An exchange, not a store: it must see the token of an unpark that came in the meantime, and what was written before it.
  ops.exchange32(token, EMPTY, 'acquire');
}

/** {@link park} for an agent that may not block: resolves when the token is there, or after `ms` milliseconds. */
export async function parkAsync(ms = Infinity): Promise<void> {
  checkTimeout('parkAsync', ms);
  const { ops } = heapRegion();
  const token = wordOf(myRecord(), PARKING);
  if (ops.cas32(token, NOTIFIED, EMPTY, 'acquire', 'relaxed') === NOTIFIED) return;
  const release = realm.keepAlive();
  try {
    const end = realm.now() + ms;
    ops.cas32(token, EMPTY, PARKED, 'acquire', 'acquire');
    while (ops.load32(token, 'relaxed') === PARKED) {
      const wait = ops.waitAsync32(token, PARKED, ms === Infinity ? Infinity : Math.max(0, end - realm.now()));
      if ((wait.async ? await wait.value : wait.value) === 'timed-out') break;
    }
    ops.exchange32(token, EMPTY, 'acquire');
  } finally {
    release();
  }
}
