import { CHANNEL_BYTES } from '../../memory/channel-words.ts';
import { heapRegion } from '../../memory/heap.ts';
import { CACHE_LINE_BYTES } from '../../memory/layout/cache-padded.ts';
import type { AnyLayout } from '../../memory/layout/layout.ts';
import type { Region } from '../../memory/region.ts';
import { badCapacity } from '../channel-error.ts';
import { freeChannel, knowChannel, newChannel } from '../new-channel.ts';
import { discard, type Slots, slotsOf } from '../slots.ts';

/**
 * A ring of slots in the heap between one sender and one receiver. Each side writes a line of its own, and keeps what it last saw of the other's, so that a message costs one atomic store and one load of a line that
 * hardly ever changes.
 *
 * | word        | line | meaning                                        | who changes it |
 * |-------------|------|------------------------------------------------|----------------|
 * | of channels | 0    | see memory/channel-words.ts                    |                |
 * | `TAIL`      | 1    | messages sent                                  | the sender     |
 * | `HEAD`      | 2    | messages received, but for the last few        | the receiver   |
 * | the slots   | 3 …  | messages: from `HEAD` to `TAIL` the receiver's, the others the sender's | |
 *
 * The receiver lets the sender know of free slots in batches. The ring has that many more slots than the capacity says, so a sender waits only where `capacity` messages are there that nobody has received.
 */
export const TAIL: number = CACHE_LINE_BYTES;
export const HEAD: number = 2 * CACHE_LINE_BYTES;
const SLOTS = 3 * CACHE_LINE_BYTES;

if (CHANNEL_BYTES > CACHE_LINE_BYTES) throw new Error('channels: the first words do not fit into the first line');

/** The most messages that a ring can be made for. A guess at what nobody needs more of; it fits the counts by far. */
const MOST_CAPACITY = 2 ** 24;
/** From this capacity on, free slots are told of in batches: of a quarter of it, a guess. */
const LEAST_FOR_BATCHES = 8;
const BATCHES = 4;

/** What reports of the checker call its words. */
const NAMES = { [TAIL]: 'sent', [HEAD]: 'received' };

/** What both ends know of the ring. Counts of messages have 32 bits and go round. */
export abstract class Ring {
  readonly kind = 'spsc';
  readonly region: Region = heapRegion();
  readonly address: number;
  readonly capacity: number;
  readonly layout: AnyLayout | undefined;
  readonly slots: Slots;
  readonly isShared = false;
  /** The address of the first slot. */
  protected readonly first: number;
  /** One less than the number of slots, which is a power of two. */
  protected readonly mask: number;
  /** How many messages the sender may be ahead of what it knows of the receiver. */
  protected readonly limit: number;
  /** After how many messages the receiver lets the sender know. */
  protected readonly batch: number;

  /** A new ring; or with `address` the one that is there. */
  constructor(capacity: number, layout: AnyLayout | undefined, address?: number) {
    if (!Number.isInteger(capacity) || capacity < 1 || capacity > MOST_CAPACITY)
      throw badCapacity('spsc(capacity)', capacity, MOST_CAPACITY);
    this.capacity = capacity;
    this.layout = layout;
    this.slots = slotsOf(layout);
    this.batch = capacity < LEAST_FOR_BATCHES ? 1 : Math.floor(capacity / BATCHES);
    this.limit = capacity + this.batch - 1;
    const count = 2 ** Math.ceil(Math.log2(this.limit));
    this.mask = count - 1;
    const bytes = SLOTS + count * this.slots.bytes;
    this.address = address ?? newChannel(bytes, Math.max(CACHE_LINE_BYTES, this.slots.alignment), SLOTS, this);
    this.first = this.address + SLOTS;
    knowChannel(this.region, this.address, 'spsc', NAMES);
    this.region.check(this.address, bytes, CACHE_LINE_BYTES, 'spsc channel');
  }

  protected slotOf(count: number): number {
    return this.first + (count & this.mask) * this.slots.bytes;
  }

  /** How many of the next messages lie in one piece, up to so many: the others are at the beginning of the ring. */
  protected untilRound(count: number, messages: number): number {
    return Math.min(messages, this.mask + 1 - (count & this.mask));
  }

  free(): void {
    const { ops } = this.region;
    const tail = ops.load32(this.address + TAIL, 'relaxed');
    for (let n = ops.load32(this.address + HEAD, 'relaxed'); n !== tail; n = (n + 1) | 0)
      discard(this.slots.take(this.region, this.slotOf(n)));
    freeChannel(this.region, this.address);
  }
}
