import { LockError } from '../realm/errors.ts';
import { realm } from '../realm/realm.ts';
import { enterGate, enterGateForDead, insideGate, leaveGate, UNDERTAKER } from './gate.ts';
import { HELD_DELTA, HELD_GATE, kindWord, pushHeld } from './held-list.ts';
import { PAGE_TABLE, PARKING_LOT } from './header.ts';
import { heapRegion } from './heap.ts';
import { GONE, KEY, LOOK_AGAIN, NEXT, OUT, PARKED, STATE } from './parking-node.ts';
import type { Region } from './region.ts';
import { exchangeWithNotes, forgetShare, type NoteChange, noteWith } from './share.ts';

/**
 * The buckets of a parking lot: each has the queue of the threads that are parked for the keys that fall into it. {@link BUCKETS} of them, however many threads there are: a queue is never longer
 * than the number of threads that sleep, and looking at a node takes some nanoseconds.
 *
 * | offset | word     | meaning                                                      | who changes it         |
 * |--------|----------|--------------------------------------------------------------|------------------------|
 * | 0      | gate     | who changes the queue now: see gate.ts                        | see there              |
 * | 4      | head     | the first node (parking-node.ts), 0 if nobody is parked here  | who holds the gate     |
 * | 8      | promises | 1 if promises may wait on the count                           | to 1: who makes a promise wait; to 0: who tells them, at the gate |
 * | 12     | count    | goes up when the promises are to look again                   | who holds the gate     |
 *
 * A node is in the queue, or in the hand of who holds the gate, or it has been told that it is out, so that its thread may go on and be in another queue: each step from one to the next is one
 * operation, done together with the note of what the thread has in hand. So the undertaker of a thread that died at a gate knows which node is nowhere else.
 *
 * A death empties the bucket: whoever dies at its gate, in its queue, or before it acted on being unparked, may have had to unpark the others, so all of them look again.
 */
const GATE = 0;
const HEAD = 4;
const PROMISES = 8;
export const COUNT = 12;
const BUCKET_BYTES = 16;

export const BUCKETS = 128;
const BUCKET_BITS = 7;
export const LOT_BYTES: number = BUCKETS * BUCKET_BYTES;

if (PARKING_LOT * 4 + LOT_BYTES > PAGE_TABLE * 4) throw new Error('heap header: the parking lot runs into the page table');

/** 2^32 divided by the golden ratio: spreads keys that follow each other. */
const SPREAD = 0x9e3779b1;

/** In a note of what is in hand: the node has been told, and only has to be woken. */
const TOLD = 1;
/** No block: an undertaker takes nobody's place. */
const NOBODY = -1;

/** The address of the heap's own lot. */
export function lotOfHeap(): number {
  return realm.checked?.parkingLot ?? PARKING_LOT * 4;
}

/** The bucket for a key. */
export function bucketOf(lot: number, key: number): number {
  return lot + (Math.imul(key, SPREAD) >>> (32 - BUCKET_BITS)) * BUCKET_BYTES;
}

/**
 * Goes to the gate, with nothing in hand.
 *
 * @throws {LockError} `SELF_DEADLOCK` if this thread is there
 */
export function enterBucket(region: Region, bucket: number): void {
  pushHeld(0, HELD_DELTA);
  pushHeld(bucket, kindWord(region, HELD_GATE));
  if (enterGate(region, bucket + GATE)) return;
  forgetShare(region, bucket, 0, HELD_GATE);
  throw new LockError(
    'SELF_DEADLOCK',
    'ParkingLot: a call from inside of a callback of the lot, which holds the queue that the call needs. Do it after the call that has the callback',
  );
}

/** Leaves the gate; does before what a dead thread may have left undone. */
export function leaveBucket(region: Region, bucket: number, sweep: () => void = () => empty(region, bucket)): void {
  leaveGate(region, bucket + GATE, sweep);
  forgetShare(region, bucket, 0, HELD_GATE);
}

/** At the gate: a node, and the one before it in the queue, 0 if it is the first. */
export interface Found {
  readonly node: number;
  readonly before: number;
}

/** At the gate: the first node that is parked for the key, behind `before` if that is given; 0 if there is none. */
export function findParked(region: Region, bucket: number, key: number, before = 0): Found {
  const heap = heapRegion().ops;
  let last = before;
  for (;;) {
    const node = nextOf(region, bucket, last);
    if (node === 0 || heap.load32(node + KEY, 'relaxed') === (key | 0)) return { node, before: last };
    last = node;
  }
}

/** At the gate: the node behind `before`, or the first of the bucket. */
function nextOf(region: Region, bucket: number, before: number): number {
  return before === 0 ? region.ops.load32(bucket + HEAD, 'relaxed') : heapRegion().ops.load32(before + NEXT, 'relaxed');
}

/** At the gate: the last node, 0 if there is none. */
function lastOf(region: Region, bucket: number): number {
  let last = 0;
  for (let node = nextOf(region, bucket, 0); node !== 0; node = nextOf(region, bucket, node)) last = node;
  return last;
}

/** At the gate: puts a node of this thread into the queue, at its end, or in front of all others. */
export function putIn(region: Region, bucket: number, node: number, inFront: boolean): void {
  const heap = heapRegion().ops;
  const before = inFront ? 0 : lastOf(region, bucket);
  heap.store32(node + NEXT, inFront ? nextOf(region, bucket, 0) : 0, 'relaxed');
  if (before === 0) region.ops.store32(bucket + HEAD, node, 'relaxed');
  else heap.store32(before + NEXT, node, 'relaxed');
}

