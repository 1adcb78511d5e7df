import * as opsModule from '../realm/ops.ts';
import { current, realm } from '../realm/realm.ts';
import { allocateAligned, free } from './allocate.ts';
import * as heldList from './held-list.ts';
import * as heap from './heap.ts';
import * as ownerWord from './owner-word.ts';
import { HELD_BASE, HELD_ENTRY_BYTES, HELD_TOP } from './thread-block.ts';

// V8 folds a module's own constants into the code; imported ones it loads at each use.
const { COUNT_SLOW, COUNT_TAKEN } = opsModule;
const { dropHeld, HELD_ENDING, HELD_STRONG, HELD_WEAK, makeRoomForHeld, pushHeld } = heldList;
const { heapRegion } = heap;
const { me } = ownerWord;

/**
 * A counted block of the heap: it ends with the last who has it. Having it costs a note; one atomic operation to begin, and one to end.
 *
 * | word        | meaning                                                               | who changes it                                                  |
 * |-------------|-----------------------------------------------------------------------|-----------------------------------------------------------------|
 * | `COUNTS`    | high bits: who has the value. Low 12: who has the memory, and one more while anybody has the value | who begins, who ends; the undertaker    |
 * | `CONTENT`   | bytes elsewhere that the value consists of: their address, or 0       | its maker; who ends the value                                   |
 * | `LENGTH`    | how many                                                              | its maker                                                       |
 * | `INNER`     | the words of a handle in the value, which end with it: address, or 0  | its maker; who ends the value                                   |
 * | the rest    | a value in place                                                      | its maker, and whoever is alone                                 |
 *
 * Both counts are in one word, so one look tells whether somebody is alone: no other thread can have it, and none can get it. Threads are counted, not the handles that each of them has.
 *
 * **Death.** Each thread notes what it has in the list of what it holds, in the same step as it counts it: {@link HELD_STRONG}, {@link HELD_WEAK}, or {@link HELD_ENDING} for who has counted itself off as the last
 * one of a value and is to end it. Its undertaker does what is left.
 */
const COUNTS = 0;
export const CONTENT = 4;
export const LENGTH = 8;
export const INNER = 12;
/** Where the value begins, if it may. */
export const COUNTED_HEAD_BYTES = 16;

const WEAK_BITS = 12;
const ONE_WEAK = 1;
const ONE_STRONG: number = 2 ** WEAK_BITS;
const WEAK_MASK = ONE_STRONG - 1;
/** More than any count. */
const ANY = 2 ** 31 - 1;
/** One has the value, and nobody else the memory. */
const ALONE = ONE_STRONG + ONE_WEAK;
/** Half of what has room: so many threads would have to look, and then count themselves, at one moment to get beyond. */
export const MOST_STRONG: number = 2 ** 18;
export const MOST_WEAK: number = 2 ** 11;

/** A new block, which this thread has, as the only one. What is in it beyond the head is the caller's to write. Plain writes: whoever gets it later gets it by means that order them. */
export function newCounted(bytes: number, alignment: number): number {
  const p = allocateAligned(bytes, alignment);
  const { i32 } = heapRegion();
  i32[(p + COUNTS) >>> 2] = ALONE;
  i32[(p + CONTENT) >>> 2] = 0;
  i32[(p + LENGTH) >>> 2] = 0;
  i32[(p + INNER) >>> 2] = 0;
  pushHeld(p, HELD_STRONG);
  return p;
}

/** How many have the value; and how many have the memory only. Out of date as soon as they are known. */
export function countsOf(p: number): { strong: number; weak: number } {
  const word = heapRegion().ops.load32(p + COUNTS, 'relaxed');
  const strong = word >>> WEAK_BITS;
  return { strong, weak: (word & WEAK_MASK) - (strong > 0 ? 1 : 0) };
}

/** Whether the caller, who has the value, is alone with it. Then nobody else gets it until the caller gives it to them. */
export function isAlone(p: number): boolean {
  return heapRegion().ops.load32(p + COUNTS, 'acquire') === ALONE; // pairs with the release of whoever gave it up: their uses came before
}

