import { IDLE_COUNT, IDLE_TOP, PENDING_FIRST, PENDING_LAST } from '../memory/header.ts';
import { heapRegion } from '../memory/heap.ts';
import { lockHeap, unlockHeap } from '../memory/heap-lock.ts';
import { MAILBOX, NEXT_IDLE } from '../memory/thread-block.ts';
import { current, realm } from '../realm/realm.ts';
import { NEXT, RECORD_BYTES } from './record.ts';
import { LIFE_OF_A_SHORT_THREAD, SpinBudget } from './spin-budget.ts';

/**
 * The pool: a stack of workers that wait for a thread to run, and a queue of threads that wait for a worker to come up. Both are linked lists under the
 * heap's lock, and at least one of them is always empty.
 *
 * The pool never makes a thread wait for another to end: for each thread in the queue a worker was asked for. But a worker that becomes free while others still come
 * up takes the first of the queue, so that a thousand short threads need a few workers and not a thousand.
 */

/** Workers per processor that are kept idle; each costs about 5 MB. A guess between memory and the 20 ms that a new worker costs. */
const IDLE_PER_PROCESSOR = 4;
const IDLE_LEAST = 8;

/** How often to look for an idle worker before a new one is asked for: 2 µs, in which one that has just ended a thread becomes idle. A guess. */
const LOOKS_FOR_IDLE = 80;

/** Hands a record to an idle worker; returns whether there was one. About 100 ns, and a wake-up if the worker sleeps. */
export function handOver(record: number): boolean {
  const heap = heapRegion();
  for (let left = LOOKS_FOR_IDLE; left > 0 && heap.ops.load32(IDLE_TOP * 4, 'relaxed') === 0; left--) realm.pause();
  lockHeap(heap);
  const block = popIdle(record);
  unlockHeap(heap);
  return wake(block);
}

/** The same, and puts the record into the queue if there is none. */
export function handOverOrQueue(record: number): boolean {
  const heap = heapRegion();
  lockHeap(heap);
  const block = popIdle(record);
  if (block === 0) enqueue(record);
  unlockHeap(heap);
  return wake(block);
}

function popIdle(record: number): number {
  const heap = heapRegion();
  const block = heap.i32[IDLE_TOP]!;
  if (block === 0) return 0;
  heap.check(block, 4, 4, 'worker');
  heap.i32[IDLE_TOP] = heap.i32[(block >>> 2) + NEXT_IDLE]!;
  heap.i32[IDLE_COUNT]!--;
  // Under the lock: the supervisor, burying this worker, either finds it in the stack or finds the record in its mailbox.
  heap.ops.store32(block + MAILBOX * 4, record, 'release');
  return block;
}

function wake(block: number): boolean {
  if (block === 0) return false;
  heapRegion().ops.notify(block + MAILBOX * 4, 1);
  return true;
}

/**
 * Appends to the queue. It may end in the middle, if its thread is killed: `PENDING_LAST` is a hint, from which the end is found, and one store makes the record
 * part of the queue.
 */
function enqueue(record: number): void {
  const heap = heapRegion();
  heap.i32[(record >>> 2) + NEXT] = 0;
  let last = checked(heap.i32[PENDING_LAST]! || heap.i32[PENDING_FIRST]!);
  if (last === 0) {
    heap.ops.store32(PENDING_FIRST * 4, record, 'relaxed');
  } else {
    for (let next = nextOf(last); next !== 0; next = nextOf(next)) last = next;
    heap.i32[(last >>> 2) + NEXT] = record;
  }
  heap.i32[PENDING_LAST] = record;
}

/** Takes a record out of the queue; returns whether it was there. The caller holds the heap's lock. */
export function dequeue(record: number): boolean {
  const heap = heapRegion();
  let before = 0;
  let at = checked(heap.i32[PENDING_FIRST]!);
  while (at !== 0 && at !== record) {
    before = at;
    at = nextOf(at);
  }
  if (at === 0) return false;
  // The hint first: it must never lead to a record that is no longer in the queue.
  if (heap.i32[PENDING_LAST] === record) heap.i32[PENDING_LAST] = before;
  const next = nextOf(record);
  if (before === 0) heap.ops.store32(PENDING_FIRST * 4, next, 'relaxed');
  else heap.i32[(before >>> 2) + NEXT] = next;
  return true;
}

/** The first record of the queue, 0 if it is empty. The caller holds the heap's lock. */
export function firstPending(): number {
  return checked(heapRegion().i32[PENDING_FIRST]!);
}

function nextOf(record: number): number {
  return checked(heapRegion().i32[(record >>> 2) + NEXT]!);
}

/** Makes sure that this thread's views reach the record. */
function checked(record: number): number {
  heapRegion().check(record, RECORD_BYTES, RECORD_BYTES, 'thread record');
  return record;
}

/** Whether threads wait for a worker. Without the lock: for the supervisor, which asks again at each request. */
export function isAnyPending(): boolean {
  return heapRegion().ops.load32(PENDING_FIRST * 4, 'acquire') !== 0;
}

/** Puts the first record of the queue into the current worker's mailbox, or if there is none the worker on the stack. False if enough are there: it is to end. */
export function becomeIdle(): boolean {
  const heap = heapRegion();
  const limit = Math.max(IDLE_LEAST, IDLE_PER_PROCESSOR * realm.availableParallelism());
  lockHeap(heap);
  const record = firstPending();
  const { i32 } = heap;
  const stay = record !== 0 || i32[IDLE_COUNT]! < limit;
  if (record !== 0) {
    // First into the mailbox: a worker that dies in between has the record in both places, never in none.
    heap.ops.store32(current.block + MAILBOX * 4, record, 'relaxed');
    dequeue(record);
  } else if (stay) {
    i32[(current.block >>> 2) + NEXT_IDLE] = i32[IDLE_TOP]!;
    heap.ops.store32(IDLE_TOP * 4, current.block, 'relaxed');
    i32[IDLE_COUNT]!++;
  }
  unlockHeap(heap);
  return stay;
}

const budget = new SpinBudget(LIFE_OF_A_SHORT_THREAD);

/** Waits until the mailbox has a record: looks at it for a while before it sleeps, so that a chain of short threads needs no wake-ups. */
export function waitForMail(mailbox: number): number {
  const { ops } = heapRegion();
  for (let left = budget.looks; left > 0; left--) {
    const record = ops.load32(mailbox, 'acquire');
    if (record !== 0) {
      budget.succeeded();
      return record;
    }
    realm.pause();
  }
  budget.failed();
  for (;;) {
    const record = ops.load32(mailbox, 'acquire');
    if (record !== 0) return record;
    ops.wait32(mailbox, 0, Infinity);
  }
}
