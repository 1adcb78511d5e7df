import { LockwrightError, MemoryError } from '../realm/errors.ts';
import { requireSharedMemory } from '../realm/host.ts';
import { type SharedMemory, watchRealm } from '../realm/realm.ts';
import * as header from './header.ts';
import { PAGE_BYTES } from './header.ts';
import { regionOf, type Region } from './region.ts';
import { adoptBlock, BLOCK_BYTES, initialiseBlock } from './thread-block.ts';
import { shown } from './layout/mismatch.ts';

/** How large the heap begins, and how large it may become. */
export interface HeapOptions {
  /** Bytes at the start, rounded up to pages of 64 KiB. Default 1 MiB. */
  initialBytes?: number;
  /** Bytes at most, rounded down to pages of 64 KiB; up to 2 GiB. Default 1 GiB. Address space is set aside for all of it, memory only as it is used. */
  maximumBytes?: number;
}

const DEFAULT_INITIAL_BYTES = 1 << 20;
const DEFAULT_MAXIMUM_BYTES = 2 ** 30;

/** Addresses are to be positive 32-bit numbers, which keeps them small integers in every engine. */
export const LIMIT_BYTES = 2 ** 31;

/** The heap's own number among the regions. */
export const HEAP_REGION = 0;

/** Below this a refused maximum is reported instead of halved once more. */
const SMALLEST_MAXIMUM_BYTES = 2 ** 26;

/**
 * Where all copies of this package in one thread find the heap of the program, and the thread's block. They share both: to others they are one thread, and since one
 * of them runs at a time, plain accesses do.
 */
const SHARED_KEY = Symbol.for('lockwright.heap');
const shared = globalThis as unknown as { [SHARED_KEY]?: { memory: SharedMemory; block: number } };

let options: HeapOptions = {};

/**
 * The heap as this thread sees it; absent before its first use. A field of a constant, since V8 takes one that was given its value once, when it was added, for a constant too: so the heap's address goes into the code.
 * A variable of the module it would load and check at each use, and keep every object that is at hand there (2 ns more).
 */
const opened: { heap?: Region | undefined } = {};

/** The heap of the real threads, while that of a checked run is in its place. */
let setAside: { readonly heap: Region | undefined } | undefined;

watchRealm(({ checked }) => {
  if (checked !== undefined) {
    setAside ??= { heap: opened.heap };
    opened.heap = regionOf(checked.heap);
    opened.heap.id = HEAP_REGION;
  } else if (setAside !== undefined) {
    opened.heap = setAside.heap;
    setAside = undefined;
  }
});

/**
 * Sets how large the heap may become. Call it once, before the first lock, atomic or allocation of the program.
 *
 * @throws {MemoryError} `HEAP_IN_USE` once the heap exists, `BAD_SIZE` for sizes that cannot be
 */
export function configureHeap(wanted: HeapOptions): void {
  if (opened.heap !== undefined || shared[SHARED_KEY] !== undefined) {
    throw new MemoryError(
      'HEAP_IN_USE',
      `configureHeap: the heap exists already (maximum ${maximumOf(heapRegion())} bytes). Call configureHeap before the first lock, atomic, spawn or allocation`,
    );
  }
  if (typeof wanted !== 'object' || wanted === null) {
    throw new MemoryError('BAD_SIZE', `configureHeap: expected { initialBytes?, maximumBytes? }, but got ${shown(wanted)}`);
  }
  const next = { ...options, ...wanted };
  const { maximumBytes: maximum = DEFAULT_MAXIMUM_BYTES } = next;
  const { initialBytes: initial = Math.min(DEFAULT_INITIAL_BYTES, maximum) } = next;
  for (const [name, bytes] of Object.entries({ maximumBytes: maximum, initialBytes: initial })) {
    if (!Number.isSafeInteger(bytes) || bytes < DEFAULT_INITIAL_BYTES / 4 || bytes > LIMIT_BYTES) {
      throw new MemoryError(
        'BAD_SIZE',
        `configureHeap: ${name} must be a whole number of bytes from ${DEFAULT_INITIAL_BYTES / 4} to ${LIMIT_BYTES}, but is ${shown(bytes)}`,
      );
    }
  }
  if (initial > maximum) {
    throw new MemoryError('BAD_SIZE', `configureHeap: initialBytes (${initial}) is more than maximumBytes (${maximum})`);
  }
  options = next;
}

