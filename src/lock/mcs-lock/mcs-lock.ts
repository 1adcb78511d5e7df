import type { SharedMemory } from '../../realm/realm.ts';
import type { AnyLayout, Layout, ValueOf, ViewOf } from '../../memory/layout/layout.ts';
import { OWNER_WORD_BYTES } from '../../memory/owner-word.ts';
import type { Region } from '../../memory/region.ts';
import * as mcs from '../../memory/mcs-queue.ts';
import { NODE_QUEUE_BYTES } from '../../memory/queue-nodes.ts';
import type { Guard } from '../guard.ts';
import type { LockOptions, Place, Where } from '../lock-options.ts';
import { alignmentFor, bytesFor, placeAt, WORD_ALIGNMENT } from '../owned-lock.ts';
import { QueueLock } from '../queue-lock.ts';

const OWN_BYTES = OWNER_WORD_BYTES + NODE_QUEUE_BYTES;

/**
 * A lock that threads get in the order in which they came, each waiting on a node of its own until it is called: the queue of Mellor-Crummey and Scott. A free one costs about 18 ns to lock and
 * unlock, a `Mutex` 13, and 268 bytes: no node is taken where nobody waits. Where threads wait, every unlock has to wake the next one, while a mutex lets the one that runs have it again.
 *
 * **Use a `Mutex` unless the order matters**, and then a {@link TicketLock} does as well. What this one has over that: a thread that waits looks at a word which nobody else writes but the two
 * beside it; over a {@link ClhLock}: it is always the same word, and nothing stays behind in a lock that is free.
 *
 * | words         | meaning                                             | who changes them, and how                                          |
 * |---------------|-----------------------------------------------------|--------------------------------------------------------------------|
 * | owner word    | who has the lock, as in a {@link Mutex}, and poison | the first in the queue, or who finds nobody there: from 0 to its block; promises and `recover` as well |
 * | tail          | the node of the last to come, 0 if nobody is there  | who comes and who goes last: see memory/mcs-queue.ts                |
 * | 64 nodes      | whose turn it is, or who has given up, and who is behind | its thread, the ones before and behind, undertakers           |
 *
 * A thread keeps its node until it unlocks. If it gives up, because its time is over, or dies, the node stays until the turn comes to it, and is passed then. Promises (`lockAsync`) hold no place in
 * the queue, since nobody can tell whether their thread is busy: they take the lock when they find it free. At most 64 nodes are in use at once, those that were given up included: threads beyond
 * those come in, in no order, as others go.
 */
export class McsLock<V = undefined, W = V> extends QueueLock<V, W> {
  /** Bytes of an MCS lock without a value. See {@link bytesFor}. */
  static readonly byteLength: number = OWN_BYTES;
  /** What the byte offset of an MCS lock without a value must be a multiple of. See {@link alignmentFor}. */
  static readonly alignment: number = WORD_ALIGNMENT;

  /** Bytes of an MCS lock with a value of that layout. */
  static bytesFor(layout?: Layout<any, any>): number {
    return bytesFor(layout, OWN_BYTES);
  }

  /** What the byte offset of an MCS lock with a value of that layout must be a multiple of. */
  static alignmentFor(layout?: Layout<any, any>): number {
    return alignmentFor(layout);
  }

  /**
   * A handle for the MCS lock at `byteOffset` of your own memory (or the heap), which is not initialised: all zero is unlocked, with a value of zeros.
   *
   * @throws {MemoryError} `OUT_OF_RANGE`, `MISALIGNED`, `NOT_SHARED`
   */
  static at<V = undefined, W = V>(
    memory: SharedMemory | Region,
    byteOffset: number,
    layout?: Layout<V, W>,
    options?: LockOptions,
  ): McsLock<V, W> {
    return new McsLock<V, W>(layout as Layout<V, W>, undefined, placeAt('McsLock', memory, byteOffset, options));
  }

  /** An MCS lock in the heap, unlocked, without a value or with a first value (zeros if left out). */
  constructor(layout: Layout<V, W>, initial?: V | W, options?: LockOptions);
  constructor(options?: LockOptions); // second: a layout has a name as well
  /** @internal */
  constructor(layout: Layout<V, W>, initial: V | W | undefined, place: Place);
  constructor(layout?: Layout<V, W> | LockOptions, initial?: V | W, where?: Where) {
    super('McsLock', layout, initial, where);
  }

  get kind(): 'McsLock' {
    return 'McsLock';
  }

  /** @internal */
  override get ownBytes(): number {
    return OWN_BYTES;
  }

  protected enter(queue: number, deadline: number): number | undefined {
    return mcs.enterMcs(this.region, queue, deadline);
  }

  protected isEmpty(queue: number): boolean {
    return mcs.isMcsEmpty(this.region, queue);
  }

  protected enterIfFirst(queue: number): number | undefined {
    return mcs.enterMcsIfFirst(this.region, queue);
  }

  protected becomeFirst(queue: number, place: number, deadline: number): boolean {
    return mcs.awaitMcs(this.region, queue, place, deadline);
  }

  protected leave(queue: number, place: number): void {
    mcs.leaveMcs(this.region, queue, place);
  }
}

/** What `mcsLock.lock()` returns. */
export type McsLockGuard<V = undefined, W = V> = Guard<V, W>;

/** The type of an MCS lock whose value has that layout. */
export type McsLockOf<L extends AnyLayout> = McsLock<ValueOf<L>, ViewOf<L>>;
