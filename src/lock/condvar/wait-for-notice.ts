import type { Region } from '../../memory/region.ts';
import { waitInQueue } from '../async-queue.ts';
import type { WaitResult } from './condvar.ts';

/** Resolves when the count at `count` is no longer `seen`, or after `ms` milliseconds; rejects when `signal` is aborted. */
export async function waitForNotice(
  region: Region,
  count: number,
  seen: number,
  ms: number,
  signal: AbortSignal | undefined,
): Promise<WaitResult> {
  // acquire: pairs with the release of the notification
  const changed = (): true | undefined => (region.ops.load32(count, 'acquire') === seen ? undefined : true);
  return (await waitInQueue(region, count, changed, ms, signal)) === undefined ? 'timedOut' : 'notified';
}
