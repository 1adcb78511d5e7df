import { MemoryError } from '../realm/errors.ts';
import { realm, watchCurrent } from '../realm/realm.ts';
import * as header from './header.ts';
import { heapRegion, LIMIT_BYTES, maximumOf, onHeapViews } from './heap.ts';
import { lockHeap, unlockHeap } from './heap-lock.ts';
import { giveLargeBlock, pageEntry } from './pages.ts';
import { takePagesOrReclaim } from './reclaim.ts';
import type { Region } from './region.ts';
import { mapIndex, pushBatch } from './shared-lists.ts';
import * as sizes from './size-classes.ts';
import * as threadBlock from './thread-block.ts';
import { refill, spill } from './thread-cache.ts';
import { shown } from './layout/mismatch.ts';

// V8 folds a module's own constants into the code, but loads an imported one at each use and checks its type: 7 ns a pair of calls here.
const { MAP_FREE, MAP_USED, PAGE_BYTES, PAGE_COUNT_SHIFT, PAGE_FREED, PAGE_KIND_MASK, PAGE_LARGE, PAGE_SMALL, PAGE_TABLE } = header;
const { BATCH_BLOCKS, CLASS_BYTES, CLASS_MASK, classOf, classOfGranules, GRANULE_BYTES, MAX_SMALL_BYTES } = sizes;
const { COUNT, HEAD } = threadBlock;
const batchBlocks = Uint8Array.from(BATCH_BLOCKS);

/**
 * This thread's cache and the heap's views, for the same reason. The fields are absent until the heap is open: V8 takes a field that was
 * given its value once, when it was added, for a constant, and so the arrays' addresses and lengths go into the code (2 ns a pair of calls). When the heap grows, the
 * views cease to be constants; the cache, which does not move, remains one.
 */
interface Fast {
  cache?: Int32Array | undefined;
  words?: Int32Array;
  marks?: Uint8Array;
}
const fast: Fast = {};
onHeapViews((heap) => {
  fast.words = heap.i32;
  fast.marks = heap.u8;
});
watchCurrent(({ block, cache }) => {
  // a simulated thread has none, so that all of its calls come to the slow paths
  if (block !== 0) fast.cache = cache.length === 0 ? undefined : cache;
});

/**
 * Allocates `bytes` bytes of the shared heap; returns their address, a multiple of 16 (of 128 from 449 bytes on, of 65536 from 30721 on).
 *
 * The bytes hold whatever the last owner left: see {@link allocateZeroed}. Small blocks come from a list that belongs to this thread
 * (1 to 3 ns, no atomic operation), and in batches from shared lists; larger ones are whole pages of 64 KiB, found under a lock (0.2 µs or more).
 *
 * @param bytes 1 to 2 GiB
 * @throws {MemoryError} `BAD_SIZE`, or `OUT_OF_MEMORY` with the sizes and the way to raise the maximum
 */
export function allocate(bytes: number): number {
  const { cache, words, marks } = fast;
  if (typeof bytes !== 'number' || (bytes | 0) !== bytes || bytes <= 0 || bytes > MAX_SMALL_BYTES || cache === undefined)
    return allocateSlow(bytes);
  const c = classOfGranules[(bytes + 15) >>> 4]! & CLASS_MASK;
  let p = cache[c]!;
  if (p !== 0) {
    cache[c] = 0;
  } else {
    p = cache[HEAD + c]!;
    if (p === 0) return allocateSlow(bytes);
    cache[HEAD + c] = words![p >>> 2]!;
    cache[COUNT + c]!--;
  }
  marks![(p & -PAGE_BYTES) + ((p & (PAGE_BYTES - 1)) >>> 4)] = MAP_USED;
  return p;
}

/** As {@link allocate}, with all bytes zero. Costs the filling more. */
export function allocateZeroed(bytes: number): number {
  const p = allocate(bytes);
  zeroFill(heapRegion(), p, bytes);
  return p;
}

/** Up to so many bytes a loop is faster than the engine's own filling, whose call costs some 25 ns. A guess at where they meet. */
const MOST_IN_LOOP = 128;

/** Zeroes memory that was just allocated. Plain writes do: no other thread knows the address before it is told, by means that order them. */
export function zeroFill(heap: Region, address: number, bytes: number): void {
  // The heap of a checked run never hands out bytes twice, so they are zero.
  if (realm.checked !== undefined) return;
  if (bytes > MOST_IN_LOOP) {
    heap.u8.fill(0, address, address + bytes);
    return;
  }
  const { u8, i32 } = heap;
  const words = (address + bytes) >>> 2;
  for (let word = address >>> 2; word < words; word++) i32[word] = 0;
  for (let at = words << 2; at < address + bytes; at++) u8[at] = 0;
}

/**
 * Allocates with a stricter alignment than 16. Up to 4096 that is a small block of the next size that is a multiple of the alignment: 128 bytes for a word on cache lines of
 * its own, and some 5 ns more than {@link allocate} for the search. Beyond, it is a whole page of 64 KiB.
 *
 * @param alignment a power of two up to 65536
 * @throws {MemoryError} `BAD_ALIGNMENT`, and whatever {@link allocate} throws
 */
