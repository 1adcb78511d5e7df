import { heapRegion } from '../../memory/heap.ts';
import type { Layout } from '../../memory/layout/layout.ts';
import { staleView } from '../shared-error.ts';
import type { StrongShare } from './share.ts';

/** The value of an Arc, to be changed by who has it alone: good until the Arc is cloned, downgraded, sent, disposed of or asked again. A comparison more than the access. */
export class ArcView<V, W> {
  readonly #share: StrongShare;
  readonly #layout: Layout<V, W>;
  readonly #address: number;

  /** @internal */
  constructor(share: StrongShare) {
    this.#share = share;
    this.#layout = share.layout as Layout<V, W>;
    this.#address = share.valueAddress;
    share.lent = this;
  }

  /**
   * The value: by copy for scalars and strings, as a live view otherwise. Do not keep that view longer than this one.
   *
   * @throws {SharedError} `STALE_VIEW`
   */
  get value(): W {
    this.#check('read');
    return this.#layout.getUnchecked(heapRegion(), this.#address);
  }

  /** Writes all of the value. */
  set value(value: V | W) {
    this.#check('write');
    this.#layout.setUnchecked(heapRegion(), this.#address, value);
  }

  #check(tried: string): void {
    const { lent, isLive, address } = this.#share;
    if (lent !== this || !isLive) throw staleView({ kind: 'Arc', address }, tried);
  }
}
