import { current } from '../realm/realm.ts';
import { MAP_BYTES, MAP_FREE, NEXT_PAGE, PAGE_BYTES, SHARED_LISTS } from './header.ts';
import { lockHeap, unlockHeap } from './heap-lock.ts';
import { takeSmallPage } from './pages.ts';
import type { Region } from './region.ts';
import { BATCH_BLOCKS, CLASS_BYTES } from './size-classes.ts';
import { CACHE } from './thread-block.ts';

/**
 * The lists of free small blocks that all threads share: per size class a list of batches, and a page that is being carved.
 *
 * A batch is a list of blocks linked by their first words; the first block's second word links to the next batch, and its third has the
 * number of blocks. Whoever moves a batch holds the heap's lock for a few instructions.
 *
 * | word of a class | meaning                                  |
 * |-----------------|------------------------------------------|
 * | 0               | first block of the first batch, or 0     |
 * | 1               | next block to carve, or 0                |
 * | 2               | the end of the page that is being carved |
 */
const LIST_WORDS = 3;
const CARVE_NEXT = 1;
const CARVE_END = 2;

/** In the first block of a batch. */
const NEXT_BATCH = 1;
const BATCH_COUNT = 2;

/** Puts a batch into this thread's empty list for class `c`. About 50 ns for a batch of up to 64 blocks; more when a page must be carved. */
export function refill(heap: Region, c: number): void {
  lockHeap(heap);
  try {
    reachAllPages(heap);
    const { i32 } = heap;
    const list = SHARED_LISTS + LIST_WORDS * c;
    const batch = i32[list]!;
    if (batch === 0) return carve(heap, c);
    i32[list] = i32[(batch >>> 2) + NEXT_BATCH]!;
    current.cache[2 * c] = batch;
    current.cache[2 * c + 1] = i32[(batch >>> 2) + BATCH_COUNT]!;
  } finally {
    unlockHeap(heap);
  }
}

/** A batch may have blocks in pages that another thread added: brings the views up to date if so. */
function reachAllPages(heap: Region): void {
  if (heap.ops.load32(NEXT_PAGE * 4, 'relaxed') * PAGE_BYTES > heap.byteLength) heap.refresh();
}

/** Cuts a batch of new blocks off the page that is being carved. */
function carve(heap: Region, c: number): void {
  const size = CLASS_BYTES[c]!;
  const list = SHARED_LISTS + LIST_WORDS * c;
  if (heap.i32[list + CARVE_NEXT]! === 0) {
    const page = takeSmallPage(heap);
    heap.i32[list + CARVE_END] = page + PAGE_BYTES;
    heap.i32[list + CARVE_NEXT] = page + MAP_BYTES;
  }
  const { i32, u8 } = heap; // after takeSmallPage, which may have replaced them
  const first = i32[list + CARVE_NEXT]!;
  const room = Math.floor((i32[list + CARVE_END]! - first) / size);
  const count = Math.min(room, BATCH_BLOCKS[c]!);
  // moved before the blocks are linked: a thread that dies in between loses them, and none is handed out twice
  i32[list + CARVE_NEXT] = count === room ? 0 : first + count * size;
  for (let n = 0; n < count; n++) {
    const p = first + n * size;
    i32[p >>> 2] = n + 1 < count ? p + size : 0;
    u8[(p & -PAGE_BYTES) + ((p & (PAGE_BYTES - 1)) >>> 4)] = MAP_FREE + c + 1;
  }
  current.cache[2 * c] = first;
  current.cache[2 * c + 1] = count;
}

/** Moves a batch from this thread's list for class `c` to the shared one. */
export function spill(heap: Region, c: number): void {
  const { i32 } = heap;
  const { cache } = current;
  const batch = cache[2 * c]!;
  let last = batch;
  for (let n = 1; n < BATCH_BLOCKS[c]!; n++) last = i32[last >>> 2]!;
  cache[2 * c] = i32[last >>> 2]!;
  cache[2 * c + 1]! -= BATCH_BLOCKS[c]!;
  i32[last >>> 2] = 0;
  lockHeap(heap);
  pushBatch(i32, c, batch, BATCH_BLOCKS[c]!);
  unlockHeap(heap);
}

function pushBatch(i32: Int32Array, c: number, batch: number, count: number): void {
  const list = SHARED_LISTS + LIST_WORDS * c;
  i32[(batch >>> 2) + NEXT_BATCH] = i32[list]!;
  i32[(batch >>> 2) + BATCH_COUNT] = count;
  i32[list] = batch;
}

/**
 * Moves all that a dead thread had in its lists to the shared ones. The caller holds the heap's lock. The counts are taken anew, since the thread
 * may have died between a link and its count.
 */
export function adoptCaches(heap: Region, block: number): void {
  reachAllPages(heap);
  const { i32 } = heap;
  for (let c = 0; c < CLASS_BYTES.length; c++) {
    const cache = (block >>> 2) + CACHE + 2 * c;
    const batch = i32[cache]!;
    i32[cache] = 0;
    i32[cache + 1] = 0;
    let count = 0;
    for (let p = batch; p !== 0; p = i32[p >>> 2]!) count++;
    if (count > 0) pushBatch(i32, c, batch, count);
  }
}
