/** Looks through the whole heap for what must hold when no other thread uses it. Costs a walk over every page and list. */
import { current } from '../realm/realm.ts';
import {
  LOWEST_UNUSED,
  MAP_BYTES,
  MAP_FREE,
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
import { heapRegion } from './heap.ts';
import type { Region } from './region.ts';
import { BATCHES, CARVE_NEXT, listWord, mapIndex, SIFTED } from './shared-lists.ts';
import { CLASS_BYTES } from './size-classes.ts';
import { CACHE, COUNT, HEAD, SPARE } from './thread-block.ts';

export interface Audit {
  /** What is wrong; empty if the heap is sound. */
  faults: string[];
  /** Small blocks that are marked free but are in no list: what threads that died took with them. */
  lostBlocks: number;
  /** Pages of large blocks without a beginning. */
  lostPages: number;
}

const WORDS_OF_LIST = 2;

export function auditHeap(): Audit {
  const heap = heapRegion();
  heap.refresh();
  const faults: string[] = [];
  const listed = new Set<number>();
  for (let c = 0; c < CLASS_BYTES.length; c++) {
    const check = (p: number, where: string): void => checkFree(heap, p, c, where, listed, faults);
    for (const list of [BATCHES, SIFTED]) {
      for (let batch = heap.i32[listWord(c, list)]!; batch !== 0; batch = heap.i32[(batch >>> 2) + 1]!) {
        const length = walk(heap, batch, (p) => check(p, 'batch'));
        const count = heap.i32[(batch >>> 2) + WORDS_OF_LIST]!;
        if (length !== count) faults.push(`class ${c}: a batch of ${length} says that it has ${count}`);
      }
    }
    const cache = (current.block >>> 2) + CACHE;
    const top = heap.i32[cache + c]!;
    if (top !== 0) check(top, 'top');
    const length = walk(heap, heap.i32[cache + HEAD + c]!, (p) => check(p, 'list'));
    if (length !== heap.i32[cache + COUNT + c]!)
      faults.push(`class ${c}: a list of ${length} says that it has ${heap.i32[cache + COUNT + c]!}`);
    walk(heap, heap.i32[cache + SPARE + c]!, (p) => check(p, 'spare'));
  }
  return { faults, ...checkPages(heap, listed, faults) };
}

/** Calls `visit` for each block of a list; returns its length. */
function walk(heap: Region, first: number, visit: (p: number) => void): number {
  let length = 0;
  for (let p = first; p !== 0 && length <= PAGE_BYTES; p = heap.i32[p >>> 2]!) {
    visit(p);
    length++;
  }
  return length;
}

function checkFree(heap: Region, p: number, c: number, where: string, listed: Set<number>, faults: string[]): void {
  const name = `block ${p} of class ${c} in a ${where}`;
  if (listed.has(p)) faults.push(`${name} is in two lists`);
  listed.add(p);
  if (heap.i32[PAGE_TABLE + (p >>> 16)] !== PAGE_SMALL + c) faults.push(`${name} lies in a page of another kind`);
  if (heap.u8[mapIndex(p)] !== MAP_FREE) faults.push(`${name} is not marked free, but ${heap.u8[mapIndex(p)]}`);
}

function checkPages(heap: Region, listed: ReadonlySet<number>, faults: string[]): { lostBlocks: number; lostPages: number } {
  const { i32, u8 } = heap;
  let lostBlocks = 0;
  let lostPages = 0;
  for (let page = 0; page < i32[NEXT_PAGE]!; page++) {
    const entry = i32[PAGE_TABLE + page]!;
    const kind = entry & PAGE_KIND_MASK;
    if ((entry === PAGE_UNUSED || kind === PAGE_FREED) && page < i32[LOWEST_UNUSED]!)
      faults.push(`page ${page} is unused, but below the lowest`);
    if (kind === PAGE_LARGE) {
      const count = entry >>> PAGE_COUNT_SHIFT;
      for (let body = 1; body < count; body++)
        if (i32[PAGE_TABLE + page + body] !== PAGE_LARGE_BODY) faults.push(`page ${page + body}: not a body`);
      page += count - 1;
    } else if (kind === PAGE_LARGE_BODY) {
      lostPages++;
    } else if (kind >= PAGE_SMALL) {
      const size = CLASS_BYTES[kind - PAGE_SMALL]!;
      for (let offset = MAP_BYTES; offset < PAGE_BYTES; offset += 16) {
        const p = page * PAGE_BYTES + offset;
        const mark = u8[mapIndex(p)]!;
        const begins = (offset - MAP_BYTES) % size === 0 && offset + size <= PAGE_BYTES;
        if (mark !== 0 && !begins) faults.push(`page ${page}: a mark at ${p}, where no block of ${size} bytes begins`);
        if (mark !== 0 && mark !== MAP_FREE && mark !== MAP_USED) faults.push(`page ${page}: mark ${mark} at ${p}`);
        const carved = p < i32[listWord(kind - PAGE_SMALL, CARVE_NEXT)]! || i32[listWord(kind - PAGE_SMALL, CARVE_NEXT)]! >>> 16 !== page;
        if (begins && mark === 0 && carved) lostBlocks++;
        if (mark === MAP_FREE && !listed.has(p)) lostBlocks++;
      }
    }
  }
  return { lostBlocks, lostPages };
}