/** Whether one more may have the value. */
export function strongHasRoom(p: number): boolean {
  return heapRegion().ops.load32(p + COUNTS, 'relaxed') >>> WEAK_BITS < MOST_STRONG;
}

/** Whether one more may have the memory. */
export function weakHasRoom(p: number): boolean {
  return (heapRegion().ops.load32(p + COUNTS, 'relaxed') & WEAK_MASK) < MOST_WEAK;
}

/** Counts one who is to have the value, but is not this thread: a message. The caller has it. Relaxed: to have it already is what orders this. */
export function addStrong(p: number): void {
  heapRegion().ops.add32(p + COUNTS, ONE_STRONG, 'relaxed');
}

/** As {@link addStrong}, for the memory. */
export function addWeak(p: number): void {
  heapRegion().ops.add32(p + COUNTS, ONE_WEAK, 'relaxed');
}

/** What {@link takeStrong} returns if one more would be too many. */
export const FULL = 'full';

/** Counts this thread among those who have the value, if there are any: returns whether there were. The caller has the memory. */
export function takeStrong(p: number): boolean | typeof FULL {
  let found = heapRegion().ops.takeCount(p + COUNTS, ONE_STRONG, MOST_STRONG * ONE_STRONG, ONE_STRONG, HELD_STRONG, me.block!);
  if (found === COUNT_SLOW) found = takeInSteps(p, ONE_STRONG, MOST_STRONG * ONE_STRONG, ONE_STRONG, HELD_STRONG);
  if (found === COUNT_TAKEN) return true;
  return found >= ONE_STRONG && FULL;
}

/** Counts this thread among those who have the memory. The caller has it, or the value. */
export function takeWeak(p: number): void {
  const found = heapRegion().ops.takeCount(p + COUNTS, ONE_WEAK, ANY, ONE_WEAK, HELD_WEAK, me.block!);
  if (found === COUNT_SLOW) takeInSteps(p, ONE_WEAK, ANY, ONE_WEAK, HELD_WEAK);
}

function takeInSteps(p: number, least: number, most: number, change: number, kind: number): number {
  const { ops } = heapRegion();
  if (realm.checked === undefined) {
    makeRoomForHeld();
    return heapRegion().ops.takeCount(p + COUNTS, least, most, change, kind, me.block!);
  }
  let word = ops.load32(p + COUNTS, 'relaxed');
  while (word >= least && word < most) {
    // Relaxed, as in addStrong. An exchange, not an addition: who finds nobody must not have made it one.
    const found = ops.cas32(p + COUNTS, word, word + change, 'relaxed', 'relaxed');
    if (found === word) {
      realm.checked.notes?.held.push([p, kind]);
      return COUNT_TAKEN;
    }
    word = found;
  }
  return word;
}

/**
 * Counts this thread off from those who have the value. Returns what is left: if {@link isOver} says so, it was the last, ends the value, and calls {@link finishLast}. Undefined, with nothing done, if it is not noted that this
 * thread has it.
 */
export function giveStrong(p: number): number | undefined {
  let found = heapRegion().ops.giveCount(p + COUNTS, ONE_STRONG, ONE_STRONG, HELD_STRONG, HELD_ENDING, me.block!);
  if (found === COUNT_SLOW) found = giveInSteps(p, ONE_STRONG, ONE_STRONG, HELD_STRONG, HELD_ENDING);
  if (found === 0) return undefined;
  const left = found - ONE_STRONG;
  if (isOver(left)) fenceLast(); // pairs with the release of the others: their uses come before the end
  return left;
}

/** Whether nobody has the value. */
export function isOver(left: number): boolean {
  return left < ONE_STRONG;
}

/** For the checker only: at run time the subtraction before it is sequentially consistent. */
function fenceLast(): void {
  if (realm.checked !== undefined) realm.fence('acquire');
}

