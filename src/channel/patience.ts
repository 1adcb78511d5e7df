import { looksBeforeSleep } from '../memory/looks-before-sleep.ts';

/** 100 to 200 µs where it was measured. A sleep and a wake-up take some 70 there, and who looks has to see the other one through that, so half as much would be in vain just when both sleep by turns. A guess for other machines. */
const LONG = 2000;
/** A wait for less than this many milliseconds is not worth a long look. */
const LEAST_MS = 1;
/** So many waits in vain come before the first long look: on a busy machine the first ones of a channel are mostly that. A guess. */
const FIRST_RESTS = 4;
/** The most waits between two long looks. A guess: long looks that are in vain then cost a sixtieth of the sleeps. */
const MOST_RESTS = 64;

/**
 * How often an end looks before it sleeps: for long where that has been worth it. An addition for a wait.
 *
 * Two threads with a processor each pass messages for microseconds, and then one is a little late; if the other sleeps, it misses what comes in the tens of microseconds that it takes to wake up, and then the first has to
 * sleep. On a busy machine the other way round: who looks keeps the processor from the one that it waits for. Which it is nobody can ask, so it is tried. After a long look in vain there are none for some waits, after the
 * next for twice as many, and so on; one that found something is followed by more.
 */
export class Patience {
  /** How many waits are to come with a short look, before the next long one. */
  #left = FIRST_RESTS;
  /** How many of them there are after the next long look in vain. */
  #rests = FIRST_RESTS;
  #isLong = false;

  /** How often to look in a wait that begins, of at most so many milliseconds. Not at all where nothing can happen meanwhile. */
  looks(ms: number): number {
    const short = looksBeforeSleep();
    this.#isLong = this.#left === 0 && ms >= LEAST_MS;
    return this.#isLong && short > 0 ? LONG : short;
  }

  /** A look has found something. */
  found(): void {
    if (this.#isLong) this.#rests = 1;
  }

  /** All looks of this wait were in vain. */
  gaveUp(): void {
    if (this.#isLong) {
      this.#left = this.#rests;
      this.#rests = Math.min(2 * this.#rests, MOST_RESTS);
    } else if (this.#left > 0) this.#left--;
  }
}
