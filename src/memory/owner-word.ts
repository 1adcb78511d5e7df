import * as opsModule from '../realm/ops.ts';
import type { CheckedHooks } from '../realm/checked.ts';
import type { Ops } from '../realm/ops.ts';
import { current, realm, watchCurrent } from '../realm/realm.ts';
import * as heldList from './held-list.ts';
import * as heap from './heap.ts';
import type { Region } from './region.ts';
import { HELD_LIMIT, HELD_TOP, WAIT_ADDRESS, WAIT_REGION } from './thread-block.ts';

// V8 folds a module's own constants into the code, but loads an imported one at each use and checks its type: 2 ns for a lock and unlock.
const { LIST_SLOW } = opsModule;
const { dropHeld, HELD_OWNER_WORD, isHeld, kindWord, makeRoomForHeld, notePending, pushHeld } = heldList;
const { HEAP_REGION, heapRegion } = heap;

/**
 * An owner word: the state of a lock that one thread at a time holds. The address of the holder's block is the owner, with flags in the low bits.
 *
 * | value                | meaning                                             | who may change it                  |
 * |----------------------|-----------------------------------------------------|------------------------------------|
 * | 0                    | free                                                | anyone, by taking it               |
 * | owner                | held, nobody waits                                  | the owner; waiters add flags       |
 * | owner + CONTENDED    | held, threads may be asleep on this word            | the owner                          |
 * | owner + ASYNC        | held, promises may wait on the second word          | the owner                          |
 * | POISONED             | free, but its owner died while it held it           | whoever clears the poison          |
 *
 * The word is followed by a second one (`+4`), a count that goes up whenever promises are to look again. Promises never sleep on the first word: a
 * wake-up of one that went to the promise of a busy or dead thread would strand a blocked one.
 */
export const CONTENDED = 1;
export const ASYNC = 2;
export const POISONED = 4;
const FLAGS = 15;

/** Both words. */
export const OWNER_WORD_BYTES = 8;
/** Where the second word is. */
export const ASYNC_COUNT = 4;

/** The block of the thread that a word names, 0 if none. */
export function ownerOf(word: number): number {
  return word & ~FLAGS;
}

/** What a word means, in a few words. For reports of the checker: `threadOf` names the thread of a block. */
export function meaningOfOwnerWord(word: number, threadOf: (block: number) => string): string {
  if (word === 0) return 'free';
  if (word === POISONED) return 'free, poisoned';
  const waiting = [...((word & CONTENDED) === 0 ? [] : ['threads may wait']), ...((word & ASYNC) === 0 ? [] : ['promises may wait'])];
  return [`held by ${threadOf(ownerOf(word))}`, ...waiting].join(', ');
}

/**
 * This thread's block, for hot paths. Absent until the heap is open: V8 takes a field that was given its value once, when it was added, for a
 * constant, and puts the address into the code.
 */
export const me: { block?: number } = {};
watchCurrent(({ block }) => {
  if (block !== 0) me.block = block;
});

/** How owner words of one region are taken and given back; see `Ops` of the realm for what the two return. */
export type OwnerOps = Pick<Ops, 'takeOwnerWord' | 'giveOwnerWord'>;

/** Those of the heap are the back end's own: one instruction and a note. About 9 ns each on V8. */
export function ownerOpsOf(region: Region): OwnerOps {
  return region.id === HEAP_REGION ? region.ops : new OwnerOpsElsewhere(region);
}

/** In other memories the note goes to another memory than the word, which WebAssembly cannot reach: the two are done one after the other. */
class OwnerOpsElsewhere implements OwnerOps {
  readonly #region: Region;

  constructor(region: Region) {
    this.#region = region;
  }

