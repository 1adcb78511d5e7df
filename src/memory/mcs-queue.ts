import { realm } from '../realm/realm.ts';
import { HELD_MCS_NODE } from './held-list.ts';
import { looksBeforeSleep } from './looks-before-sleep.ts';
import { sleepOn } from './owner-word.ts';
import { awaitNode, FREE, NONE, queueOf, TAIL, takeNode, type Taking, wordOf } from './queue-nodes.ts';
import type { Region } from './region.ts';
import { forgetShare, noteWith } from './share.ts';

/**
 * A queue in which each thread waits on its own node until the one before it calls it, after Mellor-Crummey and Scott. Coming and going cost four atomic operations and notes of some
 * nanoseconds, two more if others wait.
 *
 * Its words, from its address:
 *
 * | offset | word  | meaning                                          | who changes it, and how                                                         |
 * |--------|-------|--------------------------------------------------|---------------------------------------------------------------------------------|
 * | 0      | tail  | the node of the last to come; 0: nobody is there | who comes: exchanges it for its own; the last to go: from the node that it ends to 0 |
 * | 4 …    | nodes | see queue-nodes.ts                               | see below                                                                       |
 *
 * The low bits of a node say how it stands, and those above which node is behind it, once that has linked itself there:
 *
 * | node     | meaning                                                      | who writes it                                                     |
 * |----------|--------------------------------------------------------------|-------------------------------------------------------------------|
 * | `FREE`   | nobody's                                                     | who ended it; if it was `OVER`, who stood behind it               |
 * | `WAITS`  | its thread waits, and may sleep on this word; or nobody was before it | its thread, from `FREE`                                  |
 * | `CALLED` | it is its turn                                               | who ended the one before, from `WAITS`                            |
 * | `LEFT`   | given up, or its thread has died: who calls it ends it, too, and goes on to the one behind | its thread or the undertaker, from `WAITS` |
 * | + `OVER` | ended when nobody had linked itself there: who does has its turn | who ended it                                                  |
 *
 * To end a node, whoever has its turn gives the turn to the one behind. In the queue of Mellor-Crummey and Scott it waits for that one if it has come, but is not linked yet, and for ever if it
 * died in between. Here it leaves `OVER`, as Dvir and Taubenfeld do: that and the link are exchanges of one word, so the second of the two finds what the first did. Nodes that were given up stay until
 * they are called, as in the queue of He, Scherer and Scott.
 *
 * Nothing waits but who waits for its turn, so the undertaker can do what a dead thread had still to do; what a thread notes with each of its steps says what that is.
 */
const WAITS = 1;
const CALLED = 2;
const LEFT = 3;
const OVER = 4;
const STATE_MASK = 3;
const BEHIND_SHIFT = 3;

/**
 * How it stands, as a thread notes it beside its own node: one of these, and another node.
 *
 * | noted          | what it means                                        | what the undertaker has to do              |
 * |----------------|------------------------------------------------------|--------------------------------------------|
 * | `OUTSIDE`      | it has a node, and is not in the queue yet           | free the node                              |
 * | `IN`, other    | it has come behind the other, which does not know yet | link it there, and then as with `LINKED`  |
 * | `IN`, `NONE`   | it is its turn                                       | end its node                               |
 * | `LINKED`       | whoever ends the one before calls it, or has done so | leave its node; if it was called, end it   |
 * | `FOLLOWS`      | it is its turn; the other was `OVER`                 | free the other, and end its own            |
 * | `CALLS`        | it has ended all before the other                    | call the other, or end that, too           |
 * | `HAS_CALLED`   | it is no more in the queue; the other may be asleep  | wake it                                    |
 * | `EMPTIES`      | nobody is in the queue; the other was the last       | free the other                             |
 * | `GONE`         | it is no more in the queue                           | nothing                                    |
 */
const OUTSIDE = 0;
const IN = 1;
const LINKED = 2;
const FOLLOWS = 3;
const CALLS = 4;
const HAS_CALLED = 5;
const EMPTIES = 6;
const GONE = 7;

const NODE_MASK = 0xff;
const OTHER_SHIFT = 8;
const PHASE_SHIFT = 16;

const standing = (own: number, phase: number, other: number = NONE): number => own | (other << OTHER_SHIFT) | (phase << PHASE_SHIFT);

