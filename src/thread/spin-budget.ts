import { realm } from '../realm/realm.ts';

/** How often a word is looked at before sleeping, at most and at least. Each look with its pause takes about 25 ns. */
const MOST = Number(process.env['MOST'] ?? 400);
const LEAST = Number(process.env['LEAST'] ?? 40);

/**
 * How long it is worth to spin before sleeping: as long as spinning succeeds. It saves the two system calls and the wake-up of a hand-over to a thread that runs
 * (0.5 µs instead of 6 to 100), and only takes time away from the others where the processors are busy.
 */
export class SpinBudget {
  /** How often to look. */
  looks = MOST;

  /** The word changed while this thread looked. */
  succeeded(): void {
    if (this.looks < MOST) this.looks = Math.min(MOST, 2 * this.looks);
  }

  /** It did not, and this thread goes to sleep. */
  failed(): void {
    if (process.env['FIXED']) return;
    this.looks = realm.availableParallelism() === 1 ? 0 : Math.max(LEAST, this.looks >>> 1);
  }
}