/** The heap; made at the first call. The first call takes about a tenth of a millisecond, others a nanosecond. */
export function heapRegion(): Region {
  return opened.heap ?? openHeap();
}

function openHeap(): Region {
  requireSharedMemory();
  const known = shared[SHARED_KEY];
  return known === undefined ? createHeap() : joinHeap(known.memory, known.block);
}

function createHeap(): Region {
  const maximumPages = Math.floor((options.maximumBytes ?? DEFAULT_MAXIMUM_BYTES) / PAGE_BYTES);
  const initialPages = Math.ceil((options.initialBytes ?? DEFAULT_INITIAL_BYTES) / PAGE_BYTES);
  const { memory, pages } = reserve(Math.min(initialPages, maximumPages), maximumPages);
  const heap = regionOf(memory);
  heap.id = HEAP_REGION;
  const { i32 } = heap;
  i32[header.MAGIC_WORD] = header.MAGIC;
  i32[header.LAYOUT_WORD] = header.LAYOUT_VERSION;
  i32[header.MAX_PAGES] = pages;
  i32[header.NEXT_ID] = 1;
  i32[header.NEXT_REGION] = 1;
  i32[header.REFERENCED] = 0;
  // The first thread's block lies in the header pages, behind the page table: there is no allocator before there is a thread.
  const block = alignUp((header.PAGE_TABLE + pages) * 4, BLOCK_BYTES);
  const headerPages = Math.ceil((block + BLOCK_BYTES) / PAGE_BYTES);
  i32.fill(header.PAGE_HEADER, header.PAGE_TABLE, header.PAGE_TABLE + headerPages);
  i32[header.NEXT_PAGE] = headerPages;
  i32[header.LOWEST_UNUSED] = headerPages;
  initialiseBlock(i32, block, 0);
  adoptBlock(heap.i32, block);
  shared[SHARED_KEY] = { memory, block };
  open(heap);
  return heap;
}

const viewListeners: ((heap: Region) => void)[] = [];

/** Has `listener` told of the heap's views when it opens and whenever they are replaced. */
export function onHeapViews(listener: (heap: Region) => void): void {
  viewListeners.push(listener);
  if (opened.heap !== undefined) listener(opened.heap);
}

function open(heap: Region): void {
  opened.heap = heap;
  heap.onViews = () => {
    for (const listener of viewListeners) listener(heap);
  };
  heap.onViews();
}

/** A shared memory with room to grow: WebAssembly's, or where there is none a growable buffer. Halves the maximum where the host refuses the address space. */
function reserve(initialPages: number, maximumPages: number): { memory: SharedMemory; pages: number } {
  for (let pages = maximumPages; ; pages >>>= 1) {
    try {
      const memory =
        typeof WebAssembly === 'undefined'
          ? new SharedArrayBuffer(initialPages * PAGE_BYTES, { maxByteLength: pages * PAGE_BYTES })
          : new WebAssembly.Memory({ shared: true, initial: initialPages, maximum: pages });
      return { memory, pages };
    } catch (cause) {
      if (pages * PAGE_BYTES < 2 * SMALLEST_MAXIMUM_BYTES || pages >>> 1 < initialPages) {
        throw new MemoryError(
          'OUT_OF_MEMORY',
          `the host refuses address space for a heap of at most ${pages * PAGE_BYTES} bytes. Ask for less: configureHeap({ maximumBytes })`,
          { cause },
        );
      }
    }
  }
}

