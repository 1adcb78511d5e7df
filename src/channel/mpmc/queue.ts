import * as channelWords from '../../memory/channel-words.ts';
import { CLOSED, ring, SENDERS_BELL, WAITING, wakeAll } from '../../memory/channel-words.ts';
import { heapRegion } from '../../memory/heap.ts';
import { HELD_CLAIM } from '../../memory/held-list.ts';
import type { AnyLayout } from '../../memory/layout/layout.ts';
import { roundUp } from '../../memory/layout/limits.ts';
import * as messageSlots from '../../memory/message-slots.ts';
import { giveUpClaim, HEAD, STEP, TAKES, VOID } from '../../memory/message-slots.ts';
import * as ownerWord from '../../memory/owner-word.ts';
import type { Region } from '../../memory/region.ts';
import { forgetShare, takeShare } from '../../memory/share.ts';
import * as threadBlock from '../../memory/thread-block.ts';
import * as opsModule from '../../realm/ops.ts';
import { type Core, FULL, GONE, type Offered, SENT } from '../core.ts';
import { EMPTY } from '../empty.ts';
import { discard, type Slots, slotsOf } from '../slots.ts';

// V8 folds a module's own constants into the code; imported ones it loads at each use.
const { CLAIM_NONE, CLAIM_NOT_LAST, CLAIM_QUIET, CLAIM_SLOW, LEAST_SLOT } = opsModule;
const { PUBLISHED, TAIL } = messageSlots;
const { RECEIVERS_BELL } = channelWords;
const { HELD_TOP } = threadBlock;
const { me } = ownerWord;

const STAMP_BYTES = 4;
/** From the end of the list of what a thread holds back to the word that says which position it has claimed. */
const NOTED_WORDS = 4;
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
 * To claim a position, and to say what became of it, are one crossing into WebAssembly each, some 20 ns a side on V8. The same steps, one after the other, are in `…InSteps`: for checked runs, which are to see each of
 * them, and for what is rare.
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
    const slot = this.claimToSend();
    if (slot < LEAST_SLOT) return slot === CLAIM_SLOW ? this.#offerInSteps(prepared) : slot === CLAIM_NONE ? FULL : GONE;
    const { region, address } = this;
    const position = lastNoted(region);
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
    const slot = this.claimToReceive();
    if (slot < LEAST_SLOT) return slot === CLAIM_SLOW ? this.#pollInSteps() : EMPTY;
    const { region } = this;
    const noted = lastNoted(region);
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

  /** The same, one step after the other: where a claim at once was refused, and in checked runs, which are to see each step. */
  #offerInSteps(prepared: unknown): Offered {
    const { region, address } = this;
    const { ops } = region;
    for (;;) {
      const word = ops.load32(address + TAIL, 'acquire');
      if ((word & CLOSED) !== 0) return GONE;
      const slot = this.slotToSend(word);
      if (slot === NO_SLOT) {
        if (ops.load32(address + TAIL, 'relaxed') === word) return FULL;
        continue;
      }
      if (!takeShare(region, address + TAIL, word, this.after(word), word, HELD_CLAIM)) continue;
      try {
        this.slots.put(region, slot + this.content, prepared);
      } catch (error) {
        giveUpClaim(region, address + TAIL, word);
        throw error;
      }
      // The stamp pairs with the load of who receives, and comes before the look at the bell.
      const bell = ops.publish32(slot, word | PUBLISHED, address + RECEIVERS_BELL, 'seqCst');
      if ((bell & WAITING) !== 0) wakeAll(region, address + RECEIVERS_BELL, bell);
      forgetShare(region, address + TAIL, word, HELD_CLAIM);
      return SENT;
    }
  }

  #pollInSteps(): unknown {
    const { region, address } = this;
    const { ops } = region;
    for (;;) {
      const position = ops.load32(address + HEAD, 'acquire');
      const slot = this.slotToReceive(position);
      const stamp = slot === NO_SLOT ? position : ops.load32(slot, 'acquire');
      if (stamp !== (position | PUBLISHED) && stamp !== (position | VOID)) {
        if (ops.load32(address + HEAD, 'relaxed') === position) return EMPTY;
        continue;
      }
      if (!takeShare(region, address + HEAD, position, this.after(position), position | TAKES, HELD_CLAIM)) continue;
      const message = stamp === (position | VOID) ? EMPTY : this.slots.take(region, slot + this.content);
      this.giveBack(slot, position);
      ring(region, address + SENDERS_BELL);
      this.forget(position);
      if (message !== EMPTY) return message;
    }
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

/** What this thread has noted of its last claim: the position, with bits. */
function lastNoted({ i32 }: Region): number {
  return i32[(i32[(me.block! >>> 2) + HELD_TOP]! >>> 2) - NOTED_WORDS]!;
}
