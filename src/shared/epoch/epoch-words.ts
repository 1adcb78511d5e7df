import { BAG, IS_OVER, NEXT, OWNER, RECORD_BYTES, STATE } from '../../memory/epoch-record.ts';
import { allocateAligned, free } from '../../memory/allocate.ts';
import { dropHeld, HELD_EPOCH_RECORD, heldOfKind, pushHeld } from '../../memory/held-list.ts';
import * as heapModule from '../../memory/heap.ts';
import * as realmModule from '../../realm/realm.ts';
import { current, realm } from '../../realm/realm.ts';
import { takeFromBags } from './bag.ts';

// V8 folds a module's own constants into the code, but loads an imported one at each use and checks it.
const { heapRegion } = heapModule;
const { run } = realmModule;

/**
 * The words of an epoch, and the steps on them. All that decides when memory may be freed is here.
 *
 * | word      | meaning                                          | who changes it                                          |
 * |-----------|--------------------------------------------------|---------------------------------------------------------|
 * | `EPOCH`   | the number of the epoch, of 30 bits              | whoever finds all pinned threads in this one: adds 1    |
 * | `RECORDS` | the first of the records (memory/epoch-record.ts)| who adds one                                            |
 *
 * Why nothing is freed that a thread may still have: who has it was pinned before it was taken out, in an epoch *p* that was not later than *e*, in which it was retired. While that thread is pinned the epoch comes to
 * *p* + 1 at most, since who wants to go further finds it pinned in another one. So in *e* + 2 nobody has it.
 */
export const EPOCH = 0;
export const RECORDS = 4;
/** Each on its own: the first word is written rarely, and read at each pin. */
export const EPOCH_BYTES = 128;
const EPOCH_MASK = 2 ** 30 - 1;
const PINNED = 1;
/** So many epochs after it was retired nobody has it. */
const AGE = 2;

/** For the checker only: at run time all atomic operations are sequentially consistent, and so in the order that this asks for. */
function fullFence(): void {
  if (run.isChecked === true) realm.fence('seqCst');
}

/** A record for this thread: one that nobody has, or a new one. */
export function takeRecord(epoch: number): number {
  const { ops } = heapRegion();
  for (const record of recordsOf(epoch)) {
    if (claimRecord(record)) return record;
  }
  const left = heldOfKind(HELD_EPOCH_RECORD).find((held) => ops.load32(held + OWNER, 'acquire') === (current.block | IS_OVER)); // pairs with the release of endRecord
  const record = left ?? allocateAligned(RECORD_BYTES, RECORD_BYTES);
  for (const [word, value] of [
    [OWNER, current.block],
    [STATE, 0],
    [BAG, 0],
  ] as const)
    heapRegion().i32[(record + word) >>> 2] = value;
  for (let first = ops.load32(epoch + RECORDS, 'relaxed'); ;) {
    heapRegion().i32[(record + NEXT) >>> 2] = first;
    const found = ops.cas32(epoch + RECORDS, first, record, 'release', 'relaxed'); // pairs with the acquire of recordsOf
    if (found === first) break;
    first = found;
  }
  if (left === undefined) pushHeld(record, HELD_EPOCH_RECORD);
  return record;
}

/** Takes a record that nobody has. */
function claimRecord(record: number): boolean {
  const { ops } = heapRegion();
  if (ops.load32(record + OWNER, 'relaxed') !== 0) return false;
  if (ops.cas32(record + OWNER, 0, current.block, 'acquire', 'relaxed') !== 0) return false;
  pushHeld(record, HELD_EPOCH_RECORD);
  return true;
}

export function* recordsOf(epoch: number): Generator<number> {
  const heap = heapRegion();
  for (let record = heap.ops.load32(epoch + RECORDS, 'acquire'); record !== 0; record = heap.i32[(record + NEXT) >>> 2]!) {
    heap.check(record, RECORD_BYTES, RECORD_BYTES, 'record of an epoch');
    yield record;
  }
}

/** Says that this thread may have, from now on, what others take out. */
export function pinRecord(epoch: number, record: number): void {
  const { ops } = heapRegion();
  const now = ops.load32(epoch + EPOCH, 'relaxed');
  // release: where a later store of the same thread ends a release sequence, who sees this one must know of the reads before the last unpin, too
  ops.store32(record + STATE, now * 2 + PINNED, 'release');
  fullFence(); // before anything is read: who goes on to the next epoch sees this, or what was taken out before is seen here
}

export function unpinRecord(record: number): void {
  heapRegion().ops.store32(record + STATE, 0, 'release'); // pairs with the acquire of tryAdvance
}

/** The epoch with which something is retired that was taken out before. */
export function epochNow(epoch: number): number {
  fullFence();
  return heapRegion().ops.load32(epoch + EPOCH, 'relaxed');
}

/** Goes on to the next epoch if all threads that are pinned are in this one. */
export function tryAdvance(epoch: number): void {
  const { ops } = heapRegion();
  const now = ops.load32(epoch + EPOCH, 'acquire');
  fullFence();
  for (const record of recordsOf(epoch)) {
    const state = ops.load32(record + STATE, 'acquire');
    if (state !== 0 && state !== now * 2 + PINNED) return;
  }
  ops.cas32(epoch + EPOCH, now, (now + 1) & EPOCH_MASK, 'acqRel', 'relaxed');
}

/** What the record has retired that nobody can have any more. */
export function takeOld(epoch: number, record: number): number[] {
  return takeFromBags(record, isOldAt(heapRegion().ops.load32(epoch + EPOCH, 'acquire')));
}

/** Whether what was retired in an epoch is old enough in epoch `now`. Epochs go round. */
export function isOldAt(now: number): (epoch: number) => boolean {
  return (then) => ((now - then) & EPOCH_MASK) >= AGE;
}

/** Takes what threads that have ended had retired. */
export function takeOldOfOrphans(epoch: number): number[] {
  const taken: number[] = [];
  for (const record of recordsOf(epoch)) {
    if (!claimRecord(record)) continue;
    for (const address of takeOld(epoch, record)) taken.push(address); // there may be more of them than a call takes arguments
    giveRecord(record);
  }
  return taken;
}

/** Gives the record back, with what is in its bags. */
export function giveRecord(record: number): void {
  heapRegion().ops.store32(record + OWNER, 0, 'release'); // pairs with the acquire of claimRecord
  dropHeld(record, HELD_EPOCH_RECORD);
}

/**
 * Frees a record of an epoch that is over, if no other thread has it. The list of what that one holds leads here, and its undertaker would take whatever lies here then for a record: so it is left to
 * them, or to the next epoch of that thread.
 */
export function endRecord(record: number): void {
  const { ops } = heapRegion();
  const owner = ops.load32(record + OWNER, 'acquire');
  if (owner === current.block) dropHeld(record, HELD_EPOCH_RECORD);
  else if (owner !== 0 && ops.cas32(record + OWNER, owner, owner | IS_OVER, 'release', 'acquire') !== 0) return;
  free(record);
}