const taking: Taking = { word: WAITS, kind: HELD_MCS_NODE, noteOf: (node) => standing(node, OUTSIDE) };

/** Stands in the queue, at its end; returns a node and the one before it, or undefined if no node was free until `deadline`. */
export function enterMcs(region: Region, queue: number, deadline: number): number | undefined {
  const own = awaitNode(region, queue, taking, deadline);
  if (own === NONE) return undefined;
  // release: who comes behind finds the node in place; acquire: and this thread the one before
  const next = (): number => region.ops.exchange32(queue + TAIL, own, 'acqRel');
  const before = noteWith(region, wordOf(queue, own), HELD_MCS_NODE, standing(own, OUTSIDE), standing(own, IN), next, 1 << OTHER_SHIFT);
  return own | (before << OTHER_SHIFT);
}

/** Whether nobody stands in the queue: out of date as soon as it is known. */
export function isMcsEmpty({ ops }: Region, queue: number): boolean {
  return ops.load32(queue + TAIL, 'relaxed') === NONE;
}

/** Stands in the queue if nobody does, else returns undefined. */
export function enterMcsIfFirst(region: Region, queue: number): number | undefined {
  const { ops } = region;
  if (ops.load32(queue + TAIL, 'relaxed') !== NONE) return undefined;
  const own = takeNode(region, queue, taking);
  if (own === NONE) return undefined;
  const enter = (): boolean => ops.cas32(queue + TAIL, NONE, own, 'acqRel', 'relaxed') === NONE;
  if (noteIf(region, queue, standing(own, OUTSIDE), standing(own, IN), enter)) return own;
  free(region, queue, own, standing(own, OUTSIDE), standing(own, GONE));
  forget(region, queue, standing(own, GONE));
  return undefined;
}

/** Waits until it is the turn of a place that was taken with {@link enterMcs}; false if `deadline` came before: then the place is given up. */
export function awaitMcs(region: Region, queue: number, place: number, deadline: number): boolean {
  const { ops } = region;
  const own = place & NODE_MASK;
  const before = place >>> OTHER_SHIFT;
  if (before === NONE || link(region, queue, own, before)) return true;
  const word = wordOf(queue, own);
  for (let looks = looksBeforeSleep(); ;) {
    const found = ops.load32(word, 'acquire'); // pairs with the release of who called: so that the owner word, which was given back before, is found free at once
    if ((found & STATE_MASK) === CALLED) {
      noteIf(region, queue, standing(own, LINKED), standing(own, IN), () => true);
      return true;
    }
    if (looks > 0) {
      looks--;
      realm.pause();
      continue;
    }
    const left = deadline - realm.now();
    if (left > 0 && realm.canBlock()) sleepOn(region, word, found, left);
    else if (leave(region, queue, own, found)) {
      forget(region, queue, standing(own, GONE));
      return false;
    }
  }
}

/** Gives back the place of this thread, whose turn it is. */
export function leaveMcs(region: Region, queue: number, place: number): void {
  const own = place & NODE_MASK;
  // Last: if the thread dies before, its undertaker does what is left to do.
  forget(region, queue, end(region, queue, own, standing(own, IN)));
}

/** Gives back the place of a thread that has died, or does what it had still to do. For its undertaker. */
export function leaveMcsForDead(region: Region, word: number, noted: number): void {
  const own = noted & NODE_MASK;
  const queue = queueOf(word, own);
  const other = (noted >>> OTHER_SHIFT) & NODE_MASK;
  const phase = noted >>> PHASE_SHIFT;
  if (phase === OUTSIDE) free(region, queue, own, noted, noted);
  if (phase === EMPTIES) free(region, queue, other, noted, noted);
  if (phase === CALLS && !call(region, queue, other, noted)) end(region, queue, other, noted);
  if (phase === HAS_CALLED) region.ops.notify(wordOf(queue, other), Infinity);
  if (phase === FOLLOWS) free(region, queue, other, noted, noted);
  const isFirst = phase === FOLLOWS || (phase === IN && (other === NONE || link(region, queue, own, other)));
  if (isFirst || ((phase === LINKED || phase === IN) && !leaveOrBeCalled(region, queue, own))) end(region, queue, own, noted);
}

