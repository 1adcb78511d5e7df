import { MemoryError } from '../realm/errors.ts';
import { current } from '../realm/realm.ts';
import { MAP_BYTES, PAGE_BYTES, PAGE_SMALL } from './header.ts';
import { givePages, markSmallPage, takePages } from './pages.ts';
import type { Region } from './region.ts';
import { adoptCaches, BATCHES, batchesOf, popBatch, pushBatch, SIFTED, type Batch } from './shared-lists.ts';
import { CLASS_BYTES } from './size-classes.ts';

/**
 * What happens when the heap is full: pages whose small blocks are all free become pages for anything again. Looks at every free block, so it costs
 * milliseconds; a heap that is not full never pays for it. The callers hold the heap's lock.
 *
 * A page of which a block is in another thread's cache stays as it is.
 */

/** As {@link takePages}, after a search for empty pages if need be. */
export function takePagesOrReclaim(heap: Region, count: number): number {
  try {
    return takePages(heap, count);
  } catch (error) {
    if (!(error instanceof MemoryError) || reclaimPages(heap) === 0) throw error;
    return takePages(heap, count);
  }
}

/** Takes one page for small blocks of class `c`, with its map cleared; returns its address. */
export function takeSmallPage(heap: Region, c: number): number {
  const page = takePagesOrReclaim(heap, 1);
  markSmallPage(heap, page, PAGE_SMALL + c);
  return page * PAGE_BYTES;
}

/** Makes empty small pages unused; returns how many. */
function reclaimPages(heap: Region): number {
  adoptCaches(heap, current.block);
  let reclaimed = 0;
  for (let c = 0; c < CLASS_BYTES.length; c++) {
    for (let batch = popBatch(heap, c, SIFTED); batch !== undefined; batch = popBatch(heap, c, SIFTED))
      pushBatch(heap, c, batch.first, batch.count);
    const empty = emptyPages(heap, c);
    if (empty.size === 0) continue;
    // Batch by batch from one list to the other: a thread that dies meanwhile loses one batch, and blocks of pages that would have gone anyway.
    for (let batch = popBatch(heap, c, BATCHES); batch !== undefined; batch = popBatch(heap, c, BATCHES)) {
      const kept = sift(heap, batch, empty);
      if (kept.count > 0) pushBatch(heap, c, kept.first, kept.count, SIFTED);
    }
    for (const page of empty) givePages(heap, page, 1);
    reclaimed += empty.size;
  }
  return reclaimed;
}

/** The pages of class `c` of which every block is in a shared list. */
function emptyPages(heap: Region, c: number): Set<number> {
  const { i32 } = heap;
  const blocksOfPage = Math.floor((PAGE_BYTES - MAP_BYTES) / CLASS_BYTES[c]!);
  const free = new Map<number, number>();
  const empty = new Set<number>();
  for (const first of batchesOf(heap, c)) {
    for (let p = first; p !== 0; p = i32[p >>> 2]!) {
      const count = (free.get(p >>> 16) ?? 0) + 1;
      free.set(p >>> 16, count);
      if (count === blocksOfPage) empty.add(p >>> 16);
    }
  }
  return empty;
}

/** Unlinks the blocks that lie in the given pages; returns what remains. */
function sift(heap: Region, batch: Batch, without: ReadonlySet<number>): Batch {
  const { i32 } = heap;
  const kept = { first: 0, count: 0 };
  for (let p = batch.first; p !== 0;) {
    const next = i32[p >>> 2]!;
    if (!without.has(p >>> 16)) {
      i32[p >>> 2] = kept.first;
      kept.first = p;
      kept.count++;
    }
    p = next;
  }
  return kept;
}
