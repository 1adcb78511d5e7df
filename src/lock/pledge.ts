import { LockError, OwnerDiedError } from '../realm/errors.ts';
import { dropHeld, HELD_PLEDGE, kindWord, pushHeld } from '../memory/held-list.ts';
import { BROKEN } from '../memory/pledged-word.ts';
import { nameOf, type Named } from './lock-errors.ts';
import { shown } from '../memory/layout/mismatch.ts';

/**
 * A thread's word that it will come, or finish: if it ends before that, however it ends, all who wait are told, instead of waiting for ever. A note in the
 * thread's own list, 5 ns.
 *
 * Use it with `using`: the end of the block keeps the pledge, also when the block throws. It belongs to the thread that gave it.
 */
export class Pledge {
  readonly #of: Named;
  readonly #keep: () => void;
  readonly #kind: number;
  #isOpen = true;

  /** @internal `keep` does what was pledged. */
  constructor(of: Named, keep: () => void) {
    this.#of = of;
    this.#keep = keep;
    this.#kind = kindWord(of.region, HELD_PLEDGE);
    pushHeld(of.address, this.#kind);
  }

  /** Whether it has yet to be kept. */
  get isOpen(): boolean {
    return this.#isOpen;
  }

  /**
   * Does what was pledged, before the end of the block.
   *
   * @throws {LockError} `PLEDGE_KEPT` if it was kept before
   */
  keep(): void {
    if (!this.#isOpen) {
      throw new LockError(
        'PLEDGE_KEPT',
        `${nameOf(this.#of)}: keep() of a pledge that was kept already. Each is kept once; give another one for more`,
      );
    }
    this.#end();
  }

  /** What `using` calls: keeps it if it is still open. */
  [Symbol.dispose](): void {
    if (this.#isOpen) this.#end();
  }

  #end(): void {
    this.#isOpen = false;
    const { address } = this.#of; // what it is of may be freed as soon as the pledge is kept
    this.#keep();
    // Last: in a thread that dies between the two, what was done is taken for not done. The other way round it would be waited for for ever.
    dropHeld(address, this.#kind);
  }
}

/** Whether a thread died with its pledge. */
export function isBroken(word: number): boolean {
  return (word & BROKEN) !== 0;
}

/** For who waits for a word with a broken pledge. `cure` says what to do. */
export function pledgeBroken(of: Named, cure: string): OwnerDiedError {
  return new OwnerDiedError(
    'OWNER_DIED',
    `${nameOf(of)}: a thread that had pledged to come ended before it came, so that waiting for it would never end. ${cure}`,
  );
}

/** Refuses what is no whole number from `least` to `most`. */
export function checkCount(what: string, n: unknown, least: number, most: number): asserts n is number {
  if (Number.isInteger(n) && (n as number) >= least && (n as number) <= most) return;
  throw new LockError('BAD_COUNT', `${what}: expected a whole number from ${least} to ${most}, but got ${shown(n)}`);
}
