import * as channelWords from '../../memory/channel-words.ts';
import { CLOSED, ring } from '../../memory/channel-words.ts';
import { heapRegion } from '../../memory/heap.ts';
import { HELD_CLAIM, hasRoomForPair, makeRoomForHeld } from '../../memory/held-list.ts';
import type { AnyLayout } from '../../memory/layout/layout.ts';
import { roundUp } from '../../memory/layout/limits.ts';
import * as messageSlots from '../../memory/message-slots.ts';
import { giveUpClaim, HEAD, STEP, TAKES, VOID } from '../../memory/message-slots.ts';
import * as ownerWord from '../../memory/owner-word.ts';
import type { Region } from '../../memory/region.ts';
import { forgetShare } from '../../memory/share.ts';
import * as opsModule from '../../realm/ops.ts';
import { type Core, FULL, GONE, type Offered, SENT } from '../core.ts';
import { EMPTY } from '../empty.ts';
import { discard, type Slots, slotsOf } from '../slots.ts';

// V8 folds a module's own constants into the code; imported ones it loads at each use.
const { CLAIM_NONE, CLAIM_NOT_LAST, CLAIM_QUIET, CLAIM_SLOW, CLAIM_VOID, LEAST_SLOT } = opsModule;
const { PUBLISHED, TAIL } = messageSlots;
const { RECEIVERS_BELL } = channelWords;
const { me } = ownerWord;

const STAMP_BYTES = 4;
/** Nothing lies there. */
export const NO_SLOT = 0;

/** How a slot is laid out for a layout: the stamp, then the message. */
export interface SlotShape {
  readonly slots: Slots;
  /** Where in the slot the message lies. */
  readonly content: number;
  readonly stride: number;
  readonly alignment: number;
}

export function slotShapeOf(layout: AnyLayout | undefined): SlotShape {
  const slots = slotsOf(layout);
  const alignment = Math.max(STAMP_BYTES, slots.alignment);
  return { slots, content: alignment, stride: alignment + roundUp(slots.bytes, alignment), alignment };
}

/**
 * A queue of slots between any number of senders and receivers: see memory/message-slots.ts for its words. An exchange, a store and a note for each side of a message. Its subclasses say where the slots lie.
 *
 * Messages of one sender are received in their order, since positions are claimed in the order of sending, and received in the order of positions. A receiver does not pass by a message that is still being written: that
 * takes its sender some nanoseconds, or its death is noted in the slot.
 *
 * To claim a position, and to say what became of it, are one crossing into WebAssembly each, some 20 ns a side on V8. A checked run sees each step of them: see check/realm/checked-queue.ts.
 */
export abstract class Queue implements Core {
  abstract readonly kind: string;
  readonly region: Region = heapRegion();
  abstract readonly address: number;
  abstract readonly capacity: number;
  readonly layout: AnyLayout | undefined;
  readonly slots: Slots;
  readonly isShared = true;
  protected readonly content: number;

  constructor(layout: AnyLayout | undefined, { slots, content }: SlotShape) {
    this.layout = layout;
    this.slots = slots;
    this.content = content;
  }

  /** Claims the next position for a message, notes that, and returns its slot; or less than `LEAST_SLOT`: see `claimInRing` of `Ops`. */
  protected abstract claimToSend(): number;
  /** The same of the next message. */
  protected abstract claimToReceive(): number;
  /** {@link claimToSend}, when that returned `CLAIM_SLOW`: does what it needs, and claims. */
  protected abstract claimToSendSlowly(): number;
  /** As {@link giveBack}, with the ring and the end of the note. */
  protected abstract giveBackClaimed(slot: number, noted: number): void;
  /** The slot of a position if it is free for it. */
  protected abstract slotToSend(position: number): number;
  /** The slot of a position, if it may have its message. */
  protected abstract slotToReceive(position: number): number;
  /** The position after this one. */
  protected abstract after(position: number): number;
  /** Gives a slot back whose message was received. */
  protected abstract giveBack(slot: number, position: number): void;
  /** Gives back the memory, when all messages were. */
  protected abstract freeMemory(): void;

