import { MemoryError } from '../realm/errors.ts';
import { current } from '../realm/realm.ts';
import * as header from './header.ts';
import { heapRegion, LIMIT_BYTES, onHeapViews } from './heap.ts';
import { lockHeap, unlockHeap } from './heap-lock.ts';
import { givePages, pageEntry, takePages } from './pages.ts';
import { refill, spill } from './shared-lists.ts';
import * as sizes from './size-classes.ts';

// V8 folds a module's own constants into the code, but loads an imported one at each use and checks its type: 7 ns a pair of calls here.
const { MAP_FREE, MAX_PAGES, PAGE_BYTES, PAGE_KIND_BITS, PAGE_KIND_MASK, PAGE_LARGE, PAGE_SMALL, PAGE_TABLE } = header;
const { BATCH_BLOCKS, CLASS_BYTES, classOfGranules, classOf, GRANULE_BYTES, MAX_SMALL_BYTES } = sizes;

/** The views of the heap, kept here for the same reason; empty until the heap is open, so that the first call takes the slow path. */
let words: Int32Array = new Int32Array(0);
let marks: Uint8Array = new Uint8Array(0);
onHeapViews((heap) => {
  words = heap.i32;
  marks = heap.u8;
});

/** A list that is longer than this gives a batch back. */
const LIST_LIMITS = Uint8Array.from(BATCH_BLOCKS, (blocks) => 2 * blocks);

/**
 * Allocates `bytes` bytes of the shared heap; returns their address, a multiple of 16 (of 128 from 512 bytes on, of 65536 from 30 KiB on).
 *
 * The bytes hold whatever the last owner left: see {@link allocateZeroed}. Small blocks come from a list that belongs to this thread
 * (1 to 3 ns, no atomic operation), and in batches from shared lists; larger ones are whole pages of 64 KiB, found under a lock.
 *
 * @param bytes 1 to 2 GiB
 * @throws {MemoryError} `BAD_SIZE`, or `OUT_OF_MEMORY` with the sizes and the way to raise the maximum
 */
export function allocate(bytes: number): number {
  if (!(bytes > 0 && bytes <= MAX_SMALL_BYTES)) return allocateLarge(bytes);
  const c = classOfGranules[(bytes + 15) >>> 4]!;
  const { cache } = current;
  const p = cache[2 * c]!;
  if (p === 0) return allocateFromShared(bytes, c);
  cache[2 * c] = words[p >>> 2]!;
  cache[2 * c + 1]!--;
  marks[mapIndex(p)] = c + 1;
  return p;
}

/** As {@link allocate}, with all bytes zero. Costs the filling more. */
export function allocateZeroed(bytes: number): number {
  const p = allocate(bytes);
  heapRegion().u8.fill(0, p, p + bytes);
  return p;
}

/**
 * Allocates with a stricter alignment than 16.
 *
 * @param alignment a power of two up to 65536
 */
export function allocateAligned(bytes: number, alignment: number): number {
  if (alignment <= GRANULE_BYTES) return allocate(bytes);
  if (!Number.isSafeInteger(alignment) || (alignment & (alignment - 1)) !== 0 || alignment > PAGE_BYTES) {
    throw new MemoryError('BAD_ALIGNMENT', `allocate: the alignment must be a power of two up to ${PAGE_BYTES}, but is ${String(alignment)}`);
  }
  // Blocks of a page begin at multiples of their size behind a map of 4096 bytes, so a size that is a multiple will do.
  if (alignment <= 4096 && bytes <= MAX_SMALL_BYTES) {
    for (let c = classOf(Math.max(1, bytes)); c < CLASS_BYTES.length; c++) {
      if (CLASS_BYTES[c]! % alignment === 0) return allocate(CLASS_BYTES[c]!);
    }
  }
  return allocate(Math.max(bytes, MAX_SMALL_BYTES + 1));
}

