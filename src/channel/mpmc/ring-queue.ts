import * as channelWords from '../../memory/channel-words.ts';
import { CLOSING, ring } from '../../memory/channel-words.ts';
import type { AnyLayout } from '../../memory/layout/layout.ts';
import { CACHE_LINE_BYTES } from '../../memory/layout/cache-padded.ts';
import * as messageSlots from '../../memory/message-slots.ts';
import { FIRST, QUEUE_BYTES, roundOf, SLOTS, STRIDE } from '../../memory/message-slots.ts';
import * as ownerWord from '../../memory/owner-word.ts';
import * as opsModule from '../../realm/ops.ts';
import { badCapacity } from '../channel-error.ts';
import { freeChannel, knowChannel, newChannel } from '../new-channel.ts';
import { NO_SLOT, Queue, slotShapeOf } from './queue.ts';

// V8 folds a module's own constants into the code; imported ones it loads at each use.
const { FREE, HEAD, PUBLISHED, STEP, TAIL } = messageSlots;
const { SENDERS_BELL } = channelWords;
const { CLAIM_NOT_LAST, CLAIM_QUIET } = opsModule;
const { me } = ownerWord;

/** The most messages that a ring can be made for. A guess at what nobody needs more of; positions have room for some more. */
export const MOST_CAPACITY: number = 2 ** 24;

/** What reports of the checker call its words. */
const NAMES = { [TAIL]: 'tail', [HEAD]: 'head' };

/** A queue in a ring of as many slots as its capacity says. Costs its memory, 384 bytes and the slots. */
export class RingQueue extends Queue {
  readonly kind = 'mpmc';
  readonly address: number;
  readonly capacity: number;
  readonly #first: number;
  readonly #stride: number;
  /** What comes round adds to a position. */
  readonly #round: number;
  /** What the position of the first slot that there is not would be. */
  readonly #end: number;

  /** A new ring; or with `address` the one that is there. */
  constructor(capacity: number, layout: AnyLayout | undefined, address?: number) {
    const shape = slotShapeOf(layout);
    super(layout, shape);
    if (!Number.isInteger(capacity) || capacity < 1 || capacity > MOST_CAPACITY)
      throw badCapacity('mpmc(capacity)', capacity, MOST_CAPACITY);
    this.capacity = capacity;
    this.#stride = shape.stride;
    this.#round = roundOf(capacity);
    this.#end = capacity * STEP;
    this.address = address ?? this.#make(shape.alignment);
    this.#first = this.address + QUEUE_BYTES;
    knowChannel(this.region, this.address, 'mpmc', NAMES);
    this.region.check(this.address, QUEUE_BYTES + capacity * shape.stride, CACHE_LINE_BYTES, 'mpmc channel');
  }

  #make(alignment: number): number {
    const { capacity, region } = this;
    const bytes = QUEUE_BYTES + capacity * this.#stride;
    const address = newChannel(bytes, Math.max(CACHE_LINE_BYTES, alignment), QUEUE_BYTES, this);
    const { i32 } = region;
    i32[(address + CLOSING) >>> 2] = TAIL;
    i32[(address + FIRST) >>> 2] = address + QUEUE_BYTES;
    i32[(address + STRIDE) >>> 2] = this.#stride;
    i32[(address + SLOTS) >>> 2] = capacity;
    for (let i = 0; i < capacity; i++) region.ops.store32(address + QUEUE_BYTES + i * this.#stride, i * STEP, 'relaxed');
    return address;
  }

  #slotOf(position: number): number {
    return this.#first + ((position & (this.#round - STEP)) >>> 2) * this.#stride;
  }

  protected claimToSend(): number {
    return this.region.ops.claimInRing(this.address + TAIL, this.#first, this.#stride, this.#round, this.#end, FREE, me.block!);
  }

  protected claimToSendSlowly(): number {
    this.makeRoom();
    return this.claimToSend();
  }

  protected claimToReceive(): number {
    return this.region.ops.claimInRing(this.address + HEAD, this.#first, this.#stride, this.#round, this.#end, PUBLISHED, me.block!);
  }

  protected giveBackClaimed(slot: number, noted: number): void {
    const { region, address } = this;
    // The stamp pairs with the load of who sends; and comes before the look at the bell.
    const found = region.ops.publishClaimed(slot, noted, this.#round, address + SENDERS_BELL, address + HEAD, me.block!);
    if (found !== CLAIM_QUIET) this.#giveBackSlowly(slot, noted, found);
  }

  #giveBackSlowly(slot: number, noted: number, found: number): void {
    const position = noted & -STEP;
    if (found === CLAIM_NOT_LAST) this.giveBack(slot, position);
    ring(this.region, this.address + SENDERS_BELL);
    this.forget(position);
  }

  protected slotToSend(position: number): number {
    const slot = this.#slotOf(position);
    // acquire: who had the slot before has read it
    return this.region.ops.load32(slot, 'acquire') === position ? slot : NO_SLOT;
  }

  protected slotToReceive(position: number): number {
    return this.#slotOf(position);
  }

  protected after(position: number): number {
    const next = (position & (this.#round - STEP)) + STEP;
    return next < this.#end ? (position + STEP) | 0 : (position - next + STEP + this.#round) | 0;
  }

  protected giveBack(slot: number, position: number): void {
    this.region.ops.store32(slot, (position + this.#round) | 0, 'seqCst'); // pairs with the load of who sends; and comes before the look at the bell
  }

  protected freeMemory(): void {
    freeChannel(this.region, this.address);
  }
}
