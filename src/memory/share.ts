import type { DeathNotes } from '../realm/checked.ts';
import type { Ordering } from '../realm/ordering.ts';
import { current, realm } from '../realm/realm.ts';
import { HELD_DELTA, HELD_NOTHING, HELD_SHARE, hasRoomForPair, kindWord, makeRoomForHeld, pushHeld } from './held-list.ts';
import { heapRegion } from './heap.ts';
import type { Region } from './region.ts';
import { HELD_BASE, HELD_ENTRY_BYTES, HELD_TOP } from './thread-block.ts';

/**
 * A share word: a 32-bit word that many threads can have a part of, such as permits of a semaphore or readers of a lock. Taking and giving back cost an atomic operation and a
 * note of some nanoseconds.
 *
 * The word counts; it cannot name all who have a part of it. So each thread notes, in its list of what it holds, what must be added to the word to give its part back: the delta.
 * If it dies, its undertaker adds it. Unlike an owner word, the word cannot tell whether a note is true, so the note has to be: the exchange and the note are done without a call
 * or loop in between, and engines end a thread only where it calls or loops.
 *
 * The four lowest bits of a share word mean the same in all of them:
 *
 * | bit      | meaning                                             | who sets it, who clears it                          |
 * |----------|-----------------------------------------------------|-----------------------------------------------------|
 * | `QUEUED` | the first in the line of the lock (line.ts) sleeps on the word; newcomers stand behind it | the first in line, when it is refused; who wakes it, unless it is `DUE`; the last to leave the line |
 * | `ASYNC`  | promises may wait on the count, the word at `+4`    | who makes a promise wait; who tells the promises    |
 * | `WATCHED`| someone who has a share sleeps on the word for more | that thread                                         |
 * | `DUE`    | nobody overtakes the first in line any more: who wakes it leaves `QUEUED` set | the first in line; whoever takes it out of the line |
 */
export const QUEUED = 1;
export const ASYNC = 2;
export const WATCHED = 4;
export const DUE = 8;
const WAITING = QUEUED | ASYNC | WATCHED;

/** Where the count is that promises wait on. */
export const ASYNC_COUNT = 4;

const PAIR_BYTES = 2 * HELD_ENTRY_BYTES;

/**
 * Exchanges the word, if it is still `word`, for `next`; returns whether it was, and notes the difference as this thread's share.
 *
 * @param delta what the undertaker adds to the word, if that is not what takes the share back
 * @param held what is noted, if it is no share but something else that an exchange takes and a number tells
 */
export function takeShare(
  region: Region,
  p: number,
  word: number,
  next: number,
  delta: number = word - next,
  held: number = HELD_SHARE,
): boolean {
  const kind = kindWord(region, held);
  const { ops } = region;
  if (realm.checked !== undefined) {
    const { notes } = realm.checked;
    // acquire: pairs with the release of whoever gave this share back
    if (ops.cas32(p, word, next, 'acquire', 'relaxed') !== word) return false;
    notes?.held.push([delta, HELD_DELTA], [p, kind]);
    return true;
  }
  const end = writePair(p, kind, delta);
  const { i32 } = heapRegion();
  const top = (current.block >>> 2) + HELD_TOP;
  if (ops.cas32(p, word, next, 'acquire', 'relaxed') !== word) return false;
  i32[top] = end; // no call and no loop between the exchange and this
  return true;
}

/** Writes a note behind those that this thread has, which counts as soon as `HELD_TOP` is what this returns. */
function writePair(p: number, kind: number, delta: number): number {
  const block = current.block >>> 2;
  if (!hasRoomForPair()) makeRoomForHeld();
  const { i32 } = heapRegion();
  const top = i32[block + HELD_TOP]!;
  const at = top >>> 2;
  i32[at] = delta;
  i32[at + 1] = HELD_DELTA;
  i32[at + 2] = p;
  i32[at + 3] = kind;
  return top + PAIR_BYTES;
}

/**
 * Adds `delta` to the word, which gives back a share of this thread, and wakes who waits for it. Returns false, with nothing done, if this thread has no such share.
 *
 * @param noted the delta that was noted for it
 */
export function giveShare(region: Region, p: number, delta: number, noted: number = delta): boolean {
  const kind = kindWord(region, HELD_SHARE);
  const { ops } = region;
  if (realm.checked !== undefined) return giveChecked(realm.checked.notes, region, p, kind, delta, noted);
  const block = current.block >>> 2;
  const { i32 } = heapRegion();
  const at = findShare(i32, block, p, kind, noted);
  if (at < 0) return false;
  const found = ops.add32(p, delta, 'release'); // pairs with the acquire of takeShare
  i32[at] = 0; // no call and no loop between the addition and this. The entry stays until those who wait are told, as someone must if this thread dies first
  if ((found & WAITING) !== 0) tellWaiters(region, p, found);
  dropPair(i32, block, at);
  return true;
}

