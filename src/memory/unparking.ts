import { bucketOf, empty, enterBucket, findParked, leaveBucket, putFromHand, takeInHand, tell, tellPromisesOf } from './parking-bucket.ts';
import { DUE, UNPARKED, TOKEN } from './parking-node.ts';
import { heapRegion } from './heap.ts';
import type { Region } from './region.ts';
import type { NoteChange } from './share.ts';

/** How threads that are parked are unparked; see parking.ts. Each costs about a microsecond, and a wake-up of the operating system for each thread. */

/** What there is for a key, at the gate of its bucket. */
export interface Sight {
  /** Whether a thread is parked for it, and is unparked now. */
  readonly unparked: boolean;
  /** Whether there are more of them. */
  readonly hasMore: boolean;
  /** Whether the one that is unparked has waited long. */
  readonly isDue: boolean;
}

/** Says what the thread becomes that is unparked, `UNPARKED` or `HANDED`. Called at the gate in any case, so that no thread can park in between. */
export type Decide = (sight: Sight) => number;

const NOBODY: Sight = { unparked: false, hasMore: false, isDue: false };

/**
 * Unparks the thread that has been parked longest for a key, or one that is due. Returns false if it has died before it was told.
 *
 * @param given a note of this thread that goes over to the other, if it becomes `HANDED`
 */
export function unparkFirst(region: Region, lot: number, key: number, decide: Decide, token: () => number, given?: NoteChange): boolean {
  const bucket = bucketOf(lot, key);
  enterBucket(region, bucket);
  try {
    const found = findParked(region, bucket, key);
    const { node } = found;
    if (node === 0) {
      decide(NOBODY);
      return true;
    }
    const heap = heapRegion().ops;
    const hasMore = findParked(region, bucket, key, node).node !== 0;
    const state = decide({ unparked: true, hasMore, isDue: heap.load32(node + DUE, 'relaxed') !== 0 });
    takeInHand(region, bucket, found);
    heap.store32(node + TOKEN, token(), 'relaxed');
    return tell(region, bucket, node, state, state === UNPARKED ? undefined : given);
  } finally {
    tellPromisesOf(region, bucket);
    leaveBucket(region, bucket);
  }
}

/** Unparks all threads that are parked for a key; returns how many. */
export function unparkEvery(region: Region, lot: number, key: number, token: number): number {
  const bucket = bucketOf(lot, key);
  enterBucket(region, bucket);
  const unparked = unparkSome(region, bucket, key, token, Infinity);
  tellPromisesOf(region, bucket);
  leaveBucket(region, bucket);
  return unparked;
}

function unparkSome(region: Region, bucket: number, key: number, token: number, most: number): number {
  let unparked = 0;
  while (unparked < most) {
    const found = findParked(region, bucket, key);
    if (found.node === 0) break;
    takeInHand(region, bucket, found);
    heapRegion().ops.store32(found.node + TOKEN, token, 'relaxed');
    if (tell(region, bucket, found.node, UNPARKED)) unparked++;
  }
  return unparked;
}

/** What is done with the threads of a key: so many are unparked, and so many of the others parked for another key. */
export interface Requeue {
  readonly unpark: number;
  readonly move: number;
  readonly token: number;
}

export interface Requeued {
  readonly unparked: number;
  readonly moved: number;
}

/**
 * Unparks some of the threads that are parked for a key, and has others wait for another key, as if they had parked for that now. `plan` is called at the gates of both; undefined if nothing is to be done.
 */
export function requeue(region: Region, lot: number, from: number, to: number, plan: () => Requeue | undefined): Requeued {
  const source = bucketOf(lot, from);
  const target = bucketOf(lot, to);
  // Two threads that requeue in opposite directions go in at the lower one first, both.
  enterBucket(region, Math.min(source, target));
  if (source !== target) enterBucket(region, Math.max(source, target));
  let unparked = 0;
  let moved = 0;
  try {
    const planned = plan();
    if (planned !== undefined) {
      unparked = unparkSome(region, source, from, planned.token, planned.unpark);
      moved = moveSome(region, source, target, from, to, planned.move);
    }
  } finally {
    tellPromisesOf(region, source);
    // If an undertaker asked to empty the source, what it was after may be in the target by now.
    leaveBucket(region, source, () => {
      empty(region, source);
      if (source !== target) empty(region, target);
    });
    if (source !== target) leaveBucket(region, target);
  }
  return { unparked, moved };
}

function moveSome(region: Region, source: number, target: number, from: number, to: number, most: number): number {
  let moved = 0;
  for (; moved < most; moved++) {
    const found = findParked(region, source, from);
    if (found.node === 0) break;
    takeInHand(region, source, found);
    putFromHand(region, source, target, found.node, to);
  }
  return moved;
}
