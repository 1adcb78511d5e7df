import { freeLocked } from '../memory/allocate.ts';
import {
  freeHeldList,
  HELD_BYTE,
  HELD_CLAIM,
  HELD_DELTA,
  HELD_END,
  HELD_EPOCH_RECORD,
  HELD_GATE,
  HELD_MCS_NODE,
  HELD_NODE,
  HELD_NOTHING,
  HELD_OWNER_WORD,
  HELD_PARKED,
  HELD_PLACE_IN_LINE,
  HELD_PLEDGE,
  HELD_SEQUENCE,
  HELD_SHARE,
  HELD_STRONG,
  HELD_TICKET,
  HELD_WAKE_UP,
  HELD_WEAK,
  heldEntries,
  type HeldEntry,
  pendingEntry,
  unpack,
} from '../memory/held-list.ts';
import { IDLE_COUNT, IDLE_TOP } from '../memory/header.ts';
import { HEAP_REGION, heapRegion } from '../memory/heap.ts';
import { breakHeapLock, tryLockHeap, unlockHeap } from '../memory/heap-lock.ts';
import { isOutOfLine, takeDeadOutOfLine } from '../memory/line.ts';
import { isOutOfLot, unparkForDead } from '../memory/parking.ts';
import { type RegionById, settleHeld, wakeForOthers } from '../memory/settle-held.ts';
import { adoptCaches } from '../memory/shared-lists.ts';
import { BLOCK_RECORD, MAILBOX, NEXT_IDLE, WAIT_ADDRESS, WAIT_REGION } from '../memory/thread-block.ts';

/** Poisons what a thread that has ended still holds, and wakes who waits for it. Returns how many locks that were. */
export function poisonHeld(block: number, regionById: RegionById, release?: (address: number) => void): number {
  return settleHeld([...heldEntries(block), pendingEntry(block)], block, regionById, release);
}

/**
 * Puts a dead worker's things in order: its locks are poisoned, the word it slept on is woken (a wake-up that was meant for one thread may have
 * gone to it), its free memory goes to the others, and it leaves the stack of idle workers.
 *
 * @param ended called with the records that the worker ran or was about to run, and what it held, while the heap's lock is held
 * @param isFree called with the block once it may be used again, while the heap's lock is held: now, at a later burial, or never
 */
export function bury(
  block: number,
  regionById: RegionById,
  ended: (records: number[], held: readonly HeldEntry[]) => void,
  isFree: (block: number) => void,
): void {
  const heap = heapRegion();
  heap.refresh();
  breakHeapLock(heap, block);
  const held = heldEntries(block);
  const entries = [...held, pendingEntry(block)];
  const poisoned = poisonHeld(block, regionById, (address) => withHeapLock(() => freeLocked(address)));
  const at = block >>> 2;
  wakeForOthers(unpack(heap.i32[at + WAIT_ADDRESS]!, heap.i32[at + WAIT_REGION]!), regionById);
  // Before its end is known: from then on what it waited for may be freed.
  leaveQueues(entries, block, regionById);
  withHeapLock(() => {
    leaveIdle(block);
    adoptCaches(heap, block);
    const { i32 } = heap;
    // A set: a worker that died while it took a record out of its mailbox has it in both places.
    const records = new Set([i32[at + BLOCK_RECORD]!, i32[at + MAILBOX]!]);
    records.delete(0);
    i32[at + BLOCK_RECORD] = 0;
    i32[at + MAILBOX] = 0;
    ended([...records], held);
    freeHeldList(block, freeLocked);
    const isClean = held.length === 0 && poisoned === 0;
    if (isClean || isForgotten(entries, regionById)) unfinished.push({ block, queues: queuesOf(entries), isFree });
    finishBurials();
  });
}

/** A block that is not used again yet, since others may still find it in the queues where its thread stood. */
interface Unfinished {
  readonly block: number;
  readonly queues: Queues;
  readonly isFree: (block: number) => void;
}

