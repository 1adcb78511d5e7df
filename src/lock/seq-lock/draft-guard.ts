import type { Region } from '../../memory/region.ts';
import { Guard } from '../guard.ts';
import * as errors from '../lock-errors.ts';
import type { SeqLock } from './seq-lock.ts';

/**
 * The guard of a {@link SeqLock}: its value is a draft, a copy in this thread's own memory that becomes the value of the lock when it is unlocked. Reading and writing the draft costs plain accesses.
 *
 * A struct, array or bytes value is a view of the draft: do not keep it longer than the guard.
 */
export class DraftGuard<V, W> extends Guard<V, W> {
  readonly #draft: Region;

  /** @internal */
  constructor(lock: SeqLock<V, W>, turn: number, draft: Region) {
    super(lock, turn);
    this.#draft = draft;
  }

  /**
   * The draft: by copy for scalars and strings, as a live view otherwise. Other threads see it when the lock is given back, all of it at once.
   *
   * @throws {LockError} `STALE_GUARD`
   */
  override get value(): W {
    const { lock } = this;
    if (!this.isLive) throw errors.staleGuard(lock, 'read the value through');
    return lock.layout!.getUnchecked(this.#draft, 0);
  }

  /**
   * Writes all of the draft.
   *
   * @throws {LockError} `STALE_GUARD`
   */
  override set value(value: V | W) {
    const { lock } = this;
    if (!this.isLive) throw errors.staleGuard(lock, 'write the value through');
    lock.layout!.setUnchecked(this.#draft, 0, value);
  }
}
