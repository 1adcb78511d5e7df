import { checkTimeout, cannotBlock, signalOf } from '../lock/lock-errors.ts';
import { waitInQueue } from '../lock/async-queue.ts';
import type { TimedAsyncOptions } from '../lock/wait-for-word.ts';
import { WAITS } from '../memory/channel-words.ts';
import { sleepOn } from '../memory/owner-word.ts';
import type { Region } from '../memory/region.ts';
import { realm } from '../realm/realm.ts';
import { EMPTY } from './empty.ts';
import type { AwaitedEnd, PendingWait } from './end.ts';
import { Patience } from './patience.ts';

/**
 * How threads and promises wait at a bell of a channel until an attempt succeeds. Some microseconds of looking (see patience.ts), then a sleep of the operating system. See memory/channel-words.ts for why nobody sleeps for ever.
 */

/** Where a call waits, and how errors name it. */
export interface Waiting {
  readonly kind: string;
  readonly region: Region;
  readonly address: number;
  readonly bell: number;
  /** How long it has been worth to look. */
  patience: Patience | undefined;
}

/** Blocks until `attempt` gives something else than `EMPTY`, or `ms` milliseconds have passed: then the result is `EMPTY`. */
export function waitAtBell<T>(at: Waiting, attempt: () => T | typeof EMPTY, call: string, instead: string, ms: number): T | typeof EMPTY {
  const { region, bell } = at;
  const deadline = ms === Infinity ? Infinity : realm.now() + ms;
  const patience = (at.patience ??= new Patience());
  for (let looks = patience.looks(ms); looks > 0; looks--) {
    const result = attempt();
    if (result !== EMPTY) {
      patience.found();
      return result;
    }
    realm.pause();
  }
  patience.gaveUp();
  for (;;) {
    const seen = flagAt(region, bell);
    const result = attempt();
    if (result !== EMPTY) return result;
    const left = deadline - realm.now();
    if (!(left > 0)) return EMPTY;
    if (!realm.canBlock()) throw cannotBlock(at, call, instead);
    sleepOn(region, bell, seen, left);
  }
}

/** Refuses options that cannot be meant, and throws what the signal was aborted with: before anything is done. */
export function checkWait(call: string, options: TimedAsyncOptions): void {
  const signal = signalOf(call, options, true);
  checkTimeout(call, options.timeoutMs ?? Infinity);
  signal?.throwIfAborted();
}

/**
 * {@link waitAtBell} without blocking, and with what `options` say about time and a signal: see {@link checkWait}. `cancel` is called when it ends without a result, and may still give one.
 *
 * If the handle is disposed of meanwhile, it ends at once: from then on the words of the channel may be somebody else's.
 */
export async function waitAtBellAsync<T>(
  at: Waiting & AwaitedEnd,
  attempt: () => T | typeof EMPTY,
  cancel: () => T | typeof EMPTY,
  options: TimedAsyncOptions | undefined,
): Promise<T | typeof EMPTY> {
  const { region, bell } = at;
  const ms = options?.timeoutMs ?? Infinity;
  const signal = options?.signal;
  const controller = new AbortController();
  const abort = (): void => controller.abort(signal?.reason);
  let last: T | typeof EMPTY | undefined;
  let isThreadOver = false;
  const entry: PendingWait = {
    end(why) {
      last = cancel();
      isThreadOver = why === undefined;
      controller.abort(why);
    },
  };
  const attemptOrFlag = (): { readonly result: T } | undefined => {
    if (last !== undefined) return undefined;
    flagAt(region, bell);
    const result = attempt();
    return result === EMPTY ? undefined : { result };
  };
  at.beginWait(entry);
  signal?.addEventListener('abort', abort);
  try {
    const found = await waitInQueue(region, bell, attemptOrFlag, ms, controller.signal);
    return found === undefined ? (last ?? cancel()) : found.result;
  } catch (error) {
    const result = last ?? cancel();
    if (result !== EMPTY) return result;
    if (isThreadOver) return new Promise(() => {});
    throw error;
  } finally {
    at.endWait(entry);
    signal?.removeEventListener('abort', abort);
  }
}

/** Says at the bell that somebody waits, before the last attempt: whoever changes something after that finds it, and rings. Returns the word. */
function flagAt(region: Region, bell: number): number {
  const seen = region.ops.or32(bell, WAITS, 'relaxed') | WAITS;
  realm.fence('seqCst'); // pairs with the sequentially consistent store and load of the other side: either the attempt sees what it has changed, or it sees the bit
  return seen;
}
