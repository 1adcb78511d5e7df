import { current, realm } from '../realm/realm.ts';
import { dropHeld, HELD_PARKED, kindWord, pushHeld } from './held-list.ts';
import { heapRegion } from './heap.ts';
import { bucketOf, emptyBucket, emptyForDead, enterBucket, leaveBucket, putIn, takeOut } from './parking-bucket.ts';
import { DUE, GONE, HANDED, IDLE, KEY, nodeOf, OUT, PARKED, STATE } from './parking-node.ts';
import { poison } from './lock-byte.ts';
import type { Region } from './region.ts';
import { WAIT_ADDRESS, WAIT_REGION } from './thread-block.ts';

/**
 * Parking: threads sleep in queues by key, and others unpark them, after WTF::ParkingLot of WebKit (F. Pizlo) and parking_lot of Rust (A. d'Antras). What waits for something then needs no words for
 * its queue, only the bit that says that someone is parked. Parking and unparking cost about a microsecond, and a sleep and a wake-up.
 *
 * A lot is the address of its buckets (parking-bucket.ts) in some memory; keys are numbers of 32 bits.
 */

/** Results of {@link parkIn} beside the states of a node. */
export const INVALID = -1;
export const TIMED_OUT = -2;

/** How a thread wants to park. */
export interface Parking {
  /** Asked at the gate, so that nobody is unparked in between: whether to park at all. */
  readonly validate: () => boolean;
  /** Called when the thread is in the queue and the gate is free again. */
  readonly beforeSleep?: (() => void) | undefined;
  /** It has waited long: parks in front of the others. */
  readonly isDue: boolean;
  /** By the thread's own clock. */
  readonly deadline: number;
}

/** Notes that this thread is going to be parked. Until {@link endParking} its undertaker has the others look again. */
export function beginParking(region: Region, lot: number): void {
  pushHeld(lot, kindWord(region, HELD_PARKED));
}

/** Says that this thread has acted on being woken, or does not have to. */
export function endParking(region: Region, lot: number): void {
  heapRegion().ops.store32(nodeOf(current.block) + STATE, IDLE, 'relaxed');
  dropHeld(lot, kindWord(region, HELD_PARKED));
}

/** Whether this thread is in the queue of some lot now. */
export function isParked(): boolean {
  return heapRegion().ops.load32(nodeOf(current.block) + STATE, 'relaxed') === PARKED;
}

/** The key that this thread was parked for at last: another than it asked for, if it was requeued. */
export function keyOf(): number {
  return heapRegion().ops.load32(nodeOf(current.block) + KEY, 'relaxed');
}

/** Parks this thread, between {@link beginParking} and {@link endParking}. Returns the state of its node when it was woken, `INVALID` or `TIMED_OUT`. */
export function parkIn(region: Region, lot: number, key: number, { validate, beforeSleep, isDue, deadline }: Parking): number {
  const heap = heapRegion().ops;
  const node = nodeOf(current.block);
  const bucket = bucketOf(lot, key);
  enterBucket(region, bucket);
  try {
    if (!validate()) return INVALID;
    heap.store32(node + KEY, key, 'relaxed');
    heap.store32(node + DUE, isDue ? 1 : 0, 'relaxed');
    heap.store32(node + STATE, PARKED, 'relaxed');
    putIn(region, bucket, node, isDue);
  } finally {
    leaveBucket(region, bucket);
  }
  try {
    beforeSleep?.();
  } catch (error) {
    // A wake-up that it cannot act on goes to the others.
    if (giveUp(region, lot, node) !== TIMED_OUT) emptyBucket(region, bucketOf(lot, heap.load32(node + KEY, 'relaxed')));
    throw error;
  }
  return sleep(region, lot, node, deadline);
}

function sleep(region: Region, lot: number, node: number, deadline: number): number {
  for (;;) {
    const heap = heapRegion().ops;
    const state = heap.load32(node + STATE, 'acquire'); // pairs with the release of who unparks
    if (state !== PARKED) return state;
    const left = deadline - realm.now();
    if (!(left > 0)) return giveUp(region, lot, node);
    heap.wait32(node + STATE, PARKED, left);
  }
}

/** Takes this thread out of the queue in which it is by now; if it was unparked before, returns how. */
function giveUp(region: Region, lot: number, node: number): number {
  const heap = heapRegion().ops;
  for (;;) {
    const key = heap.load32(node + KEY, 'relaxed');
    const bucket = bucketOf(lot, key);
    enterBucket(region, bucket);
    const isHere = heap.load32(node + KEY, 'relaxed') === key; // else it was requeued meanwhile
    const state = heap.load32(node + STATE, 'acquire');
    if (isHere && state === PARKED) {
      takeOut(region, bucket, node);
      heap.store32(node + STATE, IDLE, 'relaxed');
    }
    leaveBucket(region, bucket);
    if (isHere) return state === PARKED ? TIMED_OUT : state;
  }
}

/** Notes that this thread was unparked: whatever it does with that, if it dies before it sleeps again, the others of the bucket look again. */
export function noteUnparked(region: Region, lot: number, key: number): void {
  const bucket = bucketOf(lot, key);
  if (realm.checked !== undefined) {
    const { notes } = realm.checked;
    if (notes !== undefined) notes.sleptOn = [bucket, kindWord(region, HELD_PARKED)];
    return;
  }
  const { i32 } = heapRegion();
  const block = current.block >>> 2;
  i32[block + WAIT_REGION] = kindWord(region, HELD_PARKED);
  i32[block + WAIT_ADDRESS] = bucket;
}

/** Does for a thread that died while it was parked, or before it acted on being unparked, what there is to do. For its undertaker; never waits. */
export function unparkForDead(region: Region, lot: number, block: number): void {
  const heap = heapRegion().ops;
  const node = nodeOf(block);
  let state = heap.cas32(node + STATE, PARKED, GONE, 'acqRel', 'acquire');
  if (state === IDLE) return;
  for (let key = heap.load32(node + KEY, 'relaxed'); ;) {
    if (state === HANDED) poison(region, key >>> 0);
    state = GONE; // once
    const isDone = emptyForDead(region, bucketOf(lot, key));
    // Who was at the gate may have been about to requeue it. Then it empties the other bucket as well, or has done so before this look.
    const now = heap.load32(node + KEY, 'relaxed');
    if (now !== key) {
      key = now;
      continue;
    }
    // Nobody was at the gate of the only bucket whose queue can have it: if it is still there, it was not in the queue yet.
    if (isDone) heap.cas32(node + STATE, GONE, OUT, 'relaxed', 'relaxed');
    return;
  }
}

/** Whether nothing leads any more to the node of a thread with that block that has died, after its undertaker was there. Until then its block must be nothing else. */
export function isOutOfLot(block: number): boolean {
  const state = heapRegion().ops.load32(nodeOf(block) + STATE, 'acquire'); // pairs with the release of who dropped it
  return state !== PARKED && state !== GONE;
}
