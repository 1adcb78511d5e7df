import { growTo } from './heap.ts';
import {
  MAP_BYTES,
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
import type { Region } from './region.ts';

/**
 * Whole pages: for large blocks, and to cut into small ones. First fit over the page table, so a call costs up to a few microseconds.
 * All functions here are called with the heap's lock held, and leave the table sound after each step: a run that was taken but not yet
 * marked is still free, one that was marked but not handed out is lost.
 */

/** Takes `count` pages in a row; returns the first one's number. */
export function takePages(heap: Region, count: number): number {
  const free = findRun(heap, count);
  const first = free === 0 ? extend(heap, count) : free;
  const table = PAGE_TABLE + first;
  heap.i32.fill(PAGE_LARGE_BODY, table + 1, table + count);
  heap.i32[table] = PAGE_LARGE | (count << PAGE_KIND_BITS);
  return first;
}

/** A run of free pages among those that were handed out before; 0 if there is none. */
function findRun(heap: Region, count: number): number {
  const { i32 } = heap;
  const end = heap.ops.load32(NEXT_PAGE * 4, 'relaxed');
  let run = 0;
  for (let page = 1; page < end; ) {
    const entry = i32[PAGE_TABLE + page]!;
    if (entry === PAGE_UNUSED) {
      page++;
      if (++run === count) return page - count;
    } else {
      run = 0;
      page += (entry & PAGE_KIND_MASK) === PAGE_LARGE ? entry >>> PAGE_KIND_BITS : 1;
    }
  }
  return 0;
}

/** Takes pages that were never used. Pages just before them that were freed are not joined to them: a rare loss, made good by later small blocks. */
function extend(heap: Region, count: number): number {
  const first = heap.ops.load32(NEXT_PAGE * 4, 'relaxed');
  growTo(heap, first + count);
  // Not a plain addition of ours alone: a second copy of the package takes pages without the lock.
  const taken = heap.ops.add32(NEXT_PAGE * 4, count, 'relaxed');
  if (taken !== first) growTo(heap, taken + count);
  return taken;
}

/** Gives back the pages of a large block. */
export function givePages(heap: Region, first: number, count: number): void {
  heap.i32.fill(PAGE_UNUSED, PAGE_TABLE + first, PAGE_TABLE + first + count);
}

/** Takes one page for small blocks, with its map cleared; returns its address. */
export function takeSmallPage(heap: Region): number {
  const page = takePages(heap, 1);
  const address = page * PAGE_BYTES;
  heap.u8.fill(0, address, address + MAP_BYTES);
  heap.i32[PAGE_TABLE + page] = PAGE_SMALL;
  return address;
}

/** What the page table says of the page that `address` lies in. */
export function pageEntry(heap: Region, address: number): number {
  return heap.i32[PAGE_TABLE + (address >>> 16)]!;
}
