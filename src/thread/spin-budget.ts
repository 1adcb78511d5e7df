import { realm } from '../realm/realm.ts';

/** How often a word is looked at before sleeping, at most: about 10 µs with the pauses, which is what going to sleep and being woken costs. */
export const A_HAND_OVER = 400;

/** The same where a whole short thread is waited for: about 30 µs. With 400 a spawn and join of a short function took 60 µs, with 1000 35, with 2500 34. */
export const LIFE_OF_A_SHORT_THREAD = 1000;

/** At least: a quarter of a microsecond, in which a thread that runs on another processor answers. */
const LEAST = 10;

/**
 * How long it is worth to spin before sleeping: twice as long after each success, half as long after each failure.
 *
 * Spinning saves the system calls and the wake-up of a hand-over to a thread that runs on another processor: a round trip takes 0.25 µs instead of 8 to 100. But where the two
 * share a processor it takes time away from the very thread that is waited for: 30 µs if it always lasted the whole 10 µs, 9 µs as it is. Measured on two processors, idle and
 * busy.
 */
export class SpinBudget {
  readonly #most: number;
  #looks: number;

  constructor(most: number) {
    this.#most = most;
    this.#looks = most;
  }

  /** How often to look. Not at all where there is one processor: the thread that is waited for cannot run meanwhile. */
  get looks(): number {
    return realm.availableParallelism() === 1 ? 0 : this.#looks;
  }

  /** The word changed while this thread looked. */
  succeeded(): void {
    if (this.#looks < this.#most) this.#looks = Math.min(this.#most, 2 * this.#looks);
  }

  /** It did not, and this thread goes to sleep. */
  failed(): void {
    if (realm.availableParallelism() > 1) this.#looks = Math.max(LEAST, this.#looks >>> 1);
  }
}
