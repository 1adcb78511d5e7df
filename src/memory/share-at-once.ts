import * as opsModule from '../realm/ops.ts';
import type { Ops } from '../realm/ops.ts';
import * as heap from './heap.ts';
import type { Region } from './region.ts';
import { forgetShare, giveShare, takeShare, tellWaiters } from './share.ts';

// V8 folds a module's own constants into the code; imported ones it loads at each use.
const { SHARE_SLOW, SHARE_TAKEN } = opsModule;
const { HEAP_REGION } = heap;

export { SHARE_TAKEN };

/**
 * The fast path of share words (share.ts): the look at the word, its exchange and the note in one crossing into WebAssembly, about 10 ns on V8 with the locked instruction. It takes the
 * same steps as the functions of share.ts, one after the other; those do it where it cannot: in memories of the user's own, when the list of what the thread holds is full, and in
 * checked runs, which are to see each step.
 */

/** How share words of one region are taken and given back at once: see `Ops` of the realm. */
export type ShareOps = Pick<Ops, 'takeShare' | 'giveShare'>;

/** In other memories the note goes to another memory than the word, which WebAssembly cannot reach. Also of what was freed, which the slow paths notice. */
export const ELSEWHERE: ShareOps = { takeShare: () => SHARE_SLOW, giveShare: () => SHARE_SLOW };

export function shareOpsOf(region: Region): ShareOps {
  return region.id === HEAP_REGION ? region.ops : ELSEWHERE;
}

/** What has share words: a lock or a semaphore. Its fast paths call {@link ShareOps} themselves: each function between would be one more that JavaScriptCore has to inline. */
interface Shared {
  readonly region: Region;
  readonly address: number;
}

/**
 * What follows a `takeShare` of {@link ShareOps} that returned `found`, and not {@link SHARE_TAKEN}, with the same arguments: takes the share step by step if that is what is to be
 * done. Returns {@link SHARE_TAKEN}, or the word, which did not allow it.
 */
export function takeShareSlowly(of: Shared, found: number, closed: number, least: number, change: number, delta: number): number {
  return found === SHARE_SLOW ? takeInSteps(of, closed, least, change, delta) : found;
}

function takeInSteps({ region, address }: Shared, closed: number, least: number, change: number, delta: number): number {
  for (;;) {
    const word = region.ops.load32(address, 'relaxed');
    if ((word & closed) !== 0 || word < least) return word;
    if (takeShare(region, address, word, word + change, delta)) return SHARE_TAKEN;
  }
}

/** What follows a `giveShare` of {@link ShareOps} that returned `found`, and not 0, with the same arguments. Returns false, with nothing done, if this thread has no such share. */
export function giveShareSlowly({ region, address }: Shared, found: number, change: number, delta: number): boolean {
  if (found === SHARE_SLOW) return giveShare(region, address, change, delta);
  tellWaiters(region, address, found);
  return forgetShare(region, address, 0);
}
