import { CLOSING } from '../../memory/channel-words.ts';
import { HELD_CLAIM } from '../../memory/held-list.ts';
import { CACHE_LINE_BYTES } from '../../memory/layout/cache-padded.ts';
import type { AnyLayout } from '../../memory/layout/layout.ts';
import {
  countDone,
  freePages,
  isFirstInPage,
  MOST_IN_PAGES,
  newTable,
  PAGE_SLOTS,
  pageOf,
  retire,
  ROOT,
  slotInNewPage,
  slotInPages,
} from '../../memory/message-pages.ts';
import { HEAD, QUEUE_BYTES, STEP, STRIDE, TAIL, TAKES, TOOK } from '../../memory/message-slots.ts';
import { forgetShare, noteWith } from '../../memory/share.ts';
import { Queue, NO_SLOT, slotShapeOf } from '../mpmc/queue.ts';
import { freeChannel, knowChannel, newChannel } from '../new-channel.ts';

/** A queue in pages that are taken from the heap as they are needed: see memory/message-pages.ts. Costs some 5 KB, and 64 slots a page. */
export class PagedQueue extends Queue {
  readonly kind = 'unbounded';
  readonly address: number;
  readonly capacity = Infinity;
  readonly #stride: number;

  /** A new queue; or with `address` the one that is there. */
  constructor(layout: AnyLayout | undefined, address?: number) {
    const shape = slotShapeOf(layout);
    super(layout, shape);
    this.#stride = shape.stride;
    this.address = address ?? this.#make();
    knowChannel(this.region, this.address, 'unbounded', { [TAIL]: 'tail', [HEAD]: 'head' });
  }

  #make(): number {
    const address = newChannel(QUEUE_BYTES, CACHE_LINE_BYTES, QUEUE_BYTES);
    const table = newTable();
    const { i32 } = this.region;
    i32[(address + CLOSING) >>> 2] = TAIL;
    i32[(address + STRIDE) >>> 2] = this.#stride;
    i32[(address + ROOT) >>> 2] = table;
    return address;
  }

  protected slotToSend(position: number): number {
    const { region, address } = this;
    // So many that the table comes round. The heap is full before, unless it was made for more than by default.
    if (isFirstInPage(position) && (position - region.ops.load32(address + HEAD, 'acquire')) >>> 2 > MOST_IN_PAGES - 2 * PAGE_SLOTS)
      return NO_SLOT;
    const slot = slotInNewPage(region, address, position, this.#stride);
    if (slot >= region.byteLength) region.refresh();
    return slot;
  }

  protected slotToReceive(position: number): number {
    const slot = slotInPages(this.region, this.address, position, this.#stride);
    if (slot >= this.region.byteLength) this.region.refresh();
    return slot;
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
