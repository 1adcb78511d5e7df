import { realm } from '../realm/realm.ts';
import { looksBeforeSleep } from '../memory/looks-before-sleep.ts';
import { sleepOn } from '../memory/owner-word.ts';
import { waitInQueue } from './async-queue.ts';
import { debugHook } from './debug-hook.ts';
import * as errors from './lock-errors.ts';
import type { AsyncOptions } from './owned-lock.ts';

/**
 * How threads and promises wait for a word to say something, for things that wake all who wait whenever they wake anybody. Then nobody has to leave a flag,
 * no wake-up can be lost on a thread that is busy or dead, and promises may sleep on the word that threads sleep on. Waiting costs a sleep of the operating system, after a microsecond of looking.
 */

/** Something with a word to wait for, at its live address. */
export interface HasWord extends errors.Named {
  readonly liveAddress: number;
}

/** What a wait without blocking can be told. */
export interface TimedAsyncOptions extends AsyncOptions {
  /** Ends the wait after so many milliseconds. Default: never. */
  readonly timeoutMs?: number | undefined;
}

/** The same without a limit of time, so that there is always a result. */
export interface UntimedAsyncOptions extends AsyncOptions {
  readonly timeoutMs?: undefined;
}

/** Says that the word is known to have been another since: look again, and do not sleep. It may be back at what it was, and its wake-up over. */
export const CHANGED = Symbol('changed');

/** The end of a wait that finds `word`, or undefined: not yet. Throws where no waiting helps. */
export type Look<T> = (word: number) => T | typeof CHANGED | undefined;

/** A call that waits, and what to call instead where the thread may not block: both for errors. */
export interface Call {
  readonly name: string;
  readonly instead: string;
}

/** Blocks until `look` returns something, at most `ms` milliseconds: undefined if that was not enough. */
export function waitForWord<T>(thing: HasWord, look: Look<T>, call: Call, ms: number): T | undefined {
  const { region } = thing;
  const address = thing.liveAddress;
  const { ops } = region;
  const deadline = ms === Infinity ? Infinity : realm.now() + ms;
  let looks = looksBeforeSleep();
  for (;;) {
    const word = ops.load32(address, 'acquire'); // pairs with the release of whoever wrote what is waited for
    const end = look(word);
    if (end === CHANGED) continue;
    if (end !== undefined) return end;
    if (looks > 0) {
      looks--;
      realm.pause();
      continue;
    }
    const left = deadline - realm.now();
    if (!(left > 0)) return undefined;
    if (!realm.canBlock()) throw errors.cannotBlock(thing, call.name, call.instead);
    // Falls asleep only if the word is still what was looked at: a change in between, and its wake-up, cannot be missed.
    const woke = debugHook.sleeps?.(thing, ms !== Infinity);
    sleepOn(region, address, word, left);
    woke?.();
  }
}

/**
 * {@link waitForWord} without blocking, and with what `options` say about time and a signal.
 *
 * @param changing the address of what promises sleep on: the word itself, where none that is worth waiting for comes back to a value that it had; else a count
 *   that goes up after each change
 */
export function waitForWordAsync<T>(
  thing: HasWord,
  look: Look<T>,
  call: string,
  options: TimedAsyncOptions | undefined,
  changing: number = thing.address,
): Promise<T | undefined> {
  const { region } = thing;
  const what = `${thing.kind}.${call}`;
  const ms = options?.timeoutMs ?? Infinity;
  const attempt = (): T | undefined => {
    for (;;) {
      const end = look(region.ops.load32(thing.liveAddress, 'acquire'));
      if (end !== CHANGED) return end;
    }
  };
  try {
    errors.checkTimeout(what, ms);
    const signal = errors.signalOf(what, options, true);
    if (signal?.aborted === true) return Promise.reject(signal.reason as Error);
    const now = attempt();
    return now === undefined ? waitInQueue(region, changing, attempt, ms, signal) : Promise.resolve(now);
  } catch (error) {
    return Promise.reject(error as Error);
  }
}
