import { realm } from '../realm/realm.ts';
import { becomeFirst, firstInLine, joinLine, leaveLine } from '../memory/line.ts';
import { sleepOn } from '../memory/owner-word.ts';
import { looksBeforeSleep } from '../memory/looks-before-sleep.ts';
import { ASYNC, ASYNC_COUNT, DUE, QUEUED, takeShare } from '../memory/share.ts';
import { threadName } from '../memory/thread-name.ts';
import { isQueued, waitInQueue } from './async-queue.ts';
import * as errors from './lock-errors.ts';
import type { AsyncOptions } from './owned-lock.ts';

/**
 * How those who want a share of a word (memory/share.ts) wait for it: threads in the order in which they came, promises behind them. The slow path of Semaphore and RwLock.
 *
 * What is given back is not handed to the first in line: that is woken, and until it looks, whoever runs may take it. Were it kept for the sleeper, all who come in the meantime would have to
 * sleep as well, and from then on every operation would wait for a thread to wake up: a convoy, which takes 100 times as long. So that nobody starves, the first is woken in vain
 * {@link PATIENCE} times at most. Then it is due: it sets `DUE` beside `QUEUED`, and nobody comes before it.
 */

/** What words a lock with a share word and a line has: the share word, the count of promises, and the two of the line. */
export const LINE_LOCK_BYTES = 16;

/** What the word becomes if a share of it is taken; {@link REFUSED} if it cannot be now. Throws if no waiting will help. */
export type Admit = (word: number) => number;

/** What the undertaker adds to the word for a share that was taken, if that is not what takes it back: see `takeShare`. */
type Delta = number | undefined;
/** No word is negative. */
export const REFUSED = -1;

/**
 * How often others may be let past the first in line before it is due. With 4 there is no convoy, and 64 is not faster; the fewer, the sooner the first has its turn. How long a writer waits at
 * worst, among three threads that read without a pause on two busy processors, does not depend on it: 22 to 464 ms with 0, 1, 2, 4 and 8, in no order, which is when the system lets it run.
 */
export const PATIENCE = 4;

/** A lock with a share word and a line. */
export interface HasLine extends errors.Named {
  /** {@link PATIENCE}; less in checks. */
  readonly patience: number;
}

/** Takes a share, if nobody stands in line for one and it can be taken now. */
function tryTake(lock: errors.Named, admit: Admit, delta?: Delta): boolean {
  const { region, address } = lock;
  for (;;) {
    const word = region.ops.load32(address, 'relaxed');
    const next = admit(word);
    if (next === REFUSED || (word & QUEUED) !== 0) return false;
    if (takeShare(region, address, word, next, delta)) return true;
  }
}

/** Waits until this thread has a share, or `deadline` has passed; returns whether it has it. */
export function waitInLine(lock: HasLine, admit: Admit, call: string, instead: string, deadline: number, delta?: Delta): boolean {
  const { region, address } = lock;
  // Where threads stand in line, there is nothing to be had.
  for (let looks = looksBeforeSleep(); looks > 0 && (region.ops.load32(address, 'relaxed') & QUEUED) === 0; looks--) {
    if (tryTake(lock, admit, delta)) return true;
    realm.pause();
  }
  if (!realm.canBlock()) {
    if (tryTake(lock, admit, delta)) return true;
    throw errors.cannotBlock(lock, call, instead);
  }
  joinLine(region, address);
  let isTaken = false;
  try {
    isTaken = becomeFirst(deadline) && takeAsFirst(lock, admit, deadline, delta);
  } finally {
    leaveLine(region, address, !isTaken);
  }
  return isTaken;
}

/** Takes a share as the first in line: the only one of the line that looks at the word, and sleeps on it. */
function takeAsFirst({ region, address, patience }: HasLine, admit: Admit, deadline: number, delta: Delta): boolean {
  const { ops } = region;
  let looks = looksBeforeSleep();
  let opened = 0;
  let slept = false;
  for (;;) {
    const word = ops.load32(address, 'relaxed');
    const next = admit(word);
    if (next !== REFUSED) {
      if (takeShare(region, address, word, next & ~DUE, delta ?? word - next)) return true;
      continue;
    }
    if (looks > 0) {
      looks--;
      realm.pause();
      continue;
    }
    const left = deadline - realm.now();
    if (!(left > 0)) return false;
    if (slept && (word & QUEUED) === 0) opened++;
    slept = false;
    const asleep = word | QUEUED | (opened < patience ? 0 : DUE);
    if (word !== asleep && ops.cas32(address, word, asleep, 'relaxed', 'relaxed') !== word) continue;
    // Falls asleep only if the word is still as it was; and whoever changes it from then on finds QUEUED in it, and wakes this thread.
    sleepOn(region, address, asleep, left);
    slept = true;
    looks = looksBeforeSleep();
  }
}

/** How the line says that a lock is in use, for who would free it. */
export function useOfLine({ region, address }: HasLine): string | undefined {
  const first = firstInLine(region, address);
  return first === 0 ? undefined : `while ${threadName(first)} stands in line for it, as the first`;
}

/** Waits for a share without blocking, and resolves to what `guard` makes when it is taken; to undefined after `ms` milliseconds. */
export function waitAsync<G>(
  lock: errors.Named,
  admit: Admit,
  guard: () => G,
  call: string,
  ms: number,
  options: AsyncOptions | undefined,
  delta?: Delta,
): Promise<G | undefined> {
  const { region, address } = lock;
  try {
    errors.checkTimeout(`${lock.kind}.${call}`, ms);
    const signal = errors.signalOf(`${lock.kind}.${call}`, options);
    if (signal?.aborted === true) return Promise.reject(signal.reason as Error);
    // Not ahead of those that wait in this thread already.
    if (!isQueued(region, address + ASYNC_COUNT) && tryTake(lock, admit, delta)) return Promise.resolve(guard());
    return waitInQueue(region, address + ASYNC_COUNT, () => (takeOrFlag(lock, admit, delta) ? guard() : undefined), ms, signal);
  } catch (error) {
    return Promise.reject(error as Error);
  }
}

/** Takes a share, or leaves the flag that makes whoever changes the word tell the promises. */
function takeOrFlag(lock: errors.Named, admit: Admit, delta: Delta): boolean {
  const { ops } = lock.region;
  const { address } = lock;
  for (;;) {
    if (tryTake(lock, admit, delta)) return true;
    const word = ops.load32(address, 'relaxed');
    if ((word & QUEUED) === 0 && admit(word) !== REFUSED) continue;
    if ((word & ASYNC) !== 0 || ops.cas32(address, word, word | ASYNC, 'relaxed', 'relaxed') === word) return false;
  }
}