function giveChecked(notes: DeathNotes | undefined, region: Region, p: number, kind: number, delta: number, noted: number): boolean {
  const at = noteOf(notes, p, kind, noted);
  if (at < 0 && notes !== undefined) return false;
  const found = region.ops.add32(p, delta, 'release');
  const held = notes?.held;
  if (held !== undefined) held[at] = [0, HELD_DELTA];
  if ((found & WAITING) !== 0) tellWaiters(region, p, found);
  held?.splice(noteOf(notes, p, kind, 0), 2);
  return true;
}

/** Changes what this thread has of the word: adds `delta` to it, and notes `next` as what gives the share back, in the place of `before`. Wakes who waits. */
export function changeShare(region: Region, p: number, delta: number, before: number, next: number, order: Ordering): boolean {
  const kind = kindWord(region, HELD_SHARE);
  const { ops } = region;
  if (realm.checked !== undefined) {
    const { notes } = realm.checked;
    const at = noteOf(notes, p, kind, before);
    if (at < 0 && notes !== undefined) return false;
    const found = ops.add32(p, delta, order);
    if (notes !== undefined) notes.held[at] = [next, HELD_DELTA];
    if ((found & WAITING) !== 0) tellWaiters(region, p, found);
    return true;
  }
  const { i32 } = heapRegion();
  const at = findShare(i32, current.block >>> 2, p, kind, before);
  if (at < 0) return false;
  const found = ops.add32(p, delta, order);
  i32[at] = next; // no call and no loop between the addition and this
  if ((found & WAITING) !== 0) tellWaiters(region, p, found);
  return true;
}

/** As {@link takeShare}, for a thread that has a share and gets a greater one: notes `next` in the place of `before`. */
export function exchangeShare(region: Region, p: number, word: number, replacement: number, before: number, next: number): boolean {
  const kind = kindWord(region, HELD_SHARE);
  const { ops } = region;
  if (realm.checked !== undefined) {
    const { notes } = realm.checked;
    const at = noteOf(notes, p, kind, before);
    if (ops.cas32(p, word, replacement, 'acquire', 'relaxed') !== word) return false;
    if (at >= 0) notes!.held[at] = [next, HELD_DELTA];
    return true;
  }
  const { i32 } = heapRegion();
  const at = findShare(i32, current.block >>> 2, p, kind, before);
  if (ops.cas32(p, word, replacement, 'acquire', 'relaxed') !== word) return false;
  if (at >= 0) i32[at] = next; // no call and no loop between the exchange and this
  return true;
}

/** Drops the note of a share, so that nobody gives it back if this thread dies. Returns whether there was one. */
export function forgetShare(region: Region, p: number, delta: number, held: number = HELD_SHARE): boolean {
  const kind = kindWord(region, held);
  if (realm.checked !== undefined) {
    const { notes } = realm.checked;
    const at = noteOf(notes, p, kind, delta);
    if (at >= 0) notes!.held.splice(at, 2);
    return at >= 0 || notes === undefined;
  }
  const block = current.block >>> 2;
  const { i32 } = heapRegion();
  const at = findShare(i32, block, p, kind, delta);
  if (at >= 0) dropPair(i32, block, at);
  return at >= 0;
}

/**
 * Does `operation`, one operation on shared memory, and notes something else in the place of `before`: a thread dies before both or after both. Returns what the operation returns.
 *
 * @param scale what is added to `next` for each unit of what the operation returns
 */
export function noteWith(
  region: Region,
  p: number,
  held: number,
  before: number,
  next: number,
  operation: () => number,
  scale = 0,
): number {
  const kind = kindWord(region, held);
  if (realm.checked !== undefined) {
    const { notes } = realm.checked;
    const at = noteOf(notes, p, kind, before);
    const result = operation();
    if (at >= 0) notes!.held[at] = [next + result * scale, HELD_DELTA];
    return result;
  }
  const { i32 } = heapRegion();
  const at = findShare(i32, current.block >>> 2, p, kind, before);
  const result = operation();
  if (at >= 0) i32[at] = next + result * scale; // no call and no loop between the return of the operation and this
  return result;
}

