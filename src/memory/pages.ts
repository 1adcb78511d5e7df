import { growTo } from './heap.ts';
import {
  LOWEST_UNUSED,
  MAP_BYTES,
  NEXT_PAGE,
  PAGE_BYTES,
  PAGE_COUNT_SHIFT,
  PAGE_FREED,
  PAGE_KIND_MASK,
  PAGE_LARGE,
  PAGE_LARGE_BODY,
  PAGE_TABLE,
  PAGE_UNUSED,
} from './header.ts';
import type { Region } from './region.ts';

/**
 * Whole pages: for large blocks, and to cut into small ones. First fit over the page table, so a call costs up to a nanosecond per page in use: tens of
 * microseconds in a heap of gigabytes.
 *
 * All functions here are called with the heap's lock held, and leave the table sound after each step: a run that was taken but not yet marked is still
 * free, one that was marked but not handed out is lost.
 */

/** Takes `count` pages in a row; returns the first one's number. */
export function takePages(heap: Region, count: number): number {
  const first = findRun(heap, count);
  const end = first + count;
  if (end > heap.i32[NEXT_PAGE]!) {
    growTo(heap, end); // before anything is taken: this may fail
    heap.ops.store32(NEXT_PAGE * 4, end, 'relaxed');
  }
  const table = PAGE_TABLE + first;
  heap.i32.fill(PAGE_LARGE_BODY, table + 1, table + count);
  heap.i32[table] = PAGE_LARGE | (count << PAGE_COUNT_SHIFT);
  return first;
}

/** The first run of `count` unused pages. It may end behind the pages that were handed out before. */
function findRun(heap: Region, count: number): number {
  const { i32 } = heap;
  const end = i32[NEXT_PAGE]!;
  let lowest = 0;
  let run = 0;
  let page = i32[LOWEST_UNUSED]!;
  while (page < end && run < count) {
    const entry = i32[PAGE_TABLE + page]!;
    if (isUnused(entry)) {
      if (lowest === 0) lowest = page;
      run++;
      page++;
    } else {
      run = 0;
      page += (entry & PAGE_KIND_MASK) === PAGE_LARGE ? entry >>> PAGE_COUNT_SHIFT : 1;
    }
  }
  i32[LOWEST_UNUSED] = lowest === 0 ? page : lowest;
  return page - run;
}

function isUnused(entry: number): boolean {
  return entry === PAGE_UNUSED || (entry & PAGE_KIND_MASK) === PAGE_FREED;
}

/** Makes `count` pages unused. */
export function givePages(heap: Region, first: number, count: number): void {
  const { i32 } = heap;
  i32[LOWEST_UNUSED] = Math.min(i32[LOWEST_UNUSED]!, first);
  i32.fill(PAGE_UNUSED, PAGE_TABLE + first, PAGE_TABLE + first + count);
}

/** Gives back a large block. The entry of its first page remembers its size, so that a second free of it can be told. */
export function giveLargeBlock(heap: Region, first: number, count: number): void {
  givePages(heap, first, count);
  heap.i32[PAGE_TABLE + first] = PAGE_FREED | (count << PAGE_COUNT_SHIFT);
}

/** Makes a page that was just taken one for small blocks: `entry` says of which class. */
export function markSmallPage(heap: Region, page: number, entry: number): void {
  heap.u8.fill(0, page * PAGE_BYTES, page * PAGE_BYTES + MAP_BYTES);
  heap.i32[PAGE_TABLE + page] = entry;
}

/** What the page table says of the page that `address` lies in. */
export function pageEntry(heap: Region, address: number): number {
  return heap.i32[PAGE_TABLE + (address >>> 16)]!;
}