/** At the gate: takes a node out of the queue, into the hand. */
export function takeInHand(region: Region, bucket: number, { node, before }: Found): void {
  const next = heapRegion().ops.load32(node + NEXT, 'relaxed');
  const hand = inHand(region, bucket, 0, node);
  if (before === 0) exchangeWithNotes(region, bucket + HEAD, node, next, 'relaxed', hand);
  else exchangeWithNotes(heapRegion(), before + NEXT, node, next, 'relaxed', hand);
}

/** At the gate: takes a node out of the queue in which it is. */
export function takeOut(region: Region, bucket: number, node: number): void {
  let before = 0;
  for (let next = nextOf(region, bucket, 0); next !== node; next = nextOf(region, bucket, next)) before = next;
  takeInHand(region, bucket, { node, before });
  letGo(region, bucket, node);
}

/** At the gates of both buckets: puts the node in hand at the end of the queue of another bucket, parked for another key. */
export function putFromHand(region: Region, from: number, to: number, node: number, key: number): void {
  const heap = heapRegion();
  heap.ops.store32(node + KEY, key, 'relaxed');
  heap.ops.store32(node + NEXT, 0, 'relaxed');
  const last = lastOf(region, to);
  const hand = inHand(region, from, node, 0);
  if (last === 0) exchangeWithNotes(region, to + HEAD, 0, node, 'relaxed', hand);
  else exchangeWithNotes(heap, last + NEXT, 0, node, 'relaxed', hand);
}

/**
 * At the gate: tells the node in hand what has become of it, and wakes its thread. Returns false if that has died.
 *
 * @param given changed with it: a note of what is the other thread's from then on
 */
export function tell(region: Region, bucket: number, node: number, state: number, given?: NoteChange): boolean {
  const heap = heapRegion();
  // release: what was done before is there for the thread that finds itself unparked. An exchange: its undertaker may come in between.
  const isTold = exchangeWithNotes(heap, node + STATE, PARKED, state, 'release', inHand(region, bucket, node, node | TOLD), given);
  if (isTold) {
    heap.ops.notify(node + STATE, 1);
    letGo(region, bucket, node | TOLD);
  } else {
    // Together: an undertaker that still found it in this thread's hand would tell the next thread that has the block.
    exchangeWithNotes(heap, node + STATE, GONE, OUT, 'release', inHand(region, bucket, node, 0));
  }
  return isTold;
}

/** Has nothing in hand any more. */
function letGo(region: Region, bucket: number, hand: number): void {
  noteWith(region, bucket, HELD_GATE, hand, 0, () => 0);
}

function inHand(region: Region, bucket: number, before: number, after: number): NoteChange {
  return { region, p: bucket, held: HELD_GATE, before, after };
}

/** Says that a promise is going to wait on the count, unless it finds after this what it waits for. */
export function promiseWaits({ ops }: Region, bucket: number): void {
  ops.store32(bucket + PROMISES, 1, 'relaxed');
  // Who unparks has changed something, and then looks whether promises wait: with a fence on both sides, one of the two sees the other.
  realm.fence('seqCst');
}

/** At the gate: has the promises of all keys of the bucket look again. */
export function tellPromisesOf(region: Region, bucket: number): void {
  realm.fence('seqCst'); // see promiseWaits
  if (region.ops.load32(bucket + PROMISES, 'relaxed') === 0) return;
  region.ops.exchange32(bucket + PROMISES, 0, 'relaxed'); // before the count: a promise that says so again has yet to read the count, or is told by it
  wakePromisesOf(region, bucket);
}

function wakePromisesOf({ ops }: Region, bucket: number): void {
  ops.add32(bucket + COUNT, 1, 'release'); // pairs with the acquire of the promises' queue
  ops.notify(bucket + COUNT, Infinity);
}

/** At the gate: has all who are parked, and all promises, look again. */
export function empty(region: Region, bucket: number): void {
  for (let node = nextOf(region, bucket, 0); node !== 0; node = nextOf(region, bucket, 0)) {
    takeInHand(region, bucket, { node, before: 0 });
    tell(region, bucket, node, LOOK_AGAIN);
  }
  tellPromisesOf(region, bucket);
}

/** Goes to the gate and empties the bucket. */
export function emptyBucket(region: Region, bucket: number): void {
  enterBucket(region, bucket);
  empty(region, bucket);
  leaveBucket(region, bucket);
}

/** Empties a bucket, or has whoever is at its gate do it: returns whether it was done here. For undertakers; never waits. */
export function emptyForDead(region: Region, bucket: number): boolean {
  if (!enterGateForDead(region, bucket + GATE, NOBODY)) return false;
  empty(region, bucket);
  leaveGate(region, bucket + GATE, () => empty(region, bucket), UNDERTAKER);
  return true;
}

/** Takes the place of a thread that has died, if it was at the gate, and does what it may have left undone. For its undertaker. */
export function leaveBucketForDead(region: Region, bucket: number, hand: number, block: number): void {
  const { ops } = heapRegion();
  if (insideGate(region, bucket + GATE) !== block) return;
  enterGateForDead(region, bucket + GATE, block);
  if ((hand & TOLD) !== 0) ops.notify((hand & ~TOLD) + STATE, 1);
  else if (hand !== 0) tell(region, bucket, hand, LOOK_AGAIN);
  empty(region, bucket);
  wakePromisesOf(region, bucket); // whatever the word says
  leaveGate(region, bucket + GATE, () => empty(region, bucket), UNDERTAKER);
}
