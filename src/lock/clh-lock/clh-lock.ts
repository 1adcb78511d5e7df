import type { SharedMemory } from '../../realm/realm.ts';
import type { AnyLayout, Layout, ValueOf, ViewOf } from '../../memory/layout/layout.ts';
import { OWNER_WORD_BYTES } from '../../memory/owner-word.ts';
import type { Region } from '../../memory/region.ts';
import * as clh from '../../memory/clh-queue.ts';
import { NODE_QUEUE_BYTES } from '../../memory/queue-nodes.ts';
import type { Guard } from '../guard.ts';
import type { LockOptions, Place, Where } from '../lock-options.ts';
import { alignmentFor, bytesFor, placeAt, WORD_ALIGNMENT } from '../owned-lock.ts';
import { QueueLock } from '../queue-lock.ts';

const OWN_BYTES = OWNER_WORD_BYTES + NODE_QUEUE_BYTES;

/**
 * A lock that threads get in the order in which they came, each watching the one before it: the queue of Craig, and Landin and Hagersten. A free one costs about 20 ns to lock and unlock, a
 * `Mutex` 13, and 268 bytes: no node is taken where nobody waits. Where threads wait, every unlock has to wake the next one, while a mutex lets the one that runs have it again.
 *
 * **Use a `Mutex` unless the order matters**, and then a {@link TicketLock} does as well. What this one has over that: no word is written by all, but for the tail, and who gives up or dies leaves
 * nothing for others to skip when they unlock.
 *
 * | words         | meaning                                             | who changes them, and how                                          |
 * |---------------|-----------------------------------------------------|--------------------------------------------------------------------|
 * | owner word    | who has the lock, as in a {@link Mutex}, and poison | the first in the queue, or who finds nobody there: from 0 to its block; promises and `recover` as well |
 * | tail          | the node of the last to come                        | who comes: exchanges it for its own; see memory/clh-queue.ts        |
 * | 64 nodes      | held (who is behind sleeps there), done, or left    | its thread; its undertaker; free again: who was behind              |
 *
 * A thread keeps its node until it unlocks. If it gives up, because its time is over, or dies, the node names the one to watch instead. Promises (`lockAsync`) hold no place in the queue, since
 * nobody can tell whether their thread is busy: they take the lock when they find it free. At most 63 threads stand in the queue at once: those beyond come in, in no order, as others go.
 */
export class ClhLock<V = undefined, W = V> extends QueueLock<V, W> {
  /** Bytes of a CLH lock without a value. See {@link bytesFor}. */
  static readonly byteLength: number = OWN_BYTES;
  /** What the byte offset of a CLH lock without a value must be a multiple of. See {@link alignmentFor}. */
  static readonly alignment: number = WORD_ALIGNMENT;

  /** Bytes of a CLH lock with a value of that layout. */
  static bytesFor(layout?: Layout<any, any>): number {
    return bytesFor(layout, OWN_BYTES);
  }

  /** What the byte offset of a CLH lock with a value of that layout must be a multiple of. */
  static alignmentFor(layout?: Layout<any, any>): number {
    return alignmentFor(layout);
  }

  /**
   * A handle for the CLH lock at `byteOffset` of your own memory (or the heap), which is not initialised: all zero is unlocked, with a value of zeros.
   *
   * @throws {MemoryError} `OUT_OF_RANGE`, `MISALIGNED`, `NOT_SHARED`
   */
  static at<V = undefined, W = V>(
    memory: SharedMemory | Region,
    byteOffset: number,
    layout?: Layout<V, W>,
    options?: LockOptions,
  ): ClhLock<V, W> {
    return new ClhLock<V, W>(layout as Layout<V, W>, undefined, placeAt('ClhLock', memory, byteOffset, options));
  }

  /** A CLH lock in the heap, unlocked, without a value or with a first value (zeros if left out). */
  constructor(layout: Layout<V, W>, initial?: V | W, options?: LockOptions);
  constructor(options?: LockOptions); // second: a layout has a name as well
  /** @internal */
  constructor(layout: Layout<V, W>, initial: V | W | undefined, place: Place);
  constructor(layout?: Layout<V, W> | LockOptions, initial?: V | W, where?: Where) {
    super('ClhLock', layout, initial, where);
  }

  get kind(): 'ClhLock' {
    return 'ClhLock';
  }

  /** @internal */
  override get ownBytes(): number {
    return OWN_BYTES;
  }

  protected enter(queue: number, deadline: number): number | undefined {
    return clh.enterClh(this.region, queue, deadline);
  }

  protected isEmpty(queue: number): boolean {
    return clh.isClhEmpty(this.region, queue);
  }

  protected enterIfFirst(queue: number): number | undefined {
    return clh.enterClhIfFirst(this.region, queue);
  }

  protected becomeFirst(queue: number, place: number, deadline: number): boolean {
    return clh.awaitClh(this.region, queue, place, deadline);
  }

  protected leave(queue: number, place: number): void {
    clh.leaveClh(this.region, queue, place);
  }
}

/** What `clhLock.lock()` returns. */
export type ClhLockGuard<V = undefined, W = V> = Guard<V, W>;

/** The type of a CLH lock whose value has that layout. */
export type ClhLockOf<L extends AnyLayout> = ClhLock<ValueOf<L>, ViewOf<L>>;
