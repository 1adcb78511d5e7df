import { giveStrong, giveWeak } from '../../memory/counted.ts';
import { era, HELD_WEAK } from '../../memory/held-list.ts';
import { endValue, UNREAD } from './content.ts';
import type { Share } from './share.ts';

/**
 * The net under handles that nobody disposed of: when all handles of a share are collected, so is the share, and its count is given back. That takes a turn of the event loop; what a thread still has at its end is given
 * back in any case.
 *
 * To put a share into the net and to take it out costs some 0.5 µs, so those that are new wait until the code that runs now is done: most have gone by then. They cost a few nanoseconds.
 */
const fresh: (Share | undefined)[] = [];
/** Of more than so many, those that have gone are dropped, and the others are put into the net. A guess. */
const MOST_FRESH = 256;
let count = 0;
let isSweepDue = false;

/** What is left of a share that was collected. */
export interface Claim {
  readonly address: number;
  readonly kind: number;
  readonly era: number;
}

const collected = new FinalizationRegistry<Claim>(({ address, kind, era: time }) => {
  if (time !== era.now) return;
  if (kind === HELD_WEAK) giveWeak(address);
  else if (giveStrong(address) === true) endValue(address, UNREAD);
});

/** Called with each share that is made. */
export function watch(share: Share): void {
  if (count === MOST_FRESH) sweep();
  fresh[count++] = share;
  if (isSweepDue) return;
  isSweepDue = true;
  queueMicrotask(sweep);
}

function sweep(): void {
  isSweepDue = false;
  for (let i = 0; i < count; i++) {
    const share = fresh[i]!;
    fresh[i] = undefined;
    if (share.handles === 0) continue;
    share.claim = { address: share.address, kind: share.kind, era: share.era };
    collected.register(share, share.claim, share.claim);
  }
  count = 0;
}

/** Called when a share has nothing any more that is to be given back. */
export function unwatch(share: Share): void {
  if (share.claim !== undefined) collected.unregister(share.claim);
  else if (count > 0 && fresh[count - 1] === share) count--; // as it is mostly: what is made last goes first
}
