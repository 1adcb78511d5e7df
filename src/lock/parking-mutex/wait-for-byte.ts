import { current, realm } from '../../realm/realm.ts';
import { hasByte, LOCKED, takeByte, takeHanded, WAITED } from '../../memory/lock-byte.ts';
import { looksBeforeSleep } from '../../memory/looks-before-sleep.ts';
import { beginParking, endParking, INVALID, parkIn, TIMED_OUT } from '../../memory/parking.ts';
import { bucketOf, COUNT, promiseWaits } from '../../memory/parking-bucket.ts';
import { HANDED, nodeOf } from '../../memory/parking-node.ts';
import { isQueued, waitInQueue } from '../async-queue.ts';
import { looksAfter } from '../lock-async.ts';
import * as errors from '../lock-errors.ts';
import type { AsyncOptions } from '../owned-lock.ts';
import { queueOf } from '../parking-lot/parking-lot.ts';
import type { ParkingGuard } from './parking-guard.ts';
import type { ParkingMutex } from './parking-mutex.ts';

/** How threads and promises wait for the byte of a {@link ParkingMutex}. */

/**
 * A thread that was woken in vain and has waited so long since it came parks in front of the others, and is handed the mutex. As in Go's mutex. Handing it over costs a sleep and a wake-up in which
 * nobody does anything under it; a millisecond between two of them makes that some percent.
 */
const LONG_MS = 1;

/** Takes the byte, which was found taken; returns false if `deadline` came before. */
export function waitForByte(mutex: ParkingMutex, call: string, deadline: number): boolean {
  const { region, address, lot } = mutex;
  const { ops } = region;
  errors.refusePoisonedOrFreed(mutex, ops.load8(address, 'relaxed'));
  if (hasByte(region, address)) throw errors.selfDeadlock(mutex);
  for (let looks = looksBeforeSleep(); looks > 0; looks--) {
    const byte = ops.load8(address, 'relaxed');
    if ((byte & WAITED) !== 0) break; // others sleep already
    if (byte === 0 && takeByte(region, address, lot.address, byte)) return true;
    realm.pause();
  }
  if (!realm.canBlock()) throw errors.cannotBlock(mutex, call, 'await lockAsync(), or tryLock()');
  beginParking(region, lot.address);
  try {
    return takeOrPark(mutex, deadline);
  } finally {
    endParking(region, lot.address);
  }
}

function takeOrPark(mutex: ParkingMutex, deadline: number): boolean {
  const { region, address, lot } = mutex;
  const { ops } = region;
  const validate = (): boolean => ops.load8(address, 'relaxed') === (LOCKED | WAITED);
  const begin = realm.now();
  let isDue = false;
  for (;;) {
    const byte = ops.load8(address, 'relaxed');
    errors.refusePoisonedOrFreed(mutex, byte);
    if ((byte & LOCKED) === 0) {
      if (takeByte(region, address, lot.address, byte)) return true;
      continue;
    }
    if (byte === LOCKED && ops.cas8(address, LOCKED, LOCKED | WAITED, 'relaxed', 'relaxed') !== LOCKED) continue;
    const end = parkIn(region, lot.address, address, { validate, isDue, deadline });
    if (end === TIMED_OUT) return false;
    if (end === HANDED) {
      takeHanded(region, address, lot.address, nodeOf(current.block));
      return true;
    }
    if (end !== INVALID) isDue = realm.now() - begin >= LONG_MS;
  }
}

/** Takes the byte without blocking, and resolves to what `guard` makes; to undefined after `ms` milliseconds. */
export function waitForByteAsync(
  mutex: ParkingMutex,
  guard: () => ParkingGuard,
  call: string,
  ms: number,
  options: AsyncOptions | undefined,
): Promise<ParkingGuard | undefined> {
  const { region, address, lot } = mutex;
  const what = `${mutex.kind}.${call}`;
  try {
    errors.checkTimeout(what, ms);
    const signal = errors.signalOf(what, options);
    if (signal?.aborted === true) return Promise.reject(signal.reason as Error);
    // Not ahead of those that wait in this thread already.
    if (!isQueued(region, queueOf(address)) && takeByte(region, address, lot.address, 0)) return Promise.resolve(guard());
    const bucket = bucketOf(lot.address, address);
    let attempts = 0;
    const attempt = (): ParkingGuard | undefined => {
      promiseWaits(region, bucket);
      return takeOrSay(mutex, looksAfter(attempts++)) ? guard() : undefined;
    };
    return waitInQueue(region, bucket + COUNT, attempt, ms, signal, queueOf(address));
  } catch (error) {
    return Promise.reject(error as Error);
  }
}

/** Takes the byte, or leaves the bit in it that makes whoever unlocks tell the promises. */
function takeOrSay(mutex: ParkingMutex, mostLooks: number): boolean {
  const { region, address, lot } = mutex;
  const { ops } = region;
  for (let looks = 0; ; looks++) {
    const byte = ops.load8(address, 'relaxed');
    errors.refusePoisonedOrFreed(mutex, byte);
    if ((byte & LOCKED) === 0) {
      if (takeByte(region, address, lot.address, byte)) return true;
    } else if (looks < mostLooks && !hasByte(region, address)) {
      realm.pause();
    } else if (byte !== LOCKED || ops.cas8(address, LOCKED, LOCKED | WAITED, 'relaxed', 'relaxed') === LOCKED) {
      return false;
    }
  }
}
