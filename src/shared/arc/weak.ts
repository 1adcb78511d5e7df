import { countsOf, FULL, MOST_STRONG, takeStrong } from '../../memory/counted.ts';
import type { AnyLayout, ValueOf, ViewOf } from '../../memory/layout/layout.ts';
import { realm } from '../../realm/realm.ts';
import { tooMany } from '../shared-error.ts';
import type { Arc } from './arc.ts';
import { findKnown, keepAtHand } from './at-hand.ts';
import { sweepSoon } from './net.ts';
import { makerOf, Reference } from './reference.ts';
import { StrongShare, WeakShare } from './share.ts';

/** Makes an Arc: set by arc.ts, which knows this module, and registers Weak too. Whoever has one of the two has both. */
const arcs: { make?: (share: StrongShare) => Arc<any, any> } = {};

export function makeArcsWith(make: (share: StrongShare) => Arc<any, any>): void {
  arcs.make = make;
}

/**
 * Knows a value without keeping it: {@link upgrade} gives an Arc as long as there is one. It keeps the memory in which the value lies, until it is disposed of. To upgrade costs a few nanoseconds and no
 * atomic operation in a thread that has an Arc of the value already; else one, and to dispose of the Arc another.
 */
export class Weak<V = unknown, W = V> extends Reference<WeakShare> {
  get kind(): 'Weak' {
    return 'Weak';
  }

  /** An Arc of the value, to be disposed of; undefined if the value has ended. Once it was undefined, it always is. */
  upgrade(): Arc<V, W> | undefined {
    const weak = this.live('upgrade()');
    const { strong } = weak;
    // One place where the Arc is made, and a call where there is none: so V8 has no need to make one that is disposed of where it is used.
    const share = strong !== undefined && strong.handles > 0 && strong.isLive ? strong.again() : this.findOrTake(weak);
    return share === undefined ? nothing() : arcs.make!(share);
  }

  private findOrTake(weak: WeakShare): StrongShare | undefined {
    const { address, layout, strong } = weak;
    // What real threads have is no part of a checked run, in whose heap something else may lie at the address.
    const known = strong ?? (realm.checked === undefined ? findKnown(address) : undefined);
    if (known !== undefined && known.handles > 0 && known.isLive) return this.keep(weak, known.again());
    const taken = takeStrong(address);
    if (taken === FULL) throw tooMany(this, 'upgrade()', MOST_STRONG);
    if (!taken) return undefined;
    return strong !== undefined && strong.isLive ? strong.beginAgain() : this.keep(weak, new StrongShare(address, layout));
  }

  private keep(weak: WeakShare, share: StrongShare): StrongShare {
    keepFor(weak, share);
    return share;
  }

  clone(): Weak<V, W> {
    return makeWeak(this.live('clone()').again()) as Weak<V, W>;
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
    return makeWeak(share) as this;
  }

  protected arriving(address: number, layout: AnyLayout | undefined): WeakShare {
    return new WeakShare(address, layout);
  }
}

function nothing(): undefined {
  return undefined;
}

/** Has the Weak find the share of its value, as long as the code that runs now is not done. */
export function keepFor(weak: WeakShare, share: StrongShare): void {
  if (realm.checked !== undefined) {
    // What threads have there goes with each of their runs.
    if (share.isOfThread) weak.strong = share;
    return;
  }
  keepAtHand(weak, share);
  sweepSoon();
}

export const makeWeak: (share: WeakShare) => Weak<any, any> = makerOf<WeakShare, Weak<any, any>>(Weak);

/** The type of a Weak whose value has that layout. */
export type WeakOf<L extends AnyLayout> = Weak<ValueOf<L>, ViewOf<L>>;