/** Does `operation`, one operation on shared memory, and drops a note with it: a thread dies before both or after both. Returns what the operation returns. */
export function forgetWith(region: Region, p: number, held: number, noted: number, operation: () => number): number {
  const kind = kindWord(region, held);
  if (realm.checked !== undefined) {
    const { notes } = realm.checked;
    const at = noteOf(notes, p, kind, noted);
    const result = operation();
    if (at >= 0) notes!.held.splice(at, 2);
    return result;
  }
  const block = current.block >>> 2;
  const { i32 } = heapRegion();
  const at = findShare(i32, block, p, kind, noted);
  const result = operation();
  if (at < 0) return result;
  i32[at + 3] = HELD_NOTHING; // no call and no loop between the return of the operation and this
  dropPair(i32, block, at);
  return result;
}

/** A note of this thread that is changed: that of `p`, of the kind `held`, from `before` to `after`. */
export interface NoteChange {
  readonly region: Region;
  readonly p: number;
  readonly held: number;
  readonly before: number;
  readonly after: number;
}

/** Exchanges a word, if it is `expected`, for `next`, and changes one or two notes with it: a thread dies before all of that or after all of it. Returns whether the word was exchanged. */
export function exchangeWithNotes(
  region: Region,
  word: number,
  expected: number,
  next: number,
  order: Ordering,
  first: NoteChange,
  second: NoteChange | undefined = undefined,
): boolean {
  const { ops } = region;
  if (realm.checked !== undefined) {
    const { notes } = realm.checked;
    const [a, b] = [first, second].map((change) =>
      change === undefined ? -1 : noteOf(notes, change.p, kindWord(change.region, change.held), change.before),
    );
    if (ops.cas32(word, expected, next, order, 'relaxed') !== expected) return false;
    if (a! >= 0) notes!.held[a!] = [first.after, HELD_DELTA];
    if (b! >= 0) notes!.held[b!] = [second!.after, HELD_DELTA];
    return true;
  }
  const { i32 } = heapRegion();
  const a = indexOfNote(i32, first);
  const b = second === undefined ? -1 : indexOfNote(i32, second);
  const [afterA, afterB] = [first.after, second?.after ?? 0];
  if (ops.cas32(word, expected, next, order, 'relaxed') !== expected) return false;
  if (a >= 0) i32[a] = afterA;
  if (b >= 0) i32[b] = afterB; // no call and no loop between the exchange and this
  return true;
}

function indexOfNote(i32: Int32Array, { region, p, held, before }: NoteChange): number {
  return findShare(i32, current.block >>> 2, p, kindWord(region, held), before);
}

/**
 * Does `operation`, one operation on shared memory that takes something if it returns true, and notes what was taken with it: `delta` and `p`, of the kind `held`. Returns what it returns.
 */
export function takeNoting(region: Region, p: number, held: number, delta: number, operation: () => boolean): boolean {
  const kind = kindWord(region, held);
  if (realm.checked !== undefined) {
    const { notes } = realm.checked;
    if (!operation()) return false;
    notes?.held.push([delta, HELD_DELTA], [p, kind]);
    return true;
  }
  const end = writePair(p, kind, delta);
  const { i32 } = heapRegion();
  const top = (current.block >>> 2) + HELD_TOP;
  if (!operation()) return false;
  i32[top] = end; // no call and no loop between the return of the operation and this
  return true;
}

/** Exchanges a byte, if it is `expected`, for `next`, and drops the note of it with that; returns whether it was exchanged. */
export function exchangeByteAndForget(region: Region, p: number, expected: number, next: number, held: number, noted: number): boolean {
  const kind = kindWord(region, held);
  const { ops } = region;
  if (realm.checked !== undefined) {
    const { notes } = realm.checked;
    const at = noteOf(notes, p, kind, noted);
    if (at < 0 && notes !== undefined) return false;
    if (ops.cas8(p, expected, next, 'release', 'relaxed') !== expected) return false;
    if (at >= 0) notes!.held.splice(at, 2);
    return true;
  }
  const block = current.block >>> 2;
  const { i32 } = heapRegion();
  const at = findShare(i32, block, p, kind, noted);
  if (at < 0) return false;
  if (ops.cas8(p, expected, next, 'release', 'relaxed') !== expected) return false;
  i32[at + 3] = HELD_NOTHING; // no call and no loop between the exchange and this
  dropPair(i32, block, at);
  return true;
}

