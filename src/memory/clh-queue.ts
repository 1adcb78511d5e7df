import { realm } from '../realm/realm.ts';
import { HELD_NODE } from './held-list.ts';
import { looksBeforeSleep } from './looks-before-sleep.ts';
import { sleepOn } from './owner-word.ts';
import { awaitNode, FREE, NODES, NONE, TAIL, takeNode, type Taking, wordOf } from './queue-nodes.ts';
import type { Region } from './region.ts';
import { forgetShare, noteWith } from './share.ts';

/**
 * A queue in which each thread watches the node of the one before it, after Craig, and Landin and Hagersten, with Scott's way to give up. Coming and going cost four atomic operations and
 * notes of some nanoseconds.
 *
 * Its words, from its address:
 *
 * | offset | word  | meaning                                             | who changes it, and how                       |
 * |--------|-------|-----------------------------------------------------|-----------------------------------------------|
 * | 0      | tail  | the node of the last to come; 0 if nobody ever came | who comes: exchanges it for its own           |
 * | 4 …    | nodes | see queue-nodes.ts                                  | see below                                     |
 *
 * | node                  | meaning                                                      | who writes it                                       |
 * |-----------------------|--------------------------------------------------------------|-----------------------------------------------------|
 * | `FREE`                | nobody's                                                     | who stood behind it, once it has read the word      |
 * | `HELD`                | its thread waits, or it is its turn; who is behind sleeps on it | that thread, from `FREE`                         |
 * | `DONE`                | whoever is behind has its turn                               | that thread, or its undertaker                      |
 * | `LEFT` + node · 4     | given up, or its thread has died: watch that other node instead | that thread, or its undertaker                   |
 *
 * Nobody has to call anybody, or to know who comes behind: to leave is one store into the thread's own node. A node belongs to its thread until then, and to whoever is behind it afterwards; what
 * a thread notes with each of its steps says for the undertaker which nodes those are. One stays behind when all are gone, so one thread less than there are nodes can be in the queue at once.
 */
const HELD = 1;
const DONE = 2;
const LEFT = 3;
const STATE_BITS = 2;
const STATE_MASK = 3;

/** How it stands with a node, as its thread notes it: the node, and in the upper half the one that it watches, or one of these. */
const BEFORE_SHIFT = 16;
const NODE_MASK = 0xffff;
/** It is not in the queue yet. */
const OUTSIDE = NODES + 1;
/** It is given to whoever is behind, who may have to be woken. */
const GIVEN = NODES + 2;

const standing = (node: number, before: number): number => node | (before << BEFORE_SHIFT);

const taking: Taking = { word: HELD, kind: HELD_NODE, noteOf: (node) => standing(node, OUTSIDE) };

/** Stands in the queue, at its end; returns a node and the one before it, or undefined if no node was free until `deadline`. */
export function enterClh(region: Region, queue: number, deadline: number): number | undefined {
  const node = awaitNode(region, queue, taking, deadline);
  return node === NONE ? undefined : join(region, queue, node);
}

/** Whether nobody stands in the queue: out of date as soon as it is known. Behind those who gave up others may wait, so it says no then. */
export function isClhEmpty({ ops }: Region, queue: number): boolean {
  const tail = ops.load32(queue + TAIL, 'relaxed');
  return tail === NONE || ops.load32(wordOf(queue, tail), 'relaxed') === DONE;
}

/** Stands in the queue if it is its turn at once, else returns undefined, and has not stood in it. */
export function enterClhIfFirst(region: Region, queue: number): number | undefined {
  const tail = region.ops.load32(queue + TAIL, 'relaxed');
  if (tail !== NONE && region.ops.load32(wordOf(queue, tail), 'relaxed') === HELD) return undefined;
  const node = takeNode(region, queue, taking);
  if (node === NONE) return undefined;
  const place = join(region, queue, node);
  return watch(region, queue, place, 0, 0) ? place : undefined;
}

/** Waits until it is the turn of a place that was taken with {@link enterClh}; false if `deadline` came before: then the place is given up. */
export function awaitClh(region: Region, queue: number, place: number, deadline: number): boolean {
  return watch(region, queue, place, deadline, looksBeforeSleep());
}

/** Gives back the place of this thread, whose turn it is. */
export function leaveClh(region: Region, queue: number, place: number): void {
  give(region, queue, place & NODE_MASK, NONE);
}

/** Gives back the place of a thread that has died. For its undertaker. */
export function leaveClhForDead(region: Region, word: number, noted: number): void {
  const before = noted >>> BEFORE_SHIFT;
  if (before === OUTSIDE) return region.ops.store32(word, FREE, 'release');
  if (before !== GIVEN) region.ops.store32(word, before === NONE ? DONE : LEFT | (before << STATE_BITS), 'release');
  region.ops.notify(word, Infinity);
}

function join(region: Region, queue: number, node: number): number {
  const next = (): number => region.ops.exchange32(queue + TAIL, node, 'acqRel');
  const before = noteWith(region, wordOf(queue, node), HELD_NODE, standing(node, OUTSIDE), node, next, 1 << BEFORE_SHIFT);
  return standing(node, before);
}

/** Watches the node before its own until it is its turn. */
function watch(region: Region, queue: number, place: number, deadline: number, looks: number): boolean {
  const { ops } = region;
  const node = place & NODE_MASK;
  let before = place >>> BEFORE_SHIFT;
  for (let spins = 0; before !== NONE;) {
    const word = wordOf(queue, before);
    const found = ops.load32(word, 'acquire'); // pairs with the release of whoever gave it: so that the owner word, which that thread wrote before, is found free at once
    if (found !== HELD) {
      before = pass(region, queue, node, before, found);
      continue;
    }
    if (spins < looks) {
      spins++;
      realm.pause();
      continue;
    }
    const left = deadline - realm.now();
    if (!(left > 0) || !realm.canBlock()) {
      give(region, queue, node, before);
      return false;
    }
    sleepOn(region, word, HELD, left);
  }
  return true;
}

/** Goes past the node before, which was given to this thread with what was found in it; returns the one before that. */
function pass(region: Region, queue: number, node: number, before: number, found: number): number {
  const next = (found & STATE_MASK) === LEFT ? found >>> STATE_BITS : NONE;
  const free = (): number => {
    region.ops.store32(wordOf(queue, before), FREE, 'release');
    return 0;
  };
  noteWith(region, wordOf(queue, node), HELD_NODE, standing(node, before), standing(node, next), free);
  return next;
}

/** Gives the node to whoever is behind, or comes behind, with what to watch instead. */
function give(region: Region, queue: number, node: number, before: number): void {
  const word = wordOf(queue, node);
  const given = standing(node, GIVEN);
  const store = (): number => {
    region.ops.store32(word, before === NONE ? DONE : LEFT | (before << STATE_BITS), 'release');
    return 0;
  };
  noteWith(region, word, HELD_NODE, standing(node, before), given, store);
  region.ops.notify(word, Infinity);
  // Last: if the thread dies before, its undertaker wakes who sleeps.
  forgetShare(region, word, given, HELD_NODE);
}
