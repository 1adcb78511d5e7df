import { PAGE_SHIFT, POSITION_SHIFT, TABLE_SHIFT } from '../realm/queue-words.ts';
import { allocate, allocateAligned, free, zeroFill } from './allocate.ts';
import { OF_KIND } from './channel-words.ts';
import { heapRegion } from './heap.ts';
import { CACHE_LINE_BYTES } from './layout/cache-padded.ts';
import type { Region } from './region.ts';

/**
 * Slots for a queue without a limit: pages of 64, found by their position in a table of tables. Finding one costs two loads more than in a ring; a page is taken from the heap, or from those that were used before, once in 64 messages.
 *
 * A page goes out of the table when all of its messages were received, and waits in the pool of the channel to be used again: never before the end of the channel is it anything else, since a thread that was
 * stopped in the middle may still look at a stamp in it. (It then finds that its position was claimed by another, and does nothing.) So a channel keeps the memory that it has needed at most.
 *
 * | offset in the channel | word   | meaning                                                         | who changes it                                    |
 * |-----------------------|--------|-----------------------------------------------------------------|---------------------------------------------------|
 * | 44                    | `ROOT` | the address of the table of tables                              | its maker                                         |
 * | 48                    | `POOL` | 0, or the first page that is not in use                         | who has received the last of a page, adds it; who needs one, takes all and puts the rest back |
 *
 * | offset in a page | word   | meaning                                                                | who changes it                  |
 * |------------------|--------|------------------------------------------------------------------------|---------------------------------|
 * | 0                | `DONE` | how many of its messages were received: who makes that 64 takes it out | who has received one; undertakers |
 * | 4                | `NEXT` | the next page in the pool                                              | who adds it                     |
 *
 * A thread that dies while it moves a page leaves it where it is until the end of the channel, or loses it to the heap.
 */
export const ROOT: number = OF_KIND + 12;
const POOL: number = OF_KIND + 16;

export const DONE = 0;
const NEXT = 4;
const HEAD_BYTES = 16;

/** Messages in a page. */
export const PAGE_SLOTS: number = 2 ** PAGE_SHIFT;
const TABLE_ENTRIES = 2 ** TABLE_SHIFT;
const TABLE_MASK = TABLE_ENTRIES - 1;
const TABLE_BYTES = 4 * TABLE_ENTRIES;

/** The most messages that can be in the queue. They would take more memory than a heap has by default. */
export const MOST_IN_PAGES: number = PAGE_SLOTS * TABLE_ENTRIES * TABLE_ENTRIES;

/** Whether a position is the first of a page. */
export function isFirstInPage(position: number): boolean {
  return ((position >>> POSITION_SHIFT) & (PAGE_SLOTS - 1)) === 0;
}

/** A new table of tables. */
export function newTable(): number {
  const table = allocate(TABLE_BYTES);
  zeroFill(heapRegion(), table, TABLE_BYTES);
  return table;
}

/** Where the first slot of a page lies: slots are aligned as their stride is, up to a line. */
export const firstSlot = (stride: number): number => Math.max(HEAD_BYTES, Math.min(stride & -stride, CACHE_LINE_BYTES));

function slotIn(page: number, position: number, stride: number): number {
  return page + firstSlot(stride) + ((position >>> POSITION_SHIFT) & (PAGE_SLOTS - 1)) * stride;
}

/** The slot of a position, 0 if its page is not in the table. */
export function slotInPages(region: Region, channel: number, position: number, stride: number): number {
  const { ops } = region;
  const number = position >>> (POSITION_SHIFT + PAGE_SHIFT);
  const root = region.i32[(channel + ROOT) >>> 2]!;
  const table = ops.load32(root + ((number >>> TABLE_SHIFT) & TABLE_MASK) * 4, 'acquire');
  if (table === 0) return 0;
  if (table + TABLE_BYTES > region.byteLength) region.refresh(); // another thread has grown the memory
  const page = ops.load32(table + (number & TABLE_MASK) * 4, 'acquire'); // pairs with the release of who put it there
  return page === 0 ? 0 : slotIn(page, position, stride);
}