/** The delta of the latest share of the word that this thread has; undefined if none. */
export function shareOf(region: Region, p: number, held: number = HELD_SHARE): number | undefined {
  const kind = kindWord(region, held);
  if (realm.checked !== undefined) {
    const all = realm.checked.notes?.held ?? [];
    const at = all.findLastIndex((note) => note[0] === p && note[1] === kind);
    return at < 0 ? undefined : all[at - 1]![0];
  }
  const { i32 } = heapRegion();
  const at = findShare(i32, current.block >>> 2, p, kind, undefined);
  return at < 0 ? undefined : i32[at]!;
}

/** Exchanges the word, if it is still `word`, for `next`, which has more that belongs to nobody, such as new permits; wakes who waits for it. Returns whether it was. */
export function addToShares(region: Region, p: number, word: number, next: number): boolean {
  // A note with nothing to give back: if this thread dies before those who wait are told, its undertaker tells them.
  const kind = kindWord(region, HELD_SHARE);
  pushHeld(0, HELD_DELTA);
  pushHeld(p, kind);
  // release: pairs with the acquire of takeShare
  const isDone = region.ops.cas32(p, word, next, 'release', 'relaxed') === word;
  if (isDone) tellWaiters(region, p, word);
  forgetShare(region, p, 0);
  return isDone;
}

/** Wakes who waits for a share word whose flags were `found` when it was changed. */
export function tellWaiters(region: Region, p: number, found: number): void {
  if ((found & (QUEUED | WATCHED | DUE)) === QUEUED) open(region, p);
  // Only the first in the line sleeps on the word itself, and whoever upgrades.
  if ((found & (QUEUED | WATCHED)) !== 0) region.ops.notify(p, Infinity);
  if ((found & ASYNC) === 0) return;
  region.ops.and32(p, ~ASYNC, 'relaxed'); // before the count: a promise that sets it again has yet to read the count, or is told by it
  tellPromises(region, p);
}

/**
 * Lets those who run take what is there while the first in line wakes up, which takes some 10 µs and more: to keep it for the sleeper would make all who come meanwhile sleep as well.
 * Not if the first is due, and not while somebody waits for an upgrade, before whom nobody comes in.
 */
function open({ ops }: Region, p: number): void {
  const word = ops.load32(p, 'relaxed');
  // An exchange, so that it fails if the first has become due since the look. Who finds another word need not try again: the first is woken in any case.
  if ((word & (QUEUED | WATCHED | DUE)) === QUEUED) ops.cas32(p, word, word & ~QUEUED, 'relaxed', 'relaxed');
}

/** Lets all promises that wait for the word look again. */
export function tellPromises(region: Region, p: number): void {
  region.ops.add32(p + ASYNC_COUNT, 1, 'release');
  region.ops.notify(p + ASYNC_COUNT, Infinity);
}

/** Gives back the share of a thread that has died. For its undertaker. */
export function giveForDead(region: Region, p: number, delta: number): void {
  if (delta !== 0) region.ops.add32(p, delta, 'acqRel');
  region.ops.notify(p, Infinity);
  tellPromises(region, p);
}

/** The word index of the latest pair of entries for the word, with that delta if one is given; -1 if there is none. */
function findShare(i32: Int32Array, block: number, p: number, kind: number, delta: number | undefined): number {
  const base = i32[block + HELD_BASE]! >>> 2;
  for (let at = (i32[block + HELD_TOP]! - PAIR_BYTES) >> 2; at >= base; at -= HELD_ENTRY_BYTES / 4) {
    if (i32[at + 2] === p && i32[at + 3] === kind && i32[at + 1] === HELD_DELTA && (delta === undefined || i32[at] === delta)) return at;
  }
  return -1;
}

function dropPair(i32: Int32Array, block: number, at: number): void {
  const top = i32[block + HELD_TOP]!;
  const end = at + PAIR_BYTES / 4;
  const behind = (top >>> 2) - end;
  // No loop: a thread that is ended in the middle would leave half of an entry.
  if (behind === PAIR_BYTES / 4) {
    i32[at] = i32[end]!;
    i32[at + 1] = i32[end + 1]!;
    i32[at + 2] = i32[end + 2]!;
    i32[at + 3] = i32[end + 3]!;
  } else if (behind !== 0) {
    i32.copyWithin(at, end, top >>> 2);
  }
  i32[block + HELD_TOP] = top - PAIR_BYTES;
}

function noteOf(notes: DeathNotes | undefined, p: number, kind: number, delta: number): number {
  const at = notes?.held.findLastIndex((note, i) => note[0] === p && note[1] === kind && notes.held[i - 1]![0] === delta) ?? -1;
  return at < 0 ? -1 : at - 1;
}