/** Lets the one before know who is behind it; returns whether that is over. */
function link(region: Region, queue: number, own: number, before: number): boolean {
  // acquire: pairs with the release of who left it over; release: who ends it finds this thread's node in place
  const tell = (): boolean => (region.ops.or32(wordOf(queue, before), own << BEHIND_SHIFT, 'acqRel') & OVER) !== 0;
  if (!noteIf(region, queue, standing(own, IN, before), standing(own, FOLLOWS, before), tell, standing(own, LINKED))) return false;
  free(region, queue, before, standing(own, FOLLOWS, before), standing(own, IN));
  return true;
}

/** Gives a place up in which `found` was found; returns false if something else is there by now. */
function leave(region: Region, queue: number, own: number, found: number): boolean {
  const word = wordOf(queue, own);
  const change = (): boolean => region.ops.cas32(word, found, found ^ WAITS ^ LEFT, 'relaxed', 'relaxed') === found;
  return noteIf(region, queue, standing(own, LINKED), standing(own, GONE), change);
}

/** Gives the place of a dead thread up; returns false if it was called. */
function leaveOrBeCalled(region: Region, queue: number, own: number): boolean {
  for (;;) {
    const found = region.ops.load32(wordOf(queue, own), 'acquire');
    if ((found & STATE_MASK) === CALLED) return false;
    if (leave(region, queue, own, found)) return true;
  }
}

/** Ends a node whose turn this thread has, and those behind that were given up, and calls the first that was not. Returns what is noted then. */
function end(region: Region, queue: number, first: number, before: number): number {
  const { ops } = region;
  const own = before & NODE_MASK;
  const gone = standing(own, GONE);
  let noted = before;
  for (let node = first; ;) {
    const word = wordOf(queue, node);
    let behind = ops.load32(word, 'acquire') >>> BEHIND_SHIFT; // pairs with the release of the link: the node that it names is in place
    if (behind === NONE) {
      const empties = standing(own, EMPTIES, node);
      if (noteIf(region, queue, noted, empties, () => ops.cas32(queue + TAIL, node, NONE, 'release', 'relaxed') === node)) {
        free(region, queue, node, empties, gone);
        return gone;
      }
      // Somebody has come behind, who finds this when it links itself there; or has done so by now, and is found here.
      const leaveOver = (): boolean => (behind = ops.or32(word, OVER, 'acqRel') >>> BEHIND_SHIFT) === NONE;
      if (noteIf(region, queue, noted, gone, leaveOver)) return gone;
    }
    const calls = standing(own, CALLS, behind);
    free(region, queue, node, noted, calls);
    if (call(region, queue, behind, calls)) return standing(own, HAS_CALLED, behind);
    node = behind;
    noted = calls;
  }
}

/** Tells a node that it is its turn; returns false if it was given up. */
function call(region: Region, queue: number, node: number, noted: number): boolean {
  const { ops } = region;
  const word = wordOf(queue, node);
  let found = WAITS;
  for (;;) {
    const expected = found;
    const change = (): boolean => (found = ops.cas32(word, expected, expected ^ WAITS ^ CALLED, 'release', 'relaxed')) === expected;
    if (noteIf(region, queue, noted, standing(noted & NODE_MASK, HAS_CALLED, node), change)) {
      ops.notify(word, Infinity);
      return true;
    }
    if ((found & STATE_MASK) === LEFT) return false;
    // Else someone has come behind that node.
  }
}

function free(region: Region, queue: number, node: number, before: number, after: number): void {
  noteIf(region, queue, before, after, () => {
    region.ops.store32(wordOf(queue, node), FREE, 'release'); // pairs with the acquire of who takes it
    return true;
  });
}

/** Takes a step, and notes `after` in the place of `before` with it if it succeeds, else `otherwise`. */
function noteIf(region: Region, queue: number, before: number, after: number, step: () => boolean, otherwise: number = before): boolean {
  const taken = (): number => (step() ? 1 : 0);
  return noteWith(region, wordOf(queue, before & NODE_MASK), HELD_MCS_NODE, before, otherwise, taken, after - otherwise) === 1;
}

function forget(region: Region, queue: number, noted: number): void {
  forgetShare(region, wordOf(queue, noted & NODE_MASK), noted, HELD_MCS_NODE);
}
