import { allocateAligned, free, zeroFill } from '../../memory/allocate.ts';
import { heapRegion } from '../../memory/heap.ts';
import { CACHE_LINE_BYTES } from '../../memory/layout/cache-padded.ts';
import type { AnyLayout } from '../../memory/layout/layout.ts';
import type { Region } from '../../memory/region.ts';
import { realm } from '../../realm/realm.ts';
import { badCapacity } from '../channel-error.ts';
import { type Slots, slotsOf } from '../slots.ts';

/**
 * A ring of slots in the heap between one sender and one receiver. Each side writes a line of its own, and keeps what it last saw of the other's, so that a message costs one atomic store and one load of a line that
 * hardly ever changes.
 *
 * | word                  | line | meaning                                                                          | who changes it                                     |
 * |-----------------------|------|----------------------------------------------------------------------------------|----------------------------------------------------|
 * | `TAIL`                | 0    | messages sent, times 2; + `GONE`: no more will come                               | the sender; `GONE`: also the undertaker of its thread |
 * | `HEAD`                | 1    | messages received, times 2, but for the last few; + `GONE`: no more will be taken | the receiver; `GONE`: also its undertaker          |
 * | `RECEIVER_FLAGS`      | 2    | how many calls of the receiver wait, times 2; + `GONE`: it was disposed of        | the receiver                                       |
 * | `SENDER_FLAGS`        | 2    | how many calls of the sender wait, times 2                                        | the sender                                         |
 * | `SENDER_`, `RECEIVER_OWNER` | 2 | the block of the thread that owns the end, 0 before its first use               | that thread                                        |
 * | `ENDS`                | 2    | ends that were disposed of: the second gives the memory back                      | each end                                           |
 * | the slots             | 3 …  | messages: from `HEAD` to `TAIL` the receiver's, the others the sender's           |                                                    |
 *
 * Why nobody sleeps for ever: who waits first says so in its flags, then looks at the other's word, and falls asleep only if that is still what it saw; the other changes the word first, then looks at the
 * flags. All four are sequentially consistent, so one of the two sees the other. A thread that dies in between has noted a pledge (memory/pledged-word.ts) for its word, which wakes those who sleep on it.
 *
 * The receiver lets the sender know of free slots in batches. The ring has that many more slots than the capacity says, so a sender waits only where `capacity` messages are there that nobody has received.
 */
export const TAIL = 0;
export const HEAD: number = CACHE_LINE_BYTES;
export const RECEIVER_FLAGS: number = 2 * CACHE_LINE_BYTES;
export const SENDER_FLAGS: number = RECEIVER_FLAGS + 4;
export const SENDER_OWNER: number = RECEIVER_FLAGS + 8;
export const RECEIVER_OWNER: number = RECEIVER_FLAGS + 12;
const ENDS = RECEIVER_FLAGS + 16;
const SLOTS = 3 * CACHE_LINE_BYTES;

/** The lowest bit of `TAIL`, `HEAD` and `RECEIVER_FLAGS`: the bit of pledged words. */
export const GONE = 1;
/** A call that waits, in the flags. */
export const ONE_WAITS = 2;
/** Counts of messages have 31 bits and go round. */
export const COUNT_MASK: number = 2 ** 31 - 1;

/** The most messages that a ring can be made for. A guess at what nobody needs more of; it fits the counts by far. */
export const MOST_CAPACITY: number = 2 ** 24;
/** From this capacity on, free slots are told of in batches: of a quarter of it, a guess. */
const LEAST_FOR_BATCHES = 8;
const BATCHES = 4;

export class Ring {
  readonly region: Region = heapRegion();
  readonly address: number;
  readonly capacity: number;
  readonly layout: AnyLayout | undefined;
  readonly slots: Slots;
  /** The address of the first slot. */
  readonly first: number;
  /** One less than the number of slots, which is a power of two. */
  readonly mask: number;
  /** How many messages the sender may be ahead of what it knows of the receiver. */
  readonly limit: number;
  /** After how many messages the receiver lets the sender know. */
  readonly batch: number;
  readonly #bytes: number;

  /** A new ring; or with `address` the one that is there. */
  constructor(what: string, capacity: number, layout: AnyLayout | undefined, address?: number) {
    if (!Number.isInteger(capacity) || capacity < 1 || capacity > MOST_CAPACITY) throw badCapacity(what, capacity, MOST_CAPACITY);
    this.capacity = capacity;
    this.layout = layout;
    this.slots = slotsOf(layout);
    this.batch = capacity < LEAST_FOR_BATCHES ? 1 : Math.floor(capacity / BATCHES);
    this.limit = capacity + this.batch - 1;
    const count = 2 ** Math.ceil(Math.log2(this.limit));
    this.mask = count - 1;
    this.#bytes = SLOTS + count * this.slots.bytes;
    if (address === undefined) {
      this.address = allocateAligned(this.#bytes, Math.max(CACHE_LINE_BYTES, this.slots.alignment));
      zeroFill(this.region, this.address, SLOTS);
    } else {
      this.address = address;
      this.region.check(address, this.#bytes, CACHE_LINE_BYTES, what);
    }
    this.first = this.address + SLOTS;
    const { checked } = realm;
    const names = { [TAIL]: 'sent', [HEAD]: 'received', [RECEIVER_FLAGS]: 'receiver waits', [SENDER_FLAGS]: 'sender waits' };
    for (const [offset, name] of Object.entries(names))
      checked?.describe(this.region.memory, this.address + Number(offset), { name: `channel.${name}` });
  }

  /** Called by each end when it is disposed of, as the last thing that it does: the second gives all back. */
  leave(): void {
    const { ops } = this.region;
    // acquire and release: all that the other end did comes before the memory is given back
    if (ops.add32(this.address + ENDS, 1, 'acqRel') === 0) return;
    const tail = ops.load32(this.address + TAIL, 'relaxed') >>> 1;
    for (let n = ops.load32(this.address + HEAD, 'relaxed') >>> 1; n !== tail; n = (n + 1) & COUNT_MASK)
      this.slots.discard(this.region, this.first + (n & this.mask) * this.slots.bytes);
    free(this.address);
  }
}
