import {
  IDLE_COUNT,
  MAP_BYTES,
  MAP_FREE,
  NEXT_PAGE,
  PAGE_BYTES,
  PAGE_KIND_BITS,
  PAGE_KIND_MASK,
  PAGE_LARGE,
  PAGE_LARGE_BODY,
  PAGE_SMALL,
  PAGE_TABLE,
  PAGE_UNUSED,
} from './header.ts';
import { heapRegion, maximumOf } from './heap.ts';
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
  const count = (bytes: number): void => void blocks.set(bytes, (blocks.get(bytes) ?? 0) + 1);
  let freeBytes = heap.byteLength - pages * PAGE_BYTES;
  let usedBytes = 0;
  for (let page = 0; page < pages; page++) {
    const entry = ops.load32((PAGE_TABLE + page) * 4, 'relaxed');
    const kind = entry & PAGE_KIND_MASK;
    if (kind === PAGE_UNUSED) freeBytes += PAGE_BYTES;
    if (kind === PAGE_LARGE) {
      count((entry >>> PAGE_KIND_BITS) * PAGE_BYTES);
      usedBytes += PAGE_BYTES;
    }
    if (kind === PAGE_LARGE_BODY) usedBytes += PAGE_BYTES;
    if (kind !== PAGE_SMALL) continue;
    let used = 0;
    for (let granule = MAP_BYTES / GRANULE_BYTES; granule < PAGE_BYTES / GRANULE_BYTES; granule++) {
      const mark = ops.load8(page * PAGE_BYTES + granule, 'relaxed');
      if (mark === 0 || mark >= MAP_FREE) continue;
      count(CLASS_BYTES[mark - 1]!);
      used += CLASS_BYTES[mark - 1]!;
    }
    usedBytes += used;
    freeBytes += PAGE_BYTES - MAP_BYTES - used;
  }
  return { committedBytes: heap.byteLength, maximumBytes: maximumOf(heap), usedBytes, freeBytes, blocks, idleWorkers: ops.load32(IDLE_COUNT * 4, 'relaxed') };
}
