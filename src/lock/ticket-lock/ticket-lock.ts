import type { SharedMemory } from '../../realm/realm.ts';
import type { AnyLayout, Layout, ValueOf, ViewOf } from '../../memory/layout/layout.ts';
import { OWNER_WORD_BYTES } from '../../memory/owner-word.ts';
import type { Region } from '../../memory/region.ts';
import * as tickets from '../../memory/ticket-line.ts';
import type { Guard } from '../guard.ts';
import type { LockOptions, Place, Where } from '../lock-options.ts';
import { alignmentFor, bytesFor, placeAt, WORD_ALIGNMENT } from '../owned-lock.ts';
import { QueueLock } from '../queue-lock.ts';

const OWN_BYTES = OWNER_WORD_BYTES + tickets.TICKET_LINE_BYTES;

/**
 * A lock that threads get in the order in which they came: each draws a ticket and waits until it is served. A free one costs about 20 ns to lock and unlock, a `Mutex` 13, and 272 bytes: no
 * ticket is drawn where none is out. Where threads wait, every unlock has to wake the next one, while a mutex lets the one that runs have it again.
 *
 * **Use a `Mutex` unless the order matters.** What this one has over it: no thread is overtaken by one that came later.
 *
 * | words             | meaning                                                                 | who changes them, and how                                        |
 * |-------------------|-------------------------------------------------------------------------|------------------------------------------------------------------|
 * | owner word        | who has the lock, as in a {@link Mutex}, and poison                     | who is served, or finds no ticket out: from 0 to its block; promises and `recover` as well |
 * | next, serving     | the next ticket, and the one whose turn it is                           | see memory/ticket-line.ts                                        |
 * | a desk per ticket | waits (and may sleep there), called, or gone                            | its thread; who serves; undertakers                              |
 *
 * A thread gives its ticket back when it unlocks. One that is given up, because its time is over or its thread has died, is skipped when its turn comes. Promises (`lockAsync`) hold no
 * place in the line, since nobody can tell whether their thread is busy: they take the lock when they find it free. At most 64 tickets are out at once: threads beyond those draw
 * theirs, in no order, as others are served.
 */
export class TicketLock<V = undefined, W = V> extends QueueLock<V, W> {
  /** Bytes of a ticket lock without a value. See {@link bytesFor}. */
  static readonly byteLength: number = OWN_BYTES;
  /** What the byte offset of a ticket lock without a value must be a multiple of. See {@link alignmentFor}. */
  static readonly alignment: number = WORD_ALIGNMENT;

  /** Bytes of a ticket lock with a value of that layout. */
  static bytesFor(layout?: Layout<any, any>): number {
    return bytesFor(layout, OWN_BYTES);
  }

  /** What the byte offset of a ticket lock with a value of that layout must be a multiple of. */
  static alignmentFor(layout?: Layout<any, any>): number {
    return alignmentFor(layout);
  }

  /**
   * A handle for the ticket lock at `byteOffset` of your own memory (or the heap), which is not initialised: all zero is unlocked, with a value of zeros.
   *
   * @throws {MemoryError} `OUT_OF_RANGE`, `MISALIGNED`, `NOT_SHARED`
   */
  static at<V = undefined, W = V>(
    memory: SharedMemory | Region,
    byteOffset: number,
    layout?: Layout<V, W>,
    options?: LockOptions,
  ): TicketLock<V, W> {
    return new TicketLock<V, W>(layout as Layout<V, W>, undefined, placeAt('TicketLock', memory, byteOffset, options));
  }

  /** A ticket lock in the heap, unlocked, without a value or with a first value (zeros if left out). */
  constructor(layout: Layout<V, W>, initial?: V | W, options?: LockOptions);
  constructor(options?: LockOptions); // second: a layout has a name as well
  /** @internal */
  constructor(layout: Layout<V, W>, initial: V | W | undefined, place: Place);
  constructor(layout?: Layout<V, W> | LockOptions, initial?: V | W, where?: Where) {
    super('TicketLock', layout, initial, where);
  }

  get kind(): 'TicketLock' {
    return 'TicketLock';
  }

  /** @internal */
  override get ownBytes(): number {
    return OWN_BYTES;
  }

  protected enter(queue: number, deadline: number): number | undefined {
    return tickets.drawTicket(this.region, queue, deadline);
  }

  protected isEmpty(queue: number): boolean {
    return tickets.noTickets(this.region, queue);
  }

  protected enterIfFirst(queue: number): number | undefined {
    return tickets.drawIfFirst(this.region, queue);
  }

  protected becomeFirst(queue: number, ticket: number, deadline: number): boolean {
    if (tickets.awaitTurn(this.region, queue, ticket, deadline)) return true;
    tickets.leaveTickets(this.region, queue, ticket);
    return false;
  }

  protected leave(queue: number, ticket: number): void {
    tickets.leaveTickets(this.region, queue, ticket);
  }
}

/** What `ticketLock.lock()` returns. */
export type TicketLockGuard<V = undefined, W = V> = Guard<V, W>;

/** The type of a ticket lock whose value has that layout. */
export type TicketLockOf<L extends AnyLayout> = TicketLock<ValueOf<L>, ViewOf<L>>;
