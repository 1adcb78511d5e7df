import { current, realm } from '../realm/realm.ts';
import { enterGate, enterGateForDead, leaveGate, UNDERTAKER } from './gate.ts';
import { dropHeld, HELD_PLACE_IN_LINE, kindWord, pushHeld } from './held-list.ts';
import { heapRegion } from './heap.ts';
import { sleepOn } from './owner-word.ts';
import type { Region } from './region.ts';
import { ASYNC, DUE, QUEUED, tellPromises } from './share.ts';
import { addressInBlock, LINE_NEXT } from './thread-block.ts';

/**
 * The line of a lock: threads that wait for a share word (share.ts) in the order in which they came. Joining and leaving take a microsecond at most, which is little beside the sleep
 * in between. Only threads stand in line, never promises: nobody can tell whether a promise's thread is busy, and those behind it would wait for it.
 *
 * It takes two words of the lock, after the share word and the count of promises:
 *
 * | offset | word   | meaning                                                                                | who changes it             |
 * |--------|--------|----------------------------------------------------------------------------------------|----------------------------|
 * | 8      | gate   | who changes the line now: see gate.ts. Who sweeps takes out the dead                   | see there                  |
 * | 12     | head   | the place of the first in line, 0 if nobody stands in it                               | who holds the gate         |
 *
 * A place is two words of a thread's block, since a thread waits in one line at a time:
 *
 * | word | meaning                                                         | who changes it                                  |
 * |------|-----------------------------------------------------------------|-------------------------------------------------|
 * | next | the place behind it, 0 if it is the last                        | who holds the gate                              |
 * | turn | `WAITS`, `FIRST`; `GONE`: its thread has died; `OUT`: and nothing leads to the place any more; it sleeps on this | who holds the gate; `GONE`: its undertaker |
 *
 * Each change of the line is one store, so that it is sound whenever a thread dies. The undertaker marks the place, and leaves the sweeping to whoever is inside.
 *
 * The blocks lie in the heap, so all who wait for one lock must belong to one program.
 */
const GATE = 8;
const HEAD = 12;

const NEXT = 0;
const TURN = 4;
const WAITS = 0;
const FIRST = 1;
const GONE = 2;
const OUT = 3;

/** The place in line of the thread with that block: an address in the heap. */
function placeOf(block: number): number {
  return addressInBlock(block, LINE_NEXT);
}

/** Joins the line, at its end. */
export function joinLine(region: Region, p: number): void {
  const heap = heapRegion().ops;
  const place = placeOf(current.block);
  pushHeld(p, kindWord(region, HELD_PLACE_IN_LINE));
  heap.store32(place + NEXT, 0, 'relaxed');
  heap.store32(place + TURN, WAITS, 'relaxed');
  enterGate(region, p + GATE);
  const last = lastInLine(region, p);
  if (last === 0) {
    heap.store32(place + TURN, FIRST, 'relaxed');
    region.ops.store32(p + HEAD, place, 'relaxed');
  } else {
    heap.store32(last + NEXT, place, 'relaxed');
  }
  leaveGate(region, p + GATE, () => sweep(region, p));
}

/** Sleeps until this thread, which has joined, is the first in line; returns false if `deadline` came before. */
export function becomeFirst(deadline: number): boolean {
  const heap = heapRegion();
  const turn = placeOf(current.block) + TURN;
  while (heap.ops.load32(turn, 'relaxed') === WAITS) {
    const left = deadline - realm.now();
    if (!(left > 0)) return false;
    sleepOn(heap, turn, WAITS, left);
  }
  return true;
}

/**
 * Leaves the line, wherever in it this thread stands; the next becomes the first, and is woken.
 *
 * @param mayBeDue whether it may be first in line with `DUE` set: not if it took what it waited for, and that with it
 */
