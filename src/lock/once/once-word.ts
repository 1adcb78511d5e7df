import { current } from '../../realm/realm.ts';
import { LockError, OwnerDiedError } from '../../realm/errors.ts';
import {
  ASYNC_COUNT,
  forgetOwnerWord,
  isMine,
  meaningOfOwnerWord,
  ownerOf,
  POISONED,
  takeAs,
  wakePromises,
} from '../../memory/owner-word.ts';
import type { Region } from '../../memory/region.ts';
import { threadName } from '../../memory/thread-name.ts';
import { debugHook } from '../debug-hook.ts';
import { nameOf, type Named, refusePoisonedOrFreed } from '../lock-errors.ts';
import type { DescribedWord, PlacedWords } from '../placed-words.ts';
import { CHANGED, type Look, type TimedAsyncOptions, waitForWord, waitForWordAsync } from '../wait-for-word.ts';

/**
 * The word of what happens once: an owner word (see `memory/owner-word.ts`), so that the death of the thread that is at it is noticed, with one value more.
 * To see that it is done is one atomic load.
 *
 * | value    | meaning                                        | who may change it                                               |
 * |----------|------------------------------------------------|-----------------------------------------------------------------|
 * | 0        | nobody has begun                               | anyone: exchanges it for its own block, and is the one to do it |
 * | owner    | that thread is at it                           | the owner: to DONE, or to 0 if it threw; its undertaker: POISONED |
 * | DONE     | it is done, and what it wrote is to be seen    | nobody                                                          |
 * | POISONED | the thread that was at it ended before its end | `clearPoison`: to 0                                             |
 *
 * The owner wakes all who wait, whatever it leaves. That happens once, so no flag says whether somebody does.
 */

/** A value that no owner has, with two flags that never come together otherwise; 8 alone would be `LIST_SLOW`. */
export const DONE = 12;

/** What became of the wish to do it: this thread is to do it now, or it is done. */
export type Beginning = 'mine' | 'done';

/** What a report calls the two words of `what`. */
export function describedWords(what: string): readonly DescribedWord[] {
  return [
    [0, { name: what, meaning: (word, threadOf) => (word === DONE ? 'done' : meaningOfOwnerWord(word, threadOf)) }],
    [ASYNC_COUNT, { name: `${what}.count` }],
  ];
}

/** Begins if nobody has; undefined if another thread is at it. */
export function tryBegin(thing: Named): Beginning | undefined {
  const beginning = beginAt(thing, thing.region.ops.load32(thing.address, 'acquire'));
  if (beginning === 'mine') debugHook.began?.(thing, 'tried');
  return beginning === CHANGED ? undefined : beginning; // another one was at it in between, which is answer enough
}

/** Begins, or waits until it is done: at most `ms` milliseconds. */
export function begin(thing: PlacedWords, call: string, ms: number): Beginning | undefined {
  const look: Look<Beginning> = (word) => {
    const beginning = beginAt(thing, word);
    if (beginning === undefined && isMine(thing.region, thing.address, word)) throw waitsForItself(thing, call);
    return beginning;
  };
  const beginning = waitForWord(thing, look, { name: call, instead: `await ${asyncForm(call)}` }, ms);
  if (beginning === 'mine') debugHook.began?.(thing, 'mayWait');
  return beginning;
}

/** {@link begin} without blocking. Another task of this thread may be at it. */
export async function beginAsync(thing: PlacedWords, call: string, options: TimedAsyncOptions | undefined): Promise<Beginning | undefined> {
  const beginning = await waitForWordAsync(thing, (word) => beginAt(thing, word), call, options, countOf(thing));
  if (beginning === 'mine') debugHook.began?.(thing, 'promise');
  return beginning;
}

/** Where the count is that goes up with each end: the word itself may be 0 again after another has begun, and thrown. */
export function countOf(thing: Named): number {
  return thing.address + ASYNC_COUNT;
}

/** How the word says that it is in use, for who would free it. */
export function useOf(thing: Named): string | undefined {
  const owner = ownerOf(thing.region.ops.load32(thing.address, 'relaxed'));
  return owner === 0 ? undefined : `while ${threadName(owner)} runs its initialiser`;
}

/** What a word means for one who only waits for the end. */
export function isDoneAt(thing: Named, word: number): true | undefined {
  if (word === DONE) return true;
  refuse(thing, word);
  return undefined;
}

/** What the thread that was at it leaves: `DONE`, or 0 for the next to begin anew. */
export function finish(thing: Named, left: typeof DONE | 0): void {
  const { region, address: p } = thing;
  debugHook.ended?.(thing);
  // A store does: only the owner changes an owner word. release: pairs with the acquire of all who look, so that they see what was done.
  region.ops.store32(p, left, 'release');
  region.ops.notify(p, Infinity);
  wakePromises(region, p);
  // Last: should this thread die before here, its undertaker finds the word in its list and wakes them.
  forgetOwnerWord(region, p);
}

/** Makes a poisoned word new again; returns whether it was poisoned. */
export function clearPoison(region: Region, p: number): boolean {
  return region.ops.cas32(p, POISONED, 0, 'acqRel', 'relaxed') === POISONED;
}

function beginAt(thing: Named, word: number): Beginning | typeof CHANGED | undefined {
  if (word === DONE) return 'done';
  refuse(thing, word);
  if (word !== 0) return undefined;
  // acquire in there: pairs with the release of one who began and threw. If it fails, another has begun, and may have thrown already.
  return takeAs(thing.region, thing.address, current.block) === 0 ? 'mine' : CHANGED;
}

function refuse(thing: Named, word: number): void {
  if (word === POISONED) throw ownerDied(thing);
  refusePoisonedOrFreed(thing, word);
}

function ownerDied(thing: Named): OwnerDiedError {
  return new OwnerDiedError(
    'OWNER_DIED',
    `${nameOf(thing)}: the thread that ran its initialiser ended in the middle of it, so it is not done, and what the initialiser had begun may be half done. ` +
      'Call clearPoison() if it may be run again from its start: the next to ask for it runs its own',
  );
}

function waitsForItself(thing: Named, call: string): LockError {
  return new LockError(
    'SELF_DEADLOCK',
    `${nameOf(thing)}: ${call} would wait for ever, since this thread is running the initialiser already. ` +
      `Do not ask for a value from what makes it; if another task of this thread is at it, await ${asyncForm(call)}`,
  );
}

/** What to await instead: `callAsync()` for `call()` and for `tryCallFor()`. */
function asyncForm(call: string): string {
  const plain = call.replace(/^try(.*)For\(\)$/, (_, name: string) => `${name[0]!.toLowerCase()}${name.slice(1)}()`);
  return plain.replace('()', 'Async()');
}