/**
 * Makes `memory` this thread's heap. For the start of a spawned thread, which also brings its block; a second copy of the package in a thread finds the first one's.
 *
 * @throws {LockwrightError} `VERSION_MISMATCH` if another version of the package laid it out, `HEAP_IN_USE` if this thread has another heap, `NO_BLOCK` without a block
 */
export function joinHeap(memory: SharedMemory, block?: number): Region {
  const heap = regionOf(memory);
  if (opened.heap !== undefined && opened.heap !== heap) {
    throw new LockwrightError('HEAP_IN_USE', 'joinHeap: this thread has a heap already, and it is not the one to join');
  }
  const magic = heap.ops.load32(header.MAGIC_WORD * 4, 'acquire');
  const version = heap.ops.load32(header.LAYOUT_WORD * 4, 'acquire');
  if (magic !== header.MAGIC || version !== header.LAYOUT_VERSION) {
    throw new LockwrightError(
      'VERSION_MISMATCH',
      magic === header.MAGIC
        ? `this heap was laid out by another version of lockwright (layout ${version}, this copy has ${header.LAYOUT_VERSION}). ` +
            'One program must use one version: see `npm ls lockwright`'
        : 'this memory is not a heap of lockwright',
    );
  }
  const own = block ?? shared[SHARED_KEY]?.block;
  if (own === undefined) {
    throw new LockwrightError(
      'NO_BLOCK',
      'joinHeap: a thread that joins a heap brings a block of its own, which the thread that starts it allocates',
    );
  }
  heap.id = HEAP_REGION;
  shared[SHARED_KEY] = { memory, block: own };
  adoptBlock(heap.i32, own);
  open(heap);
  return heap;
}

/**
 * Grows the memory so that it has at least `pages` pages, by a quarter at a time so that growing stays rare.
 *
 * @throws {MemoryError} `OUT_OF_MEMORY` at the maximum, or where the host has no more
 */
export function growTo(heap: Region, pages: number): void {
  if (pages * PAGE_BYTES <= heap.byteLength) return;
  heap.refresh(); // another thread may have grown it
  const now = heap.byteLength / PAGE_BYTES;
  if (pages <= now) return;
  const most = heap.i32[header.MAX_PAGES]!;
  if (pages > most) throw outOfMemory(heap, pages * PAGE_BYTES);
  const cause = growBy(heap, Math.min(most, Math.max(pages, now + (now >>> 2))) - now) && growBy(heap, pages - now);
  // A refusal does not count if another thread has grown it meanwhile.
  heap.refresh();
  if (heap.byteLength < pages * PAGE_BYTES) throw outOfMemory(heap, pages * PAGE_BYTES, cause);
}

/** Adds pages to the memory; returns what the host threw if it refuses. */
function growBy(heap: Region, pages: number): unknown {
  try {
    if (heap.memory instanceof SharedArrayBuffer) heap.memory.grow(heap.memory.byteLength + pages * PAGE_BYTES);
    else heap.memory.grow(pages);
    return undefined;
  } catch (cause) {
    return cause;
  }
}

function outOfMemory(heap: Region, neededBytes: number, cause?: unknown): MemoryError {
  return new MemoryError(
    'OUT_OF_MEMORY',
    `the heap is full: it would need ${neededBytes} bytes, has ${heap.byteLength}, and may have ${maximumOf(heap)}. ` +
      'Free what is no longer used (heapStatistics() tells what is), or call configureHeap({ maximumBytes }) before the first use',
    cause === undefined ? undefined : { cause },
  );
}

/** The maximum of the heap, in bytes. */
export function maximumOf(heap: Region): number {
  return heap.i32[header.MAX_PAGES]! * PAGE_BYTES;
}

function alignUp(n: number, alignment: number): number {
  return Math.ceil(n / alignment) * alignment;
}
