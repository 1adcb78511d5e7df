import { registerHandle, type Sendable } from '../../codec/index.ts';
import { countsOf, isAlone, MOST_WEAK, takeWeak, weakHasRoom } from '../../memory/counted.ts';
import * as heap from '../../memory/heap.ts';
import type { ArrayView } from '../../memory/layout/array-view.ts';
import type { AnyLayout, Layout, ValueOf, ViewOf } from '../../memory/layout/layout.ts';
import { checkLayout } from '../../memory/layout/limits.ts';
import { noLayout, tooMany } from '../shared-error.ts';
import { ArcView } from './arc-view.ts';
import { decodeContent, makeEncoded, makeInPlace, UNREAD } from './content.ts';
import { makerOf, readReference, Reference } from './reference.ts';
import { StrongShare, WeakShare } from './share.ts';
import { keepFor, makeArcsWith, makeWeak, Weak } from './weak.ts';

const { heapRegion } = heap;

/** What may be read of a value that others may be reading too: the same without what writes. For the compiler only. */
export type ToRead<W> =
  W extends ArrayView<infer V, infer E, infer A>
    ? Omit<ArrayView<V, ToRead<E>, A>, 'assign' | 'fill' | 'set' | 'typed'>
    : W extends (...args: never[]) => unknown
      ? W
      : W extends object
        ? { readonly [K in keyof W]: ToRead<W[K]> }
        : W;

/**
 * A value in shared memory that all who have it own together: it ends, and its memory is given back, when the last Arc of it is disposed of. To clone one in its thread costs a few nanoseconds and no atomic operation,
 * the first and the last of a thread one each; and none at all while no other thread, message or Weak ever had anything of it.
 *
 * ```ts
 * using settings = new Arc(struct({ width: u32, height: u32 }), { width: 3, height: 4 });
 * spawn(import.meta, work, settings.clone()); // the clone moves to the thread, this one stays
 * settings.value.width;
 *
 * using account = Arc.of(new Mutex(f64, 0)); // frees the mutex when nobody has it any more
 * account.value.withLock((guard) => (guard.value += 1));
 * ```
 *
 * The value is there to be read: who wants to change what several have puts a lock into it, asks {@link getMut}, or has {@link makeMut} copy it.
 *
 * **Threads.** An Arc in a message moves: it is used up where it was, and the receiver is to dispose of it. Clone it to keep one. What a thread still has when it ends, however it ends, is given back for it; so are the
 * Arcs that were forgotten and collected, but only then (see `reportForgotten`).
 *
 * The counts are those of the table of `memory/counted.ts`: threads are counted, and the clones in each of them by that thread alone. Two counts in one word make what needs a lock in Rust's Arc, whether somebody is alone, one look.
 */
export class Arc<V = unknown, W = V> extends Reference<StrongShare> {
  /**
   * Shares any value that can travel, which each thread gets as a copy of its own, made when it first asks. If the value is a handle with `free()`, such as a lock in the heap, that is called when the last Arc is disposed of.
   *
   * @throws {NotSendableError} if the value cannot travel, or is or has a handle that moves, such as another Arc
   */
  static of<T>(value: T & Sendable<T>): Arc<T> {
    return makeArc(new StrongShare(makeEncoded(value), undefined)) as Arc<T>;
  }

  /**
   * A value of that layout, in the heap; zeros if left out.
   *
   * @throws {MemoryError} if it is none of the layout
   */
  constructor(layout: Layout<V, W>, initial?: V | W) {
    checkLayout('Arc(layout)', layout);
    super(new StrongShare(makeInPlace(layout, initial), layout, true));
  }

  get kind(): 'Arc' {
    return 'Arc';
  }

  /** The value, to be read: by copy for scalars and strings, as a live view of the memory otherwise; from `Arc.of`, this thread's copy. Do not keep a view longer than the Arc. */
  get value(): ToRead<W> {
    const share = this.live('value');
    const layout = share.layout as Layout<V, W> | undefined;
    if (layout !== undefined) return layout.getUnchecked(heapRegion(), share.valueAddress) as ToRead<W>;
    if (share.decoded === UNREAD) share.decoded = decodeContent(share.address);
    return share.decoded as ToRead<W>;
  }

  /** One more Arc of the value, for this thread or to be sent. */
  clone(): Arc<V, W> {
    const share = this.live('clone()');
    return makeArc(share.again()) as Arc<V, W>;
  }

  /** A Weak of the value, which does not keep it. */
  downgrade(): Weak<V, W> {
    const share = this.live('downgrade()');
    const { address, layout } = share;
    if (!weakHasRoom(address)) throw tooMany(this, 'downgrade()', MOST_WEAK);
    share.lent = undefined;
    share.isOnlyOne = false;
    takeWeak(address);
    const weak = new WeakShare(address, layout);
    keepFor(weak, share);
    return makeWeak(weak) as Weak<V, W>;
  }

  /**
   * The value to be changed, if this is the only Arc of it and there is no Weak; else undefined.
   *
   * @throws {SharedError} `NO_LAYOUT` for a value from `Arc.of`
   */
  getMut(): ArcView<V, W> | undefined {
    const share = this.live('getMut()');
    if (share.layout === undefined) throw noLayout(this, 'getMut()');
    share.lent = undefined;
    return share.handles === 1 && (share.isOnlyOne || isAlone(share.address)) ? new ArcView<V, W>(share) : undefined;
  }

  /**
   * The value to be changed: this one if nobody else has it, else a copy, which is this Arc's from then on. A Weak of the old value does not know of the copy.
   *
   * @throws {SharedError} `NO_LAYOUT` for a value from `Arc.of`
   */
  makeMut(): ArcView<V, W> {
    const alone = this.getMut();
    if (alone !== undefined) return alone;
    const share = this.live('makeMut()');
    const layout = share.layout as Layout<V, W>;
    const copy = layout.readUnchecked(heapRegion(), share.valueAddress);
    const own = new StrongShare(makeInPlace(layout, copy), layout, true);
    this.replace(own);
    share.leave();
    return new ArcView<V, W>(own);
  }

  /** How many Arcs there are: the handles of this thread, and one for each other thread and message that has any. Out of date as soon as it is known. */
  get strongCount(): number {
    const { address, handles } = this.live('strongCount');
    return countsOf(address).strong - 1 + handles;
  }

  /** How many threads and messages have a Weak. Out of date as soon as it is known. */
  get weakCount(): number {
    return countsOf(this.live('weakCount').address).weak;
  }

  protected make(share: StrongShare): this {
    return makeArc(share) as this;
  }

  protected arriving(address: number, layout: AnyLayout | undefined): StrongShare {
    return new StrongShare(address, layout);
  }
}

const makeArc = makerOf<StrongShare, Arc<any, any>>(Arc);
makeArcsWith(makeArc);

registerHandle<Arc>({
  tag: 'lockwright.Arc',
  moduleUrl: import.meta.url,
  class: Arc,
  write: (arc, writer) => arc.write(writer),
  read: (reader) => makeArc(new StrongShare(...readReference(reader)).arrive()),
  drop: (arc) => arc.dispose(),
});

registerHandle<Weak>({
  tag: 'lockwright.Weak',
  moduleUrl: import.meta.url,
  class: Weak,
  write: (weak, writer) => weak.write(writer),
  read: (reader) => makeWeak(new WeakShare(...readReference(reader)).arrive()),
  drop: (weak) => weak.dispose(),
});

/** The type of an Arc whose value has that layout. One made by `Arc.of(value)` is an `Arc<T>`. */
export type ArcOf<L extends AnyLayout> = Arc<ValueOf<L>, ViewOf<L>>;