/** The slot of a position, whose page is made if it is not there. Sequentially consistent: a receiver that waits must find the page, too, if the sender does not find it waiting (see channel-words.ts). */
export function slotInNewPage(region: Region, channel: number, position: number, stride: number): number {
  const { ops } = region;
  const number = position >>> (POSITION_SHIFT + PAGE_SHIFT);
  const link = region.i32[(channel + ROOT) >>> 2]! + ((number >>> TABLE_SHIFT) & TABLE_MASK) * 4;
  let table = ops.load32(link, 'seqCst');
  if (table === 0) {
    const made = newTable();
    const found = ops.cas32(link, 0, made, 'seqCst', 'acquire');
    if (found !== 0) free(made);
    table = found === 0 ? made : found;
  }
  if (table + TABLE_BYTES > region.byteLength) region.refresh();
  const entry = table + (number & TABLE_MASK) * 4;
  let page = ops.load32(entry, 'seqCst');
  if (page === 0) {
    const made = takePage(region, channel, stride);
    const found = ops.cas32(entry, 0, made, 'seqCst', 'acquire');
    if (found !== 0) givePages(region, channel, made, made);
    page = found === 0 ? made : found;
  }
  return slotIn(page, position, stride);
}

/** Says that the message of a slot was received. Who says it of the last in a page takes the page out. */
export function finishInPage(region: Region, channel: number, position: number, slot: number): void {
  const stride = region.i32[(channel + OF_KIND + 4) >>> 2]!;
  const page = pageOf(slot, position, stride);
  if (countDone(region, page) === PAGE_SLOTS) retire(region, channel, page, position, stride);
}

/** The page that a slot lies in. */
export function pageOf(slot: number, position: number, stride: number): number {
  return slot - slotIn(0, position, stride);
}

/** Counts a message of a page as received; returns how many of it were. */
export function countDone(region: Region, page: number): number {
  return region.ops.add32(page + DONE, 1, 'acqRel') + 1; // what others have read of this page comes before it is used again
}

/** Takes a page out of the table whose messages were all received. */
export function retire(region: Region, channel: number, page: number, position: number, stride: number): void {
  const { ops } = region;
  const number = position >>> (POSITION_SHIFT + PAGE_SHIFT);
  const table = ops.load32(region.i32[(channel + ROOT) >>> 2]! + ((number >>> TABLE_SHIFT) & TABLE_MASK) * 4, 'acquire');
  ops.store32(table + (number & TABLE_MASK) * 4, 0, 'relaxed');
  ops.store32(page + DONE, 0, 'relaxed');
  // A stamp is good for one position only, but positions come round.
  for (let i = 0; i < PAGE_SLOTS; i++) ops.store32(page + firstSlot(stride) + i * stride, 0, 'relaxed');
  givePages(region, channel, page, page);
}

function takePage(region: Region, channel: number, stride: number): number {
  const { ops } = region;
  // All at once: to take the first only, one would have to know that the second is still the next.
  const page = ops.exchange32(channel + POOL, 0, 'acquire');
  if (page === 0) {
    const bytes = firstSlot(stride) + PAGE_SLOTS * stride;
    const made = allocateAligned(bytes, firstSlot(stride));
    zeroFill(heapRegion(), made, bytes);
    return made;
  }
  const rest = ops.load32(page + NEXT, 'relaxed');
  // relaxed: who takes it acquires what its giver released, since nothing but read-modify-writes came in between
  if (rest === 0 || ops.cas32(channel + POOL, 0, rest, 'relaxed', 'relaxed') === 0) return page;
  let last = rest;
  for (let next = ops.load32(last + NEXT, 'relaxed'); next !== 0; next = ops.load32(last + NEXT, 'relaxed')) last = next;
  givePages(region, channel, rest, last);
  return page;
}

/** Adds pages to the pool that are linked from `first` to `last`. */
function givePages(region: Region, channel: number, first: number, last: number): void {
  const { ops } = region;
  for (;;) {
    const top = ops.load32(channel + POOL, 'relaxed');
    ops.store32(last + NEXT, top, 'relaxed');
    if (ops.cas32(channel + POOL, top, first, 'release', 'relaxed') === top) return; // pairs with the acquire of takePage
  }
}

/** Gives the memory of all pages and tables back. For the last who has the channel. */
export function freePages(region: Region, channel: number): void {
  const { ops } = region;
  const root = region.i32[(channel + ROOT) >>> 2]!;
  for (let t = root; t < root + TABLE_BYTES; t += 4) {
    const table = ops.load32(t, 'relaxed');
    if (table === 0) continue;
    for (let entry = table; entry < table + TABLE_BYTES; entry += 4) {
      const page = ops.load32(entry, 'relaxed');
      if (page !== 0) free(page);
    }
    free(table);
  }
  for (let page = ops.load32(channel + POOL, 'relaxed'); page !== 0;) {
    const next = ops.load32(page + NEXT, 'relaxed');
    free(page);
    page = next;
  }
  free(root);
}