/** Gives back what the value has elsewhere, and then what those who had it had of the memory. `left`: what {@link giveStrong} returned. */
export function finishLast(p: number, left: number): void {
  endContent(p, free);
  if (left === ONE_WEAK && dropHeld(p, HELD_ENDING)) free(p); // nobody else has anything of it, and nobody can get it
  else giveMemory(p, HELD_ENDING);
}

/** Counts this thread off from those who have the memory. The last one gives it back. */
export function giveWeak(p: number): void {
  giveMemory(p, HELD_WEAK);
}

function giveMemory(p: number, kind: number): void {
  let found = heapRegion().ops.giveCount(p + COUNTS, ONE_WEAK, 0, kind, kind, me.block!);
  if (found === COUNT_SLOW) found = giveInSteps(p, ONE_WEAK, 0, kind, kind);
  if (found !== ONE_WEAK) return;
  fenceLast();
  free(p);
}

/** Takes the address out of its word, so that nobody else gives that back. */
export function takeOut(p: number, word: number): number {
  return heapRegion().ops.exchange32(p + word, 0, 'relaxed');
}

function endContent(p: number, release: (address: number) => void): void {
  endPart(p, CONTENT, release);
  endPart(p, INNER, release);
}

function endPart(p: number, word: number, release: (address: number) => void): void {
  if (heapRegion().i32[(p + word) >>> 2] === 0) return; // as it mostly is
  const address = takeOut(p, word);
  if (address !== 0) release(address);
}

/** Returns the count found; 0 if it is not noted that this thread has one. If less than `least` is left, the note is of the kind `after` from then on, else it is dropped. */
function giveInSteps(p: number, change: number, least: number, kind: number, after: number): number {
  const { ops, i32 } = heapRegion();
  if (realm.checked !== undefined) {
    const { notes } = realm.checked;
    const at = notes?.held.findLastIndex((note) => note[0] === p && note[1] === kind) ?? -1;
    if (notes !== undefined && at < 0) return 0;
    const found = ops.sub32(p + COUNTS, change, 'release');
    if (notes !== undefined && found - change < least) notes.held[at] = [p, after];
    else notes?.held.splice(at, 1);
    return found;
  }
  const at = findNote(i32, p, kind);
  if (at < 0) return 0;
  const found = ops.sub32(p + COUNTS, change, 'release'); // pairs with the acquire of the last one, and of isAlone
  if (found - change < least) {
    i32[at + 1] = after; // no call and no loop between the subtraction and this, or the next line
    return found;
  }
  i32[at] = 0;
  dropNote(i32, at);
  return found;
}

/** Drops the note that this thread has it, which a message has from then on. Returns whether there was one. */
export function forgetCounted(p: number, kind: number): boolean {
  return dropHeld(p, kind);
}

function findNote(i32: Int32Array, p: number, kind: number): number {
  const block = current.block >>> 2;
  const base = i32[block + HELD_BASE]! >>> 2;
  for (let at = (i32[block + HELD_TOP]! - HELD_ENTRY_BYTES) >> 2; at >= base; at -= HELD_ENTRY_BYTES / 4) {
    if (i32[at] === p && i32[at + 1] === kind) return at;
  }
  return -1;
}

function dropNote(i32: Int32Array, at: number): void {
  const block = current.block >>> 2;
  const top = i32[block + HELD_TOP]!;
  const end = at + HELD_ENTRY_BYTES / 4;
  if (end !== top >>> 2) i32.copyWithin(at, end, top >>> 2);
  i32[block + HELD_TOP] = top - HELD_ENTRY_BYTES;
}

/** Does for a thread that has ended what it had left to do. For its undertaker, which may not wait: `release` gives memory back. */
export function settleCounted(p: number, kind: number, release: (address: number) => void): void {
  const { ops } = heapRegion();
  if (kind === HELD_STRONG && ops.sub32(p + COUNTS, ONE_STRONG, 'acqRel') - ONE_STRONG >= ONE_STRONG) return;
  if (kind !== HELD_WEAK) endContent(p, release);
  if (ops.sub32(p + COUNTS, ONE_WEAK, 'acqRel') === ONE_WEAK) release(p);
}
