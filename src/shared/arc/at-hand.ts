import type { StrongShare, WeakShare } from './share.ts';

/**
 * Where a Weak finds the share of its value that this thread has already: then to upgrade is to count in that, without an atomic operation.
 *
 * What is found is in a field of the Weak's share, but only until the code that runs now is done: longer, and it would keep the share, whose handles may all be forgotten. From one run of code to the next, a table knows the
 * shares without keeping them. To look there costs some 50 ns, and is done once in each run of code.
 */
const known = new Map<number, WeakRef<StrongShare>>();

/** Those whose field has a share. */
const keepers: WeakShare[] = [];
/** Code that runs for long may use many. A guess. */
const MOST_KEEPERS = 256;

/** Has Weaks find the share. Returns what {@link forgetKnown} is to be called with. */
export function makeKnown(share: StrongShare): WeakRef<StrongShare> {
  const reference = new WeakRef(share);
  known.set(share.address, reference);
  return reference;
}

export function forgetKnown(address: number, reference: WeakRef<StrongShare>): void {
  if (known.get(address) === reference) known.delete(address);
}

/** A share that this thread has, or had, of the value; undefined if none is known. */
export function findKnown(address: number): StrongShare | undefined {
  return known.get(address)?.deref();
}

/** Keeps the share at hand for the Weak, until {@link letGo}. */
export function keepAtHand(weak: WeakShare, share: StrongShare): void {
  if (weak.strong === undefined) {
    if (keepers.length === MOST_KEEPERS) letGo();
    keepers.push(weak);
  }
  weak.strong = share;
}

/** Called when the code that was running is done. */
export function letGo(): void {
  for (const weak of keepers) weak.strong = undefined;
  keepers.length = 0;
}
