import { forgetShare } from '../../memory/share.ts';
import * as ownerWord from '../../memory/owner-word.ts';
import { giveShareSlowly } from '../../memory/share-at-once.ts';
import { staleGuard } from '../lock-errors.ts';
import type { Semaphore } from './semaphore.ts';
import * as permitWord from './permit-word.ts';

// V8 folds a module's own constants into the code; imported ones it loads at each use.
const { me } = ownerWord;
const { unitsOf } = permitWord;

/** @internal Gives so many permits back that this thread has. */
export function give(semaphore: Semaphore, amount: number): void {
  const units = unitsOf(amount);
  const found = semaphore.shares.giveShare(semaphore.address, units, units, me.block!);
  if (found !== 0) giveSlowly(semaphore, found, units);
}

function giveSlowly(semaphore: Semaphore, found: number, units: number): void {
  if (!giveShareSlowly(semaphore, found, units, units)) throw staleGuard(semaphore, 'release');
}

/** Permits that this thread has acquired: the proof of it, and the way to give them back, once. Use it with `using`, or release it in a `finally`. */
export class Permits {
  /** The handle that they were acquired through. */
  readonly semaphore: Semaphore;
  /** How many. */
  readonly amount: number;
  #isLive = true;

  /** @internal */
  constructor(semaphore: Semaphore, amount: number) {
    this.semaphore = semaphore;
    this.amount = amount;
  }

  /** Whether they have not been given back yet. */
  get isLive(): boolean {
    return this.#isLive;
  }

  /**
   * Gives the permits back, and wakes who waits for them. About as cheap as acquiring them.
   *
   * @throws {LockError} `STALE_GUARD` if they were given back before
   */
  release(): void {
    const { semaphore } = this;
    if (!this.#isLive) throw staleGuard(semaphore, 'release');
    this.#isLive = false;
    give(semaphore, this.amount);
  }

  /**
   * Lets go of the permits without giving them back: neither this thread nor its death does so from here on. For permits that stand for something that is used up, or that another
   * thread will put back with `add`.
   *
   * @throws {LockError} `STALE_GUARD` if they were given back before
   */
  forget(): void {
    const { semaphore } = this;
    if (!this.#isLive) throw staleGuard(semaphore, 'forget');
    this.#isLive = false;
    forgetShare(semaphore.region, semaphore.address, unitsOf(this.amount));
  }

  /** What `using` calls: gives them back if that was not done before. */
  [Symbol.dispose](): void {
    if (this.#isLive) this.release();
  }
}