  takeOwnerWord(p: number, block: number): number {
    return takeAs(this.#region, p, block);
  }

  giveOwnerWord(p: number, block: number): number {
    const found = this.#region.ops.cas32(p, block, 0, 'release', 'relaxed');
    if (found !== block) return found;
    forgetOwnerWord(this.#region, p);
    return 0;
  }
}

/**
 * Takes the word if it is 0. Returns 0 if taken, else the word found.
 *
 * The `acquire` of the exchange pairs with the `release` of {@link giveOwnerWord}: what the last holder wrote is visible to this one.
 */
export function takeOwnerWord(region: Region, p: number): number {
  if (region.id !== HEAP_REGION) return takeAs(region, p, current.block);
  const found = region.ops.takeOwnerWord(p, current.block, HELD_OWNER_WORD);
  return found === LIST_SLOW ? takeWithRoom(region, p) : found;
}

function takeWithRoom(region: Region, p: number): number {
  makeRoomForHeld();
  return region.ops.takeOwnerWord(p, current.block, HELD_OWNER_WORD);
}

/** Takes a word that holds `free` (0, or `POISONED` to repair), leaving `mine`: this thread's block and flags. Returns `free` if taken, else the word found. */
export function takeAs(region: Region, p: number, mine: number, free = 0): number {
  const kind = kindWord(region, HELD_OWNER_WORD);
  const { i32 } = heapRegion();
  const block = current.block >>> 2;
  // Before the lock is taken, since this may fail: the heap may be full.
  if (realm.checked === undefined && i32[block + HELD_TOP]! >= i32[block + HELD_LIMIT]!) makeRoomForHeld();
  notePending(p, kind);
  const found = region.ops.cas32(p, free, mine, 'acquire', 'relaxed');
  if (found === free) pushHeld(p, kind);
  return found;
}

/**
 * Whether `word`, found at `p`, names this thread. In the heap the block in the word says so; another memory may be shared by programs with heaps of
 * their own, where two blocks can have one address, so there this thread's list is asked as well. In a checked run there is one program.
 */
export function isMine(region: Region, p: number, word: number): boolean {
  return (
    ownerOf(word) === current.block &&
    (region.id === HEAP_REGION || realm.checked !== undefined || isHeld(p, kindWord(region, HELD_OWNER_WORD)))
  );
}

/** Gives the word back if it is exactly this thread's block, without flags. Returns 0 if given back, else the word found, unchanged. */
export function giveOwnerWord(region: Region, p: number): number {
  if (region.id === HEAP_REGION) {
    const found = region.ops.giveOwnerWord(p, current.block);
    if (found !== LIST_SLOW) return found;
  } else {
    const found = region.ops.cas32(p, current.block, 0, 'release', 'relaxed');
    if (found !== current.block) return found;
  }
  dropHeld(p, kindWord(region, HELD_OWNER_WORD));
  return 0;
}

/**
 * Drops a word that was given back from the list of what this thread holds: the last step of every slow release, after the waiters were woken. If the
 * thread dies before it, the list still has the word, and the supervisor wakes them.
 */
export function forgetOwnerWord(region: Region, p: number): void {
  dropHeld(p, kindWord(region, HELD_OWNER_WORD));
}

/** Lets every promise that waits on the second word look again. */
export function wakePromises(region: Region, p: number): void {
  region.ops.add32(p + ASYNC_COUNT, 1, 'release');
  region.ops.notify(p + ASYNC_COUNT, Infinity);
}

/**
 * Poisons the word if the thread with `block` holds it. Wakes all who wait in any case: those of a poisoned lock are to be told, and a thread may have died
 * between giving the word back and waking the next. Returns whether it was held.
 */
export function poisonIfOwned(region: Region, p: number, block: number): boolean {
  let poisoned = false;
  for (let word = region.ops.load32(p, 'acquire'); !poisoned && ownerOf(word) === block;) {
    const found = region.ops.cas32(p, word, POISONED, 'acqRel', 'acquire');
    poisoned = found === word;
    word = found;
  }
  // Only what was held is written to: a word that was given back may have been freed since, and be data of somebody else's.
  if (poisoned) region.ops.add32(p + ASYNC_COUNT, 1, 'release');
  region.ops.notify(p, Infinity);
  region.ops.notify(p + ASYNC_COUNT, Infinity);
  return poisoned;
}

/** {@link sleepOn}'s note in a checked run. */
export function noteSleep({ notes }: CheckedHooks, region: Region, p: number): void {
  if (notes !== undefined) notes.sleptOn = [p, kindWord(region, 0)];
}

/**
 * Sleeps on a word, at most `ms`, noting where: if the thread dies after a wake-up that was meant for one thread only, the supervisor passes it on.
 *
 * The note stays after the sleep, since the thread has yet to act on the wake-up. A note that is out of date costs a needless wake-up at its death.
 */
export function sleepOn(region: Region, p: number, expected: number, ms: number): 'ok' | 'not-equal' | 'timed-out' {
  if (realm.checked !== undefined) {
    noteSleep(realm.checked, region, p);
    return region.ops.wait32(p, expected, ms);
  }
  const block = current.block >>> 2;
  const { i32 } = heapRegion();
  i32[block + WAIT_REGION] = kindWord(region, 0);
  i32[block + WAIT_ADDRESS] = p;
  return region.ops.wait32(p, expected, ms);
}
