import {
  IDLE_COUNT,
  MAP_BYTES,
  MAP_USED,
  NEXT_PAGE,
  PAGE_BYTES,
  PAGE_COUNT_SHIFT,
  PAGE_FREED,
  PAGE_KIND_MASK,
  PAGE_LARGE,
  PAGE_LARGE_BODY,
  PAGE_SMALL,
  PAGE_TABLE,
  PAGE_UNUSED,
} from './header.ts';
import { heapRegion, maximumOf } from './heap.ts';
import type { Region } from './region.ts';
import { CLASS_BYTES, GRANULE_BYTES } from './size-classes.ts';

/** What the heap is used for, at about one moment. */
export interface HeapStatistics {
  /** Bytes that the memory has now. */
  committedBytes: number;
  /** Bytes that it may have. */
  maximumBytes: number;
  /** Bytes of blocks in use, by the size they were rounded up to. */
  usedBytes: number;
  /** Bytes that can be handed out without growing. */
  freeBytes: number;
  /** Blocks in use, by size in bytes; large blocks under their whole pages. What remains here at the end of a program was leaked. */
  blocks: Map<number, number>;
  /** Workers that wait for a thread to run. */
  idleWorkers: number;
}

/**
 * Counts what is in use, by looking at every page: some microseconds per page of 64 KiB, so for reports and leak tests, not for hot paths. While other threads
 * allocate, the figures are of slightly different moments.
 */
export function heapStatistics(): HeapStatistics {
  const heap = heapRegion();
  heap.refresh();
  const { ops } = heap;
  const pages = ops.load32(NEXT_PAGE * 4, 'relaxed');
  const blocks = new Map<number, number>();
  const count = (bytes: number, more: number): void => {
    if (more > 0) blocks.set(bytes, (blocks.get(bytes) ?? 0) + more);
  };
  let freeBytes = heap.byteLength - pages * PAGE_BYTES;
  let usedBytes = 0;
  for (let page = 0; page < pages; page++) {
    const entry = ops.load32((PAGE_TABLE + page) * 4, 'relaxed');
    const kind = entry & PAGE_KIND_MASK;
    if (isSmall(entry)) {
      const size = CLASS_BYTES[entry - PAGE_SMALL]!;
      const used = usedBlocks(heap, page);
      count(size, used);
      usedBytes += used * size;
      freeBytes += PAGE_BYTES - MAP_BYTES - used * size;
    } else if (entry === PAGE_UNUSED || kind === PAGE_FREED) {
      freeBytes += PAGE_BYTES;
    } else if (kind === PAGE_LARGE) {
      count((entry >>> PAGE_COUNT_SHIFT) * PAGE_BYTES, 1);
      usedBytes += PAGE_BYTES;
    } else if (kind === PAGE_LARGE_BODY) {
      usedBytes += PAGE_BYTES;
    }
  }
  return {
    committedBytes: heap.byteLength,
    maximumBytes: maximumOf(heap),
    usedBytes,
    freeBytes,
    blocks,
    idleWorkers: ops.load32(IDLE_COUNT * 4, 'relaxed'),
  };
}

function isSmall(entry: number): boolean {
  return entry >= PAGE_SMALL && entry < PAGE_SMALL + CLASS_BYTES.length;
}

/** The lowest bit of each of the four map bytes in a word: set where a block is in use. */
const USED_BITS = 0x01010101 * MAP_USED;

/** How many blocks of a page for small ones are in use. Reads four map bytes at once. */
function usedBlocks(heap: Region, page: number): number {
  let used = 0;
  for (let granule = MAP_BYTES / GRANULE_BYTES; granule < PAGE_BYTES / GRANULE_BYTES; granule += 4) {
    const bits = heap.ops.load32(page * PAGE_BYTES + granule, 'relaxed') & USED_BITS;
    // The product has the sum of all four bytes in its highest one.
    if (bits !== 0) used += Math.imul(bits, 0x01010101) >>> 24;
  }
  return used;
}