/**
 * Frees what {@link allocate} returned. Any thread may free what another allocated. 1 to 3 ns for a small block.
 *
 * @throws {MemoryError} `DOUBLE_FREE`, or `NOT_ALLOCATED` for an address at which no block begins
 */
export function free(address: number): void {
  if ((address | 0) !== address || (address & 15) !== 0 || words[PAGE_TABLE + (address >>> 16)] !== PAGE_SMALL) return freeSlow(address);
  const mark = marks[mapIndex(address)]!;
  if (!(mark > 0 && mark < MAP_FREE)) return freeSlow(address);
  marks[mapIndex(address)] = mark + MAP_FREE;
  const { cache } = current;
  const list = 2 * mark - 2;
  words[address >>> 2] = cache[list]!;
  cache[list] = address;
  if (++cache[list + 1]! > LIST_LIMITS[mark - 1]!) spill(heapRegion(), mark - 1);
}

/** Where in the map of its page the granule at `p` has its byte. */
export function mapIndex(p: number): number {
  return (p & -PAGE_BYTES) + ((p & (PAGE_BYTES - 1)) >>> 4);
}

function allocateFromShared(bytes: number, c: number): number {
  checkSize(bytes);
  refill(heapRegion(), c);
  return allocate(bytes);
}

function allocateLarge(bytes: number): number {
  checkSize(bytes);
  const heap = heapRegion();
  const count = Math.ceil(bytes / PAGE_BYTES);
  if (count > heap.i32[MAX_PAGES]!) {
    throw new MemoryError(
      'OUT_OF_MEMORY',
      `allocate(${bytes}): more than the whole heap may have (${heap.i32[MAX_PAGES]! * PAGE_BYTES} bytes). Call configureHeap({ maximumBytes }) before its first use`,
    );
  }
  lockHeap(heap);
  try {
    const p = takePages(heap, count) * PAGE_BYTES;
    if (p + bytes > heap.byteLength) heap.refresh(); // pages that another thread added
    return p;
  } finally {
    unlockHeap(heap);
  }
}

function checkSize(bytes: number): void {
  if (!Number.isSafeInteger(bytes) || bytes <= 0 || bytes > LIMIT_BYTES) {
    throw new MemoryError('BAD_SIZE', `allocate: the size must be a whole number of bytes from 1 to ${LIMIT_BYTES}, but is ${String(bytes)}`);
  }
}

/** Large blocks, views that are out of date, and every kind of mistake. */
function freeSlow(address: number): void {
  const heap = heapRegion();
  if (!Number.isSafeInteger(address)) {
    throw new MemoryError('NOT_ALLOCATED', `free: expected an address that allocate() returned, but got ${String(address)}`);
  }
  if (address >= heap.byteLength) heap.refresh();
  if (address <= 0 || address >= heap.byteLength) {
    throw new MemoryError('NOT_ALLOCATED', `free(${address}): outside of the heap, which ends at ${heap.byteLength}`);
  }
  const entry = pageEntry(heap, address);
  if ((entry & PAGE_KIND_MASK) === PAGE_LARGE && address % PAGE_BYTES === 0) {
    lockHeap(heap);
    try {
      // read again: another thread may have freed it meanwhile
      const now = pageEntry(heap, address);
      if (now === entry) return givePages(heap, address / PAGE_BYTES, entry >>> PAGE_KIND_BITS);
    } finally {
      unlockHeap(heap);
    }
  }
  if (entry === PAGE_SMALL && address % GRANULE_BYTES === 0) {
    const mark = heap.u8[mapIndex(address)]!;
    if (mark > MAP_FREE) {
      const size = CLASS_BYTES[mark - MAP_FREE - 1]!;
      throw new MemoryError('DOUBLE_FREE', `free(${address}): this block of ${size} bytes is free already. It was freed twice, or never belonged to the caller`);
    }
    if (mark > 0) return free(address); // the views were out of date
  }
  throw new MemoryError('NOT_ALLOCATED', `free(${address}): no allocated block begins at this address. Pass exactly what allocate() returned, once`);
}
