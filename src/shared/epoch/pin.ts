import { stalePin } from '../shared-error.ts';
import type { Epoch } from './epoch.ts';

/**
 * The proof that a thread is pinned: what it reaches by shared pointers meanwhile is not freed. A fresh object for each; pins of one thread may lie in each other.
 */
export class Pin implements Disposable {
  readonly #epoch: Epoch;
  #isOver = false;

  /** @internal */
  constructor(epoch: Epoch) {
    this.#epoch = epoch;
  }

  /**
   * Has a block of the heap freed when no thread can have it any more. Take it out of all shared pointers first; retire it once.
   *
   * @param address what `allocate()` returned
   */
  retire(address: number): void {
    if (this.#isOver) throw stalePin(this.#epoch, 'retire()');
    this.#epoch.retire(address);
  }

  /** Has `fn` called, in this thread, when no thread can have what was taken out before: with a later pin or `collect()`. Not at all if the thread ends first: for memory use {@link retire}. */
  defer(fn: () => void): void {
    if (this.#isOver) throw stalePin(this.#epoch, 'defer()');
    this.#epoch.defer(fn);
  }

  [Symbol.dispose](): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#epoch.unpin();
  }
}
