import { current, realm } from '../realm/realm.ts';
import { ownerOf } from './owner-word.ts';
import type { Region } from './region.ts';

/**
 * A word through which one thread at a time goes to change a queue, for less than a microsecond. Going in and out costs two atomic operations while nobody else is inside.
 *
 * | value          | meaning                                                              | who changes it                               |
 * |----------------|----------------------------------------------------------------------|----------------------------------------------|
 * | 0              | nobody is inside                                                     | who comes; undertakers                       |
 * | block          | that thread is inside                                                | that thread; its undertaker takes its place  |
 * | block + `SWEEP`| the same, and it shall look for what the dead have left before it goes | undertakers                                |
 *
 * An undertaker must not wait: whoever is inside may be dead as well without anyone having heard of it. So it leaves the sweeping to that thread, or to the undertaker of that one.
 */
const SWEEP = 1;

/** What an undertaker is in the word: no block lies there. */
export const UNDERTAKER = 16;

/** Looks at the gate this often, some µs, before it makes way for the thread that is inside. A guess. */
const LOOKS = 200;
/** As short as timers allow: nobody wakes those who wait for a gate. */
const NAP_MS = 0.1;

/** Goes in; waits for whoever is inside. Never sleeps where the agent may not block. Returns false if this thread is inside already. */
export function enterGate(region: Region, gate: number): boolean {
  const { ops } = region;
  const me = current.block;
  let looks = 0;
  for (let word = ops.cas32(gate, 0, me, 'acquire', 'relaxed'); word !== 0; word = ops.cas32(gate, 0, me, 'acquire', 'relaxed')) {
    if (ownerOf(word) === me) return false;
    if (realm.checked !== undefined) realm.pause();
    else while (ops.load32(gate, 'relaxed') !== 0) looks = lookAgain(region, gate, looks);
  }
  return true;
}

function lookAgain(region: Region, gate: number, looks: number): number {
  if (looks < LOOKS || !realm.canBlock()) realm.pause();
  else region.ops.wait32(gate, region.ops.load32(gate, 'relaxed') || SWEEP, NAP_MS); // never 0: that would be free
  return looks + 1;
}

/** Goes out, after `sweep` if an undertaker has asked for it. */
export function leaveGate(region: Region, gate: number, sweep: () => void, me: number = current.block): void {
  while (region.ops.cas32(gate, me, 0, 'release', 'relaxed') !== me) {
    region.ops.and32(gate, ~SWEEP, 'acquire'); // pairs with the release of the undertaker that has marked something
    sweep();
  }
}

/** Goes in as an undertaker, in the place of the dead thread with `block` if that is inside; returns false if another is, which will sweep. */
export function enterGateForDead(region: Region, gate: number, block: number): boolean {
  const { ops } = region;
  for (;;) {
    const word = ops.load32(gate, 'acquire');
    if (word === 0 || ownerOf(word) === block) {
      if (ops.cas32(gate, word, UNDERTAKER, 'acqRel', 'relaxed') === word) return true;
    } else if (ops.cas32(gate, word, word | SWEEP, 'release', 'relaxed') === word) {
      return false; // the thread inside sweeps when it leaves, or its own undertaker does
    }
  }
}

/** The thread that is inside: its block, 0 if nobody is. */
export function insideGate(region: Region, gate: number): number {
  return ownerOf(region.ops.load32(gate, 'relaxed'));
}