/** In which kinds of queues a thread stood: what they know of it are words of its block. */
interface Queues {
  readonly line: boolean;
  readonly lot: boolean;
}

function queuesOf(entries: readonly HeldEntry[]): Queues {
  return { line: entries.some(({ kind }) => kind === HELD_PLACE_IN_LINE), lot: entries.some(({ kind }) => kind === HELD_PARKED) };
}

/** Whoever is at the gate of a queue takes a dead thread out of it, at some time. Asked for again at each burial, of few. */
const unfinished: Unfinished[] = [];

/** Gives back the blocks to which nothing leads any more. The caller holds the heap's lock. */
function finishBurials(): void {
  for (const one of unfinished.splice(0)) {
    const { block, queues, isFree } = one;
    if ((queues.line && !isOutOfLine(block)) || (queues.lot && !isOutOfLot(block))) unfinished.push(one);
    else isFree(block);
  }
}

/** Has a dead thread taken out of the queues that it could not be taken out of before: it was at the gate itself, or another was. */
function leaveQueues(entries: readonly HeldEntry[], block: number, regionById: RegionById): void {
  for (const { kind, address, regionId } of entries) {
    const region = regionId === HEAP_REGION ? heapRegion() : regionById(regionId);
    if (region === undefined) continue;
    if (kind === HELD_PLACE_IN_LINE && !isOutOfLine(block)) takeDeadOutOfLine(region, address, block);
    if (kind === HELD_PARKED && !isOutOfLot(block)) unparkForDead(region, address, block);
  }
}

/** What was held by words that do not name its holder, or that are put in order for good when it is buried; or from which {@link finishBurials} learns when they are. */
const FORGOTTEN: ReadonlySet<number> = new Set([
  HELD_DELTA,
  HELD_OWNER_WORD,
  HELD_SEQUENCE,
  HELD_SHARE,
  HELD_BYTE,
  HELD_PLEDGE,
  HELD_WAKE_UP,
  HELD_TICKET,
  HELD_NODE,
  HELD_NOTHING,
  HELD_MCS_NODE,
  HELD_END,
  HELD_CLAIM,
  HELD_STRONG,
  HELD_WEAK,
  HELD_EPOCH_RECORD,
  HELD_GATE,
  HELD_PARKED,
  HELD_PLACE_IN_LINE,
]);

/** Whether no word will name the block of a thread that held these, so that the next thread that has the block does not pass for the owner. A memory that nobody here has heard of may have such a word. */
function isForgotten(entries: readonly HeldEntry[], regionById: RegionById): boolean {
  return entries.every(
    ({ address, kind, regionId }) =>
      (address === 0 && regionId === HEAP_REGION) ||
      (FORGOTTEN.has(kind) && (regionId === HEAP_REGION || regionById(regionId) !== undefined)),
  );
}

/** How long until something that could not be done at once is tried again, in ms. */
const RETRY_MS = 1;

/**
 * Runs `action` with the heap's lock, now or later: the supervisor must not wait for the lock, whose holder may be a dead thread of which it has yet to
 * hear.
 */
export function withHeapLock(action: () => void): void {
  const heap = heapRegion();
  if (!tryLockHeap(heap)) return void setTimeout(() => withHeapLock(action), RETRY_MS);
  try {
    action();
  } finally {
    unlockHeap(heap);
  }
}

/** Takes a block out of the stack of idle workers. The caller holds the heap's lock. */
function leaveIdle(block: number): void {
  const { i32 } = heapRegion();
  let link = IDLE_TOP;
  while (i32[link]! !== 0 && i32[link]! !== block) link = (i32[link]! >>> 2) + NEXT_IDLE;
  if (i32[link] === 0) return;
  i32[link] = i32[(block >>> 2) + NEXT_IDLE]!;
  i32[IDLE_COUNT]!--;
}
