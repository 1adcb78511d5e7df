import { MAP_BYTES, MAP_FREE, PAGE_BYTES } from './header.ts';
import { takeSmallPage } from './reclaim.ts';
import type { Region } from './region.ts';
import { BATCHES, CARVE_NEXT, listWord, mapIndex, popBatch, reachAllPages, SIFTED, type Batch } from './shared-lists.ts';
import { BATCH_BLOCKS, CLASS_BYTES } from './size-classes.ts';

/**
 * A batch of free blocks of class `c`: one that was given back, or else new ones, cut off a page. Some 10 ns, or a microsecond for new blocks; the caller holds the
 * heap's lock.
 *
 * @throws {MemoryError} `OUT_OF_MEMORY`
 */
export function takeBatch(heap: Region, c: number): Batch {
  reachAllPages(heap);
  return popBatch(heap, c, BATCHES) ?? popBatch(heap, c, SIFTED) ?? carve(heap, c);
}

/** Cuts a batch of new blocks off the page that is being carved, or off a new one. */
function carve(heap: Region, c: number): Batch {
  const size = CLASS_BYTES[c]!;
  const next = listWord(c, CARVE_NEXT);
  if (heap.i32[next]! === 0) {
    const page = takeSmallPage(heap, c);
    heap.i32[next] = page + MAP_BYTES;
  }
  const { i32, u8 } = heap; // after takeSmallPage, which may have replaced them
  const first = i32[next]!;
  const room = Math.floor((PAGE_BYTES - (first & (PAGE_BYTES - 1))) / size);
  const count = Math.min(room, BATCH_BLOCKS[c]!);
  // Moved before the blocks are linked: a thread that dies in between loses them, and none is handed out twice.
  i32[next] = count === room ? 0 : first + count * size;
  for (let n = 0; n < count; n++) {
    const p = first + n * size;
    i32[p >>> 2] = n + 1 < count ? p + size : 0;
    u8[mapIndex(p)] = MAP_FREE;
  }
  return { first, count };
}
