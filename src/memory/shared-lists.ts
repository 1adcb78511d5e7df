import { MAP_FREE, NEXT_PAGE, PAGE_BYTES, PAGE_SMALL, PAGE_TABLE, PARKING_LOT, SHARED_LISTS } from './header.ts';
import type { Region } from './region.ts';
import { BATCH_BLOCKS, CLASS_BYTES, CLASS_LIMIT, GRANULE_BYTES } from './size-classes.ts';
import { CACHE, COUNT, HEAD, SPARE } from './thread-block.ts';

/**
 * The lists of free small blocks that all threads share: per size class lists of batches, and a page that is being carved. Moving a batch costs the heap's
 * lock, which whoever calls these functions holds, and a few instructions.
 *
 * A batch is a list of blocks linked by their first words; the first block's second word links to the next batch, and its third has the number of blocks.
 *
 * | word of a class | name         | meaning                                                                       |
 * |-----------------|--------------|-------------------------------------------------------------------------------|
 * | 0               | `BATCHES`    | first block of the first batch, or 0                                          |
 * | 1               | `CARVE_NEXT` | next block to carve, or 0                                                     |
 * | 2               | `SIFTED`     | more batches: those that a search for empty pages has looked through; see reclaim.ts |
 */
const LIST_WORDS = 3;
export const BATCHES = 0;
export const CARVE_NEXT = 1;
export const SIFTED = 2;

/** In the first block of a batch. */
const NEXT_BATCH = 1;
const BATCH_COUNT = 2;

if (SHARED_LISTS + LIST_WORDS * CLASS_LIMIT > PARKING_LOT) throw new Error('heap header: the shared lists run into the parking lot');

/** Free blocks linked by their first words. */
export interface Batch {
  first: number;
  count: number;
}

/** The index of a word of class `c`. */
export function listWord(c: number, word: number): number {
  return SHARED_LISTS + LIST_WORDS * c + word;
}

/** Views that are older than a page that another thread added cannot follow a link into it: brings them up to date if so. */
export function reachAllPages(heap: Region): void {
  if (heap.ops.load32(NEXT_PAGE * 4, 'relaxed') * PAGE_BYTES > heap.byteLength) heap.refresh();
}

/** Takes the first batch off one of the lists of class `c`. */
export function popBatch(heap: Region, c: number, list: number): Batch | undefined {
  const { i32 } = heap;
  const first = i32[listWord(c, list)]!;
  if (first === 0) return undefined;
  i32[listWord(c, list)] = i32[(first >>> 2) + NEXT_BATCH]!;
  return { first, count: i32[(first >>> 2) + BATCH_COUNT]! };
}

/** Puts a batch on one of the lists of class `c`. */
export function pushBatch(heap: Region, c: number, first: number, count: number, list = BATCHES): void {
  const { i32 } = heap;
  i32[(first >>> 2) + NEXT_BATCH] = i32[listWord(c, list)]!;
  i32[(first >>> 2) + BATCH_COUNT] = count;
  i32[listWord(c, list)] = first;
}

/** The first blocks of all batches of class `c` that were given back and not yet sifted. */
export function* batchesOf(heap: Region, c: number): Generator<number> {
  const { i32 } = heap;
  for (let first = i32[listWord(c, BATCHES)]!; first !== 0; first = i32[(first >>> 2) + NEXT_BATCH]!) yield first;
}

/** Where in the map of its page the granule at `p` has its byte. */
export function mapIndex(p: number): number {
  return (p & -PAGE_BYTES) + ((p & (PAGE_BYTES - 1)) >>> 4);
}

/**
 * Moves all that the thread with `block` has in its cache to the shared lists. The caller holds the heap's lock; the thread is dead, or the caller itself.
 *
 * The lists are counted anew and their links are looked at: a thread may have died between a link and its count, or have written to blocks that it had freed.
 */
export function adoptCaches(heap: Region, block: number): void {
  reachAllPages(heap);
  const { i32 } = heap;
  const cache = (block >>> 2) + CACHE;
  for (let c = 0; c < CLASS_BYTES.length; c++) {
    const top = i32[cache + c]!;
    i32[cache + c] = 0;
    if (isFreeBlock(heap, top, c)) i32[top >>> 2] = 0;
    adoptList(heap, top, c);
    for (const word of [HEAD, SPARE]) {
      const first = i32[cache + word + c]!;
      i32[cache + word + c] = 0;
      adoptList(heap, first, c);
    }
    i32[cache + COUNT + c] = 0;
  }
}

function adoptList(heap: Region, first: number, c: number): void {
  const { i32 } = heap;
  let last = 0;
  let count = 0;
  for (let p = first; count < BATCH_BLOCKS[c]! && isFreeBlock(heap, p, c); p = i32[p >>> 2]!) {
    last = p;
    count++;
  }
  if (count === 0) return;
  i32[last >>> 2] = 0;
  pushBatch(heap, c, first, count);
}

function isFreeBlock(heap: Region, p: number, c: number): boolean {
  if (p <= 0 || p >= heap.byteLength || p % GRANULE_BYTES !== 0) return false;
  return heap.i32[PAGE_TABLE + (p >>> 16)]! === PAGE_SMALL + c && heap.u8[mapIndex(p)]! === MAP_FREE;
}