export function allocateAligned(bytes: number, alignment: number): number {
  if (!Number.isSafeInteger(alignment) || alignment <= 0 || (alignment & (alignment - 1)) !== 0 || alignment > PAGE_BYTES) {
    throw new MemoryError(
      'BAD_ALIGNMENT',
      `allocate: the alignment must be a power of two up to ${PAGE_BYTES}, but is ${shown(alignment)}`,
    );
  }
  checkSize(bytes);
  if (alignment <= GRANULE_BYTES) return allocate(bytes);
  if (realm.checked !== undefined) return realm.checked.allocate(bytes, alignment);
  // Blocks of a page begin at multiples of their size behind a map of 4096 bytes, so a size that is a multiple will do.
  if (alignment <= header.MAP_BYTES && bytes <= MAX_SMALL_BYTES) {
    for (let c = classOf(bytes); c < CLASS_BYTES.length; c++) {
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
  const { cache, words, marks } = fast;
  if (typeof address !== 'number' || (address | 0) !== address || (address & 15) !== 0 || cache === undefined) return freeSlow(address);
  const entry = words![PAGE_TABLE + (address >>> 16)]!;
  const mark = (address & -PAGE_BYTES) + ((address & (PAGE_BYTES - 1)) >>> 4);
  if ((entry & ~CLASS_MASK) !== PAGE_SMALL || marks![mark] !== MAP_USED) return freeSlow(address);
  marks![mark] = MAP_FREE;
  const c = entry & CLASS_MASK;
  if (cache[c] === 0) {
    cache[c] = address;
    return;
  }
  if (cache[COUNT + c] === batchBlocks[c]) spill(heapRegion(), c);
  words![address >>> 2] = cache[HEAD + c]!;
  cache[HEAD + c] = address;
  cache[COUNT + c]!++;
}

/** Opens the heap, fills this thread's list, or takes whole pages. */
function allocateSlow(bytes: number): number {
  checkSize(bytes);
  if (realm.checked !== undefined) return realm.checked.allocate(bytes, sizes.alignmentOf(bytes));
  const heap = heapRegion();
  if (bytes > MAX_SMALL_BYTES) return allocateLarge(bytes);
  const c = classOf(bytes);
  const { cache } = fast;
  if (cache![c] === 0 && cache![HEAD + c] === 0) refill(heap, c);
  return allocate(bytes);
}

function allocateLarge(bytes: number): number {
  const heap = heapRegion();
  if (bytes > maximumOf(heap)) {
    throw new MemoryError(
      'OUT_OF_MEMORY',
      `allocate(${bytes}): more than the whole heap may have (${maximumOf(heap)} bytes). Call configureHeap({ maximumBytes }) before its first use`,
    );
  }
  lockHeap(heap);
  try {
    const p = takePagesOrReclaim(heap, Math.ceil(bytes / PAGE_BYTES)) * PAGE_BYTES;
    if (p + bytes > heap.byteLength) heap.refresh(); // pages that another thread added
    return p;
  } finally {
    unlockHeap(heap);
  }
}

function checkSize(bytes: number): void {
  if (!Number.isSafeInteger(bytes) || bytes <= 0 || bytes > LIMIT_BYTES) {
    throw new MemoryError(
      'BAD_SIZE',
      `allocate: the size must be a whole number of bytes from 1 to ${LIMIT_BYTES}, but is ${shown(bytes)}`,
    );
  }
}

/** As {@link free}, for who has the heap's lock, such as the undertaker: the block goes to the shared lists. */
export function freeLocked(address: number): void {
  const heap = heapRegion();
  if (address >= heap.byteLength) heap.refresh();
  const entry = pageEntry(heap, address);
  if ((entry & ~CLASS_MASK) !== PAGE_SMALL) return freeLargeLocked(heap, address);
  if (heap.u8[mapIndex(address)] !== MAP_USED) throw notAllocated(address);
  heap.u8[mapIndex(address)] = MAP_FREE;
  heap.i32[address >>> 2] = 0;
  pushBatch(heap, entry & CLASS_MASK, address, 1);
}

/** Large blocks, views that are out of date, and every kind of mistake. */
function freeSlow(address: number): void {
  const heap = heapRegion();
  if (!Number.isSafeInteger(address)) {
    throw new MemoryError('NOT_ALLOCATED', `free: expected an address that allocate() returned, but got ${shown(address)}`);
  }
  if (realm.checked !== undefined) return realm.checked.free(address);
  if (address >= heap.byteLength) heap.refresh();
  if (address <= 0 || address >= heap.byteLength) {
    throw new MemoryError('NOT_ALLOCATED', `free(${address}): outside of the heap, which ends at ${heap.byteLength}`);
  }
  const entry = pageEntry(heap, address);
  if ((entry & ~CLASS_MASK) === PAGE_SMALL && address % GRANULE_BYTES === 0) {
    const mark = heap.u8[mapIndex(address)]!;
    if (mark === MAP_FREE) throw doubleFree(address, CLASS_BYTES[entry & CLASS_MASK]!);
    if (mark === MAP_USED) return free(address); // the views were out of date, or the heap was not open
  } else if (address % PAGE_BYTES === 0) {
    return freeLarge(address);
  }
  throw notAllocated(address);
}

function freeLarge(address: number): void {
  const heap = heapRegion();
  lockHeap(heap);
  try {
    freeLargeLocked(heap, address);
  } finally {
    unlockHeap(heap);
  }
}

function freeLargeLocked(heap: Region, address: number): void {
  const entry = pageEntry(heap, address);
  const count = entry >>> PAGE_COUNT_SHIFT;
  const kind = entry & PAGE_KIND_MASK;
  if (kind === PAGE_FREED) throw doubleFree(address, count * PAGE_BYTES);
  if (kind !== PAGE_LARGE) throw notAllocated(address);
  giveLargeBlock(heap, address / PAGE_BYTES, count);
}

function doubleFree(address: number, bytes: number): MemoryError {
  return new MemoryError(
    'DOUBLE_FREE',
    `free(${address}): this block of ${bytes} bytes is free already. It was freed twice, or never belonged to the caller`,
  );
}

function notAllocated(address: number): MemoryError {
  return new MemoryError(
    'NOT_ALLOCATED',
    `free(${address}): no allocated block begins at this address. Pass exactly what allocate() returned, once`,
  );
}
