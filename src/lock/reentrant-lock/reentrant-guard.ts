import { Guard } from '../guard.ts';
import { staleGuard } from '../lock-errors.ts';
import type { ReentrantLock } from './reentrant-lock.ts';

/** The turn of every reentrant lock, and of each guard that is live: any number of them may be. */
export const LIVE = 1;
/** The turn of a guard that is not. */
export const ENDED = 0;

/**
 * The proof that this thread holds a reentrant lock once more. Each gives back one time of holding it, in any order, so that an inner one that ends leaves the outer ones live.
 *
 * The live guards of one handle are a list, latest first, because `unlock()` of the handle has to find the latest.
 */
export class ReentrantGuard<V, W> extends Guard<V, W> {
  /** @internal The one before, made through the same handle. */
  outer: ReentrantGuard<V, W> | undefined;

  /** @internal */
  constructor(lock: ReentrantLock<V, W>, outer: ReentrantGuard<V, W> | undefined) {
    super(lock, LIVE);
    this.outer = outer;
  }

  override unlock(): void {
    if (this.turn !== LIVE) throw staleGuard(this.lock, 'unlock');
    this.end();
  }

  override [Symbol.dispose](): void {
    if (this.turn === LIVE) this.end();
  }

  /** @internal Gives back what a live guard stands for. */
  end(): void {
    (this.lock as ReentrantLock<V, W>).giveBack(this);
  }
}
