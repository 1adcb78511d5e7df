import { MemoryError } from '../realm/errors.ts';
import { current } from '../realm/realm.ts';
import { MAP_BYTES, MAP_NONE, NEXT_PAGE, PAGE_BYTES, PAGE_SMALL, PAGE_TABLE } from './header.ts';
import { givePages, markSmallPage, takePages } from './pages.ts';
import type { Region } from './region.ts';
import {
  adoptCaches,
  BATCHES,
  batchesOf,
  CARVE_NEXT,
  listWord,
  mapIndex,
  popBatch,
  pushBatch,
  SIFTED,
  type Batch,
} from './shared-lists.ts';
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
    // Batch by batch from one list to the other: a thread that dies meanwhile loses one batch, and the pages in which that lies. What else it had unlinked is found by the next search.
    for (let batch = popBatch(heap, c, BATCHES); batch !== undefined; batch = popBatch(heap, c, BATCHES)) {
      const kept = sift(heap, batch, empty);
      if (kept.count > 0) pushBatch(heap, c, kept.first, kept.count, SIFTED);
    }
    for (const page of empty) givePages(heap, page, 1);
    reclaimed += empty.size;
  }
  return reclaimed;
}

/** The pages of class `c` of which every block is in a shared list, or nobody's: unlinked by a thread that died over it, or before it had linked it. */
function emptyPages(heap: Region, c: number): Set<number> {
  const { i32, u8 } = heap;
  const size = CLASS_BYTES[c]!;
  const blocksOfPage = Math.floor((PAGE_BYTES - MAP_BYTES) / size);
  const free = new Map<number, number>();
  for (const first of batchesOf(heap, c)) {
    for (let p = first; p !== 0; p = i32[p >>> 2]!) free.set(p >>> 16, (free.get(p >>> 16) ?? 0) + 1);
  }
  const empty = new Set<number>();
  const carved = i32[listWord(c, CARVE_NEXT)]! >>> 16;
  for (let page = 0; page < i32[NEXT_PAGE]!; page++) {
    if (i32[PAGE_TABLE + page] !== PAGE_SMALL + c || page === carved) continue;
    let others = blocksOfPage - (free.get(page) ?? 0);
    const first = page * PAGE_BYTES + MAP_BYTES;
    for (let n = 0; n < blocksOfPage && others > 0; n++) if (u8[mapIndex(first + n * size)] === MAP_NONE) others--;
    if (others === 0) empty.add(page);
  }
  return empty;
}

/** Unlinks the blocks that lie in the given pages; returns what remains. */
function sift(heap: Region, batch: Batch, without: ReadonlySet<number>): Batch {
  const { i32, u8 } = heap;
  const kept = { first: 0, count: 0 };
  for (let p = batch.first; p !== 0;) {
    const next = i32[p >>> 2]!;
    if (without.has(p >>> 16)) {
      u8[mapIndex(p)] = MAP_NONE;
    } else {
      i32[p >>> 2] = kept.first;
      kept.first = p;
      kept.count++;
    }
    p = next;
  }
  return kept;
}
