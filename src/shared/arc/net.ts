import { giveWeak } from '../../memory/counted.ts';
import { era, HELD_STRONG, HELD_WEAK } from '../../memory/held-list.ts';
import { forgetKnown, letGo, makeKnown } from './at-hand.ts';
import { giveValue, UNREAD } from './content.ts';
import type { Share, StrongShare } from './share.ts';

/**
 * The net under handles that nobody disposed of: when all handles of a share are collected, so is the share, and its count is given back. That takes a turn of the event loop; what a thread still has at its end is given
 * back in any case.
 *
 * To put a share into the net and to take it out costs some 0.5 µs, so those that are new wait until the code that runs now is done: most have gone by then. They cost a few nanoseconds.
 */
const fresh: (Share | undefined)[] = [];
/** Of more than so many, those that have gone are dropped, and the others are put into the net. A guess. */
const MOST_FRESH = 256;
/** Fields of a constant: variables of the module V8 would check at each use. */
const state = { count: 0, isSweepDue: false };

/** What is left of a share that was collected. */
export interface Claim {
  readonly address: number;
  readonly kind: number;
  readonly era: number;
  /** How Weaks found it. */
  readonly known: WeakRef<StrongShare> | undefined;
}

const collected = new FinalizationRegistry<Claim>((claim) => {
  const { address, kind, era: time } = claim;
  takeOut(claim);
  if (time !== era.now) return;
  if (kind === HELD_WEAK) giveWeak(address);
  else giveValue(address, UNREAD);
});

/** Called with each share that is made. */
export function watch(share: Share): void {
  if (state.count === MOST_FRESH) sweep();
  fresh[state.count++] = share;
  sweepSoon();
}

/** Has {@link sweep} called when the code that runs now is done. */
export function sweepSoon(): void {
  if (state.isSweepDue) return;
  state.isSweepDue = true;
  queueMicrotask(sweep);
}

function sweep(): void {
  state.isSweepDue = false;
  for (let i = 0; i < state.count; i++) {
    const share = fresh[i]!;
    fresh[i] = undefined;
    if (share.handles > 0 && share.claim === undefined) putIn(share);
  }
  state.count = 0;
  letGo();
}

function putIn(share: Share): void {
  const { address, kind } = share;
  const known = kind === HELD_STRONG ? makeKnown(share as StrongShare) : undefined;
  share.claim = { address, kind, era: share.era, known };
  collected.register(share, share.claim, share.claim);
}

function takeOut({ address, known }: Claim): void {
  if (known !== undefined) forgetKnown(address, known);
}

/** Called when a share has nothing any more that is to be given back. */
export function unwatch(share: Share): void {
  if (share.claim !== undefined) {
    collected.unregister(share.claim);
    takeOut(share.claim);
    share.claim = undefined;
  } else if (state.count > 0 && fresh[state.count - 1] === share) state.count--; // as it is mostly: what is made last goes first
}
