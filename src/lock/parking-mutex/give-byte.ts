import { forgetHanded, giveByteAtGate, handing, hasByte, POISONED, WAITED } from '../../memory/lock-byte.ts';
import { bucketOf, empty, enterBucket, leaveBucket } from '../../memory/parking-bucket.ts';
import { HANDED, UNPARKED } from '../../memory/parking-node.ts';
import { type Sight, unparkFirst } from '../../memory/unparking.ts';
import { notHeldHere } from '../parking-lot/errors.ts';
import type { ParkingMutex } from './parking-mutex.ts';

const NO_TOKEN = (): number => 0;

/** The slow path of unlocking: threads may be parked, or this thread does not hold it. Returns whether the mutex was handed to one. */
export function unparkAndGive(mutex: ParkingMutex, isFair: boolean): boolean {
  const { region, address, lot } = mutex;
  if (!hasByte(region, address)) throw notHeldHere(mutex, region.ops.load8(address, 'relaxed'));
  let isHanded = false;
  const decide = ({ unparked, hasMore, isDue }: Sight): number => {
    isHanded = unparked && (isFair || isDue);
    if (isHanded) return HANDED; // with the byte as it is: nobody else can take it
    giveByteAtGate(region, address, lot.address, hasMore ? WAITED : 0);
    return UNPARKED;
  };
  for (;;) {
    // False: the thread died before it was handed the mutex, which is still this one's.
    const isTold = unparkFirst(region, lot.address, address, decide, NO_TOKEN, handing(region, address, lot.address));
    if (!isHanded) return false;
    if (!isTold) continue;
    forgetHanded(region, address);
    return true;
  }
}

/** Gives the mutex back poisoned, and has all who are parked for it look. */
export function giveUpPoisoned({ region, address, lot }: ParkingMutex): void {
  const bucket = bucketOf(lot.address, address);
  enterBucket(region, bucket);
  giveByteAtGate(region, address, lot.address, POISONED);
  empty(region, bucket);
  leaveBucket(region, bucket);
}