  offer(prepared: unknown): Offered {
    let slot = this.claimToSend();
    if (slot === CLAIM_SLOW) slot = this.claimToSendSlowly();
    if (slot < LEAST_SLOT) return slot === CLAIM_NONE ? FULL : GONE;
    const { region, address } = this;
    const position = region.ops.lastClaim(me.block!);
    try {
      this.slots.put(region, slot + this.content, prepared);
    } catch (error) {
      giveUpClaim(region, address + TAIL, position);
      throw error;
    }
    // The stamp pairs with the load of who receives, and comes before the look at the bell.
    const found = region.ops.publishClaimed(slot, position, PUBLISHED, address + RECEIVERS_BELL, address + TAIL, me.block!);
    if (found !== CLAIM_QUIET) this.#publishSlowly(slot, position, found);
    return SENT;
  }

  poll(): unknown {
    let slot = this.claimToReceive();
    if (slot === CLAIM_SLOW) slot = this.#claimToReceiveSlowly();
    if (slot < LEAST_SLOT) return EMPTY;
    const { region } = this;
    const noted = region.ops.lastClaim(me.block!);
    if ((slot & CLAIM_VOID) !== 0) return this.#passBy(slot - CLAIM_VOID, noted);
    const message = this.slots.take(region, slot + this.content);
    this.giveBackClaimed(slot, noted);
    return message;
  }

  isReady(receives: boolean): boolean {
    const { ops } = this.region;
    if (!receives) {
      const word = ops.load32(this.address + TAIL, 'acquire');
      return (word & CLOSED) !== 0 || this.slotToSend(word) !== NO_SLOT;
    }
    const position = ops.load32(this.address + HEAD, 'acquire');
    const slot = this.slotToReceive(position);
    return (slot !== NO_SLOT && (ops.load32(slot, 'acquire') | 1) === (position | VOID)) || this.isEnded();
  }

  isEnded(): boolean {
    const { ops } = this.region;
    const tail = ops.load32(this.address + TAIL, 'acquire');
    return (tail & CLOSED) !== 0 && ops.load32(this.address + HEAD, 'acquire') === (tail & -STEP);
  }

  free(): void {
    const { region, address } = this;
    const { ops } = region;
    const tail = ops.load32(address + TAIL, 'relaxed') & -STEP;
    for (let position = ops.load32(address + HEAD, 'relaxed'); position !== tail; position = this.after(position)) {
      const slot = this.slotToReceive(position);
      if (ops.load32(slot, 'acquire') === (position | PUBLISHED)) discard(this.slots.take(region, slot + this.content));
    }
    this.freeMemory();
  }

  #claimToReceiveSlowly(): number {
    for (;;) {
      this.makeRoom();
      const slot = this.claimToReceive();
      if (slot !== CLAIM_SLOW) return slot;
    }
  }

  /** Gives back a slot that nothing is in, since its sender died, and all such behind it: there may be many. Then the next message. */
  #passBy(first: number, firstNoted: number): unknown {
    const { region } = this;
    this.giveBackClaimed(first, firstNoted);
    for (;;) {
      const slot = this.#claimToReceiveSlowly();
      if (slot < LEAST_SLOT) return EMPTY;
      const noted = region.ops.lastClaim(me.block!);
      const isVoid = (slot & CLAIM_VOID) !== 0;
      const message = isVoid ? EMPTY : this.slots.take(region, slot + this.content);
      this.giveBackClaimed(slot & -LEAST_SLOT, noted);
      if (!isVoid) return message;
    }
  }

  /** Sees to it that a claim can be noted, and that memory which another thread has made is within reach. */
  protected makeRoom(): void {
    this.region.refresh();
    if (!hasRoomForPair()) makeRoomForHeld();
  }

  /** What follows a `publishClaimed` that returned `found`: somebody waits, or it has done nothing, since this thread has noted more since its claim. */
  #publishSlowly(slot: number, position: number, found: number): void {
    const { region, address } = this;
    if (found === CLAIM_NOT_LAST) region.ops.store32(slot, position | PUBLISHED, 'seqCst');
    ring(region, address + RECEIVERS_BELL);
    forgetShare(region, address + TAIL, position, HELD_CLAIM);
  }

  /** Drops the note of a claim to receive. */
  protected forget(position: number): void {
    forgetShare(this.region, this.address + HEAD, position | TAKES, HELD_CLAIM);
  }
}
