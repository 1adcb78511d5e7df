import { IDLE_COUNT, IDLE_TOP } from '../memory/header.ts';
import { heapRegion } from '../memory/heap.ts';
import { lockHeap, unlockHeap } from '../memory/heap-lock.ts';
import { MAILBOX, NEXT_IDLE } from '../memory/thread-block.ts';
import { current, realm } from '../realm/realm.ts';

/**
 * The pool: a stack of workers that wait for a thread to run, linked through their blocks, under the heap's lock. The last one in is the first
 * one out, since its caches are warm.
 *
 * The pool never makes a thread wait for another: where no worker is idle a new one is made.
 */

/** Workers per processor that are kept idle; each costs about 5 MB. A guess between memory and the 20 ms that a new worker costs. */
const IDLE_PER_PROCESSOR = 4;
const IDLE_LEAST = 8;

/** How often an idle worker looks at its mailbox before it sleeps: about 10 µs, so that a chain of short threads needs no wake-up of the operating system. */
const SPIN_LIMIT = 400;

/** Puts the current worker on the stack. False if enough are there: it is to end. */
export function becomeIdle(): boolean {
  const heap = heapRegion();
  const limit = Math.max(IDLE_LEAST, IDLE_PER_PROCESSOR * realm.availableParallelism());
  lockHeap(heap);
  const { i32 } = heap;
  const stay = i32[IDLE_COUNT]! < limit;
  if (stay) {
    i32[(current.block >>> 2) + NEXT_IDLE] = i32[IDLE_TOP]!;
    i32[IDLE_TOP] = current.block;
    i32[IDLE_COUNT]!++;
  }
  unlockHeap(heap);
  return stay;
}

/** Sleeps until the mailbox has a record. */
export function waitForMail(mailbox: number): number {
  const { ops } = heapRegion();
  for (let spins = 0; spins < SPIN_LIMIT && realm.availableParallelism() > 1; spins++) {
    const record = ops.load32(mailbox, 'acquire');
    if (record !== 0) return record;
    realm.pause();
  }
  for (;;) {
    const record = ops.load32(mailbox, 'acquire');
    if (record !== 0) return record;
    ops.wait32(mailbox, 0, Infinity);
  }
}

/** Hands a record to an idle worker; returns its block, or 0 if there is none. About 100 ns, and a wake-up if the worker sleeps. */
export function handToIdleWorker(record: number): number {
  const heap = heapRegion();
  lockHeap(heap);
  const block = heap.i32[IDLE_TOP]!;
  if (block !== 0) {
    heap.check(block, 4, 4, 'worker');
    heap.i32[IDLE_TOP] = heap.i32[(block >>> 2) + NEXT_IDLE]!;
    heap.i32[IDLE_COUNT]!--;
    // Under the lock: the supervisor, burying this worker, either finds it in the stack or finds the record in its mailbox.
    heap.ops.store32(block + MAILBOX * 4, record, 'release');
  }
  unlockHeap(heap);
  if (block !== 0) heap.ops.notify(block + MAILBOX * 4, 1);
  return block;
}