export function leaveLine(region: Region, p: number, mayBeDue: boolean): void {
  enterGate(region, p + GATE);
  takeOut(region, p, placeOf(current.block), mayBeDue);
  leaveGate(region, p + GATE, () => sweep(region, p));
  // Last: if the thread dies before, its undertaker does what is left to do.
  dropHeld(p, kindWord(region, HELD_PLACE_IN_LINE));
}

/** The block of the first in line, 0 if nobody stands in it: out of date as soon as it is known. Not in a checked run. */
export function firstInLine(region: Region, p: number): number {
  const place = region.ops.load32(p + HEAD, 'relaxed');
  return place === 0 ? 0 : place - placeOf(0);
}

/** Takes a thread that has died out of the line, or has whoever is at the gate do it. For its undertaker; never waits. */
export function takeDeadOutOfLine(region: Region, p: number, block: number): void {
  heapRegion().ops.store32(placeOf(block) + TURN, GONE, 'release');
  if (!enterGateForDead(region, p + GATE, block)) return;
  sweep(region, p);
  heapRegion().ops.store32(placeOf(block) + TURN, OUT, 'relaxed'); // also if it did not stand in the line yet, or no longer
  leaveGate(region, p + GATE, () => sweep(region, p), UNDERTAKER);
}

/** Whether no link leads any more to the place of a thread with that block that has died. Until then its block must be nothing else. */
export function isOutOfLine(block: number): boolean {
  return heapRegion().ops.load32(placeOf(block) + TURN, 'acquire') === OUT; // pairs with the release of who took it out
}

/** At the gate: the place behind which the next to come stands, 0 if there is none. */
function lastInLine(region: Region, p: number): number {
  let last = 0;
  for (let place = region.ops.load32(p + HEAD, 'relaxed'); place !== 0; place = heapRegion().ops.load32(last + NEXT, 'relaxed'))
    last = place;
  return last;
}

/** At the gate: takes `gone` out. */
function takeOut(region: Region, p: number, gone: number, mayBeDue: boolean): void {
  const heap = heapRegion().ops;
  let before = 0;
  let place = region.ops.load32(p + HEAD, 'relaxed');
  while (place !== gone && place !== 0) {
    before = place;
    place = heap.load32(place + NEXT, 'relaxed');
  }
  if (place === 0) return;
  const next = heap.load32(gone + NEXT, 'relaxed');
  if (before !== 0) return heap.store32(before + NEXT, next, 'relaxed');
  // First: were it done last, and this thread to die before, it would stay for the next, or for ever.
  if (mayBeDue) region.ops.and32(p, ~DUE, 'relaxed');
  region.ops.store32(p + HEAD, next, 'relaxed');
  callFirst(region, p, next);
}

/** At the gate: lets `first` know that it is the first, or all that there is no line any more. */
function callFirst(region: Region, p: number, first: number): void {
  if (first === 0) {
    const found = region.ops.and32(p, ~(QUEUED | ASYNC), 'relaxed');
    if ((found & ASYNC) !== 0) tellPromises(region, p);
    return;
  }
  const heap = heapRegion().ops;
  heap.cas32(first + TURN, WAITS, FIRST, 'relaxed', 'relaxed'); // an exchange: an undertaker may mark it as gone now
  heap.notify(first + TURN, 1); // also if it was called before: whoever called may have died before this
}

/** At the gate: takes out all whose threads have died, and does what a thread may have left undone that died at the gate. */
function sweep(region: Region, p: number): void {
  const heap = heapRegion().ops;
  let place = region.ops.load32(p + HEAD, 'relaxed');
  while (place !== 0) {
    const next = heap.load32(place + NEXT, 'relaxed');
    if (heap.load32(place + TURN, 'relaxed') === GONE) {
      takeOut(region, p, place, true);
      heap.store32(place + TURN, OUT, 'release'); // its block may be used again: see isOutOfLine
    }
    place = next;
  }
  callFirst(region, p, region.ops.load32(p + HEAD, 'relaxed'));
}
