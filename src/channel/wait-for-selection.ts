import { waitInQueue } from '../lock/async-queue.ts';
import { cannotBlock } from '../lock/lock-errors.ts';
import type { TimedAsyncOptions } from '../lock/wait-for-word.ts';
import { LIST, SELECTS, WAITS } from '../memory/channel-words.ts';
import { heapRegion } from '../memory/heap.ts';
import { looksBeforeSleep } from '../memory/looks-before-sleep.ts';
import { sleepOn } from '../memory/owner-word.ts';
import { enterSelectList, selectTokenOf } from '../memory/select-list.ts';
import { current, realm } from '../realm/realm.ts';
import type { PendingWait } from './end.ts';
import type { Selected } from './select.ts';
import type { Selection } from './selection.ts';

/**
 * Waiting for one of several channels. A thread enters itself at the bells of all and sleeps on one word, its token, which goes up when any of them rings; a promise waits at each bell. Nobody looks again and again.
 */

/** Blocks until something could be done; undefined after `ms` milliseconds. */
export function waitForSelection(selection: Selection, ms: number): Selected | undefined {
  const region = heapRegion();
  const { ops } = region;
  const deadline = ms === Infinity ? Infinity : realm.now() + ms;
  // Not where something would have to be taken back and left again each time.
  for (let looks = selection.hasMeeting ? 0 : looksBeforeSleep(); looks > 0; looks--) {
    realm.pause();
    const done = selection.attempt();
    if (done !== undefined) return done;
  }
  const token = selectTokenOf(current.block);
  const bells = bellsOf(selection);
  const entries = bells.map((bell) => enterSelectList(region, bell + LIST, token));
  try {
    for (;;) {
      const seen = ops.load32(token, 'acquire'); // before the attempt: whoever rings after it raises the token
      flag(bells, SELECTS);
      const done = selection.attempt();
      if (done !== undefined) return done;
      const left = deadline - realm.now();
      if (!(left > 0)) return selection.cancel();
      if (!realm.canBlock()) throw cannotBlock(selection.ends[0]!, 'select()', 'await selectAsync(cases)');
      sleepOn(region, token, seen, left);
    }
  } catch (error) {
    const last = selection.cancel();
    if (last === undefined) throw error;
    return last;
  } finally {
    for (const entry of entries) ops.store32(entry, 0, 'relaxed');
  }
}

/** The same without blocking; `options` were looked at by `checkWait`. */
export async function waitForSelectionAsync(selection: Selection, options: TimedAsyncOptions | undefined): Promise<Selected | undefined> {
  const ms = options?.timeoutMs ?? Infinity;
  const signal = options?.signal;
  const region = heapRegion();
  const bells = bellsOf(selection);
  const controller = new AbortController();
  const abort = (): void => controller.abort(signal?.reason);
  let done: Selected | undefined;
  let isOver = false;
  let isThreadOver = false;
  const entry: PendingWait = {
    end(why) {
      isOver = true;
      isThreadOver = why === undefined;
      done ??= selection.cancel();
      controller.abort(why);
    },
  };
  const attempt = (): Selected | undefined => {
    if (isOver) return undefined;
    flag(bells, WAITS);
    done = selection.attempt();
    isOver = done !== undefined;
    return done;
  };
  for (const end of selection.ends) end.beginWait(entry);
  signal?.addEventListener('abort', abort);
  try {
    const waits = bells.map((bell) => waitInQueue(region, bell, attempt, ms, controller.signal));
    const found = await Promise.race(waits);
    isOver = true;
    done ??= found ?? selection.cancel();
    controller.abort();
    await Promise.allSettled(waits);
    return done;
  } catch (error) {
    isOver = true;
    done ??= selection.cancel();
    if (done === undefined && isThreadOver) return new Promise(() => {});
    if (done === undefined) throw error;
    return done;
  } finally {
    for (const end of selection.ends) end.endWait(entry);
    signal?.removeEventListener('abort', abort);
  }
}

const bellsOf = ({ ends }: Selection): readonly number[] => [...new Set(ends.map(({ bell }) => bell))];

/** Says at all bells that somebody waits, before the last attempt: as at one bell. */
function flag(bells: readonly number[], bit: number): void {
  const { ops } = heapRegion();
  for (const bell of bells) ops.or32(bell, bit, 'release'); // release: pairs with who rings, which is to find the entries in the lists
  realm.fence('seqCst');
}
