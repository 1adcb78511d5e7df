import { sleepOn } from '../../memory/owner-word.ts';
import { ASYNC, ASYNC_COUNT, exchangeShare } from '../../memory/share.ts';
import { realm } from '../../realm/realm.ts';
import { waitInQueue } from '../async-queue.ts';
import * as errors from '../lock-errors.ts';
import type { AsyncOptions } from '../owned-lock.ts';
import type { UpgradableReadGuard } from './rw-guards.ts';
import { readersOf, UPGRADABLE, UPGRADABLE_DELTA, UPGRADING, UPGRADING_DELTA, WRITER, WRITER_DIED } from './rw-word.ts';

/** How the one upgradable reader of a lock goes over to writing: not through the line, since nobody can have the lock for writing before it. */

/** Returns whether it has the lock for writing; the guard is stale then. */
export function tryUpgrade(guard: UpgradableReadGuard<any, any>): boolean {
  const { region, address } = guard.lock;
  if (!guard.live) throw errors.staleGuard(guard.lock, 'upgrade');
  for (;;) {
    const word = region.ops.load32(address, 'relaxed');
    if (readersOf(word) > 0) return false;
    if (!exchangeShare(region, address, word, word - UPGRADABLE + WRITER, UPGRADABLE_DELTA, WRITER_DIED)) continue;
    guard.live = false;
    return true;
  }
}

/** As {@link tryUpgrade}, after at most `ms` milliseconds. */
export function upgrade(guard: UpgradableReadGuard<any, any>, call: string, ms: number): boolean {
  const { region, address } = guard.lock;
  if (tryUpgrade(guard)) return true;
  if (!realm.canBlock()) throw errors.cannotBlock(guard.lock, call, 'await upgradeAsync(), or tryUpgrade()');
  const deadline = realm.now() + ms;
  guard.beginUpgrade();
  for (;;) {
    const word = region.ops.load32(address, 'relaxed');
    if (finish(guard, word)) return true;
    if (readersOf(word) === 0) continue;
    const left = deadline - realm.now();
    if (!(left > 0)) {
      guard.giveUpUpgrade();
      return false;
    }
    // UPGRADING is in the word: a reader that goes from here on finds it, and wakes this thread.
    sleepOn(region, address, word, left);
  }
}

/** As {@link upgrade}, without blocking. */
export async function upgradeAsync(
  guard: UpgradableReadGuard<any, any>,
  call: string,
  ms: number,
  options: AsyncOptions | undefined,
): Promise<boolean> {
  errors.checkTimeout(`UpgradableReadGuard.${call}`, ms);
  const signal = errors.signalOf(`UpgradableReadGuard.${call}`, options);
  signal?.throwIfAborted();
  if (tryUpgrade(guard)) return true;
  const { region, address } = guard.lock;
  guard.beginUpgrade();
  const attempt = (): true | undefined => {
    for (;;) {
      const word = region.ops.load32(address, 'relaxed');
      if (finish(guard, word)) return true;
      if (readersOf(word) === 0) continue;
      if ((word & ASYNC) !== 0 || region.ops.cas32(address, word, word | ASYNC, 'relaxed', 'relaxed') === word) return undefined;
    }
  };
  let isUpgraded: true | undefined;
  try {
    isUpgraded = await waitInQueue(region, address + ASYNC_COUNT, attempt, ms, signal);
  } finally {
    if (isUpgraded === undefined) guard.giveUpUpgrade();
  }
  return isUpgraded === true;
}

/** Takes the lock for writing if the last reader has gone. */
function finish({ lock }: UpgradableReadGuard<any, any>, word: number): boolean {
  const next = word - UPGRADABLE - UPGRADING + WRITER;
  return readersOf(word) === 0 && exchangeShare(lock.region, lock.address, word, next, UPGRADING_DELTA, WRITER_DIED);
}
