import { countsOf, FULL, MOST_STRONG, takeStrong } from '../../memory/counted.ts';
import type { AnyLayout } from '../../memory/layout/layout.ts';
import { tooMany } from '../shared-error.ts';
import type { Arc } from './arc.ts';
import { Reference } from './reference.ts';
import { StrongShare, WeakShare } from './share.ts';

/** Makes an Arc. Set by arc.ts, which knows this module, and registers Weak too: whoever has one of the two has both. */
export const arcs: { make?: (share: StrongShare) => Arc<any, any> } = {};

/**
 * Knows a value without keeping it: {@link upgrade} gives an Arc as long as there is one. It keeps the memory in which the value lies, until it is disposed of. To upgrade costs one atomic operation, and to dispose of the Arc
 * another.
 */
export class Weak<V = unknown, W = V> extends Reference<WeakShare> {
  get kind(): 'Weak' {
    return 'Weak';
  }

  /** An Arc of the value, to be disposed of; undefined if the value has ended. Once it was undefined, it always is. */
  upgrade(): Arc<V, W> | undefined {
    const { address, layout } = this.live('upgrade()');
    const taken = takeStrong(address);
    if (taken === true) return arcs.make!(new StrongShare(address, layout));
    if (taken === FULL) throw tooMany(this, 'upgrade()', MOST_STRONG);
    return undefined;
  }

  clone(): Weak<V, W> {
    return new Weak<V, W>(this.live('clone()').again());
  }

  /** How many threads and messages have an Arc: 0 if the value has ended. Out of date as soon as it is known. */
  get strongCount(): number {
    return countsOf(this.live('strongCount').address).strong;
  }

  /** How many Weaks there are: the handles of this thread, and one for each other thread and message that has any. Out of date as soon as it is known. */
  get weakCount(): number {
    const { address, handles } = this.live('weakCount');
    return countsOf(address).weak - 1 + handles;
  }

  protected make(share: WeakShare): this {
    return new Weak<V, W>(share) as this;
  }

  protected arriving(address: number, layout: AnyLayout | undefined): WeakShare {
    return new WeakShare(address, layout);
  }
}
