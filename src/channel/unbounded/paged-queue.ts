import * as channelWords from '../../memory/channel-words.ts';
import { CLOSED, CLOSING, ring } from '../../memory/channel-words.ts';
import { HELD_CLAIM } from '../../memory/held-list.ts';
import { CACHE_LINE_BYTES } from '../../memory/layout/cache-padded.ts';
import type { AnyLayout } from '../../memory/layout/layout.ts';
import {
  countDone,
  DONE,
  firstSlot,
  freePages,
  isFirstInPage,
  MOST_IN_PAGES,
  newTable,
  pageOf,
  retire,
  ROOT,
  slotInNewPage,
  slotInPages,
} from '../../memory/message-pages.ts';
import * as messagePages from '../../memory/message-pages.ts';
import * as messageSlots from '../../memory/message-slots.ts';
import { QUEUE_BYTES, STRIDE, TAKES, TOOK } from '../../memory/message-slots.ts';
import * as ownerWord from '../../memory/owner-word.ts';
import { forgetShare, noteWith } from '../../memory/share.ts';
import * as opsModule from '../../realm/ops.ts';
import { Queue, NO_SLOT, slotShapeOf } from '../mpmc/queue.ts';
import { freeChannel, knowChannel, newChannel } from '../new-channel.ts';

// V8 folds a module's own constants into the code; imported ones it loads at each use.
const { FREE, HEAD, PUBLISHED, STEP, TAIL } = messageSlots;
const { PAGE_SLOTS } = messagePages;
const { SENDERS_BELL } = channelWords;
const { CLAIM_CLOSED, CLAIM_LAST_OF_PAGE, CLAIM_NONE, CLAIM_NOT_LAST, CLAIM_QUIET, CLAIM_SLOW, NOT_MADE } = opsModule;
const { me } = ownerWord;

/** What reports of the checker call its words. */
const NAMES = { [TAIL]: 'tail', [HEAD]: 'head' };

/** A queue in pages that are taken from the heap as they are needed: see memory/message-pages.ts. Costs some 5 KB, and 64 slots a page. */
export class PagedQueue extends Queue {
  readonly kind = 'unbounded';
  readonly address: number;
  readonly capacity = Infinity;
  readonly #stride: number;
  /** Where the table of tables lies, and in a page the first slot. */
  readonly #root: number;
  readonly #head: number;

  /** A new queue; or with `address` the one that is there. */
  constructor(layout: AnyLayout | undefined, address?: number) {
    const shape = slotShapeOf(layout);
    super(layout, shape);
    this.#stride = shape.stride;
    this.#head = firstSlot(shape.stride);
    this.address = address ?? this.#make();
    knowChannel(this.region, this.address, 'unbounded', NAMES);
    this.#root = this.region.i32[(this.address + ROOT) >>> 2]!; // plain: nobody changes it
  }

  #make(): number {
    const address = newChannel(QUEUE_BYTES, CACHE_LINE_BYTES, QUEUE_BYTES, { kind: 'unbounded', layout: this.layout });
    const table = newTable();
    const { i32 } = this.region;
    i32[(address + CLOSING) >>> 2] = TAIL;
    i32[(address + STRIDE) >>> 2] = this.#stride;
    i32[(address + ROOT) >>> 2] = table;
    return address;
  }

  protected claimToSend(): number {
    return this.#claim(TAIL, FREE, NOT_MADE);
  }

  /** Makes the page, if it is not there, and then claims its position, unless another one has. */
  protected claimToSendSlowly(): number {
    const { ops } = this.region;
    for (;;) {
      this.makeRoom();
      const word = ops.load32(this.address + TAIL, 'acquire');
      if ((word & CLOSED) !== 0) return CLAIM_CLOSED;
      if (this.slotToSend(word) !== NO_SLOT) {
        const slot = this.#claim(TAIL, FREE, word);
        if (slot !== CLAIM_SLOW) return slot;
      } else if (ops.load32(this.address + TAIL, 'relaxed') === word) return CLAIM_NONE;
    }
  }

  protected claimToReceive(): number {
    return this.#claim(HEAD, PUBLISHED, NOT_MADE);
  }

  #claim(end: number, bits: number, made: number): number {
    return this.#reached(this.region.ops.claimInPages(this.address + end, this.#root, this.#stride, this.#head, bits, made, me.block!));
  }

  protected giveBackClaimed(slot: number, noted: number): void {
    const { region, address } = this;
    const page = pageOf(slot, noted, this.#stride);
    const found = region.ops.countClaimed(page + DONE, PAGE_SLOTS, noted, address + SENDERS_BELL, address + HEAD, me.block!);
    if (found !== CLAIM_QUIET) this.#giveBackSlowly(slot, noted, found);
  }

  #giveBackSlowly(slot: number, noted: number, found: number): void {
    const { region, address } = this;
    const position = noted & -STEP;
    if (found === CLAIM_NOT_LAST) this.giveBack(slot, position);
    if (found === CLAIM_LAST_OF_PAGE) retire(region, address, pageOf(slot, position, this.#stride), position, this.#stride);
    ring(region, address + SENDERS_BELL);
    this.forget(position);
  }

  /** Another thread may have grown the memory. */
  #reached(slot: number): number {
    if (slot >= this.region.byteLength) this.region.refresh();
    return slot;
  }

  protected slotToSend(position: number): number {
    const { region, address } = this;
    // So many that the table comes round. The heap is full before, unless it was made for more than by default.
    if (isFirstInPage(position) && (position - region.ops.load32(address + HEAD, 'acquire')) >>> 2 > MOST_IN_PAGES - 2 * PAGE_SLOTS)
      return NO_SLOT;
    return this.#reached(slotInNewPage(region, address, position, this.#stride));
  }

  protected slotToReceive(position: number): number {
    return this.#reached(slotInPages(this.region, this.address, position, this.#stride));
  }

  protected after(position: number): number {
    return (position + STEP) | 0;
  }

  protected giveBack(slot: number, position: number): void {
    const { region, address } = this;
    const page = pageOf(slot, position, this.#stride);
    const noted = position | TAKES;
    const done = noteWith(region, address + HEAD, HELD_CLAIM, noted, noted | TOOK, () => countDone(region, page));
    if (done === PAGE_SLOTS) retire(region, address, page, position, this.#stride);
  }

  protected override forget(position: number): void {
    forgetShare(this.region, this.address + HEAD, position | TAKES | TOOK, HELD_CLAIM);
  }

  protected freeMemory(): void {
    freePages(this.region, this.address);
    freeChannel(this.region, this.address);
  }
}
