/**
 * The first page of the heap: what all threads of a program agree on. Word indices.
 *
 * | word | name             | meaning                                                     |
 * |------|------------------|-------------------------------------------------------------|
 * | 0    | `MAGIC_WORD`     | {@link MAGIC}: this is a heap of Lockwright                 |
 * | 1    | `LAYOUT_WORD`    | {@link LAYOUT_VERSION}: which layout of these words         |
 * | 2    | `HEAP_LOCK`      | 0, or the block of the thread inside the allocator, +1 when others sleep on it |
 * | 3    | `NEXT_PAGE`      | the first page that was never handed out                    |
 * | 4    | `MAX_PAGES`      | where the heap must end                                     |
 * | 5    | `NEXT_ID`        | the next number for a thread                                |
 * | 6    | `NEXT_REGION`    | the next number for a region of the user's own              |
 * | 7    | `REFERENCED`     | running threads that keep the program alive                 |
 * | 8    | `IDLE_TOP`       | the stack of idle workers: a block address, or 0            |
 * | 9    | `IDLE_COUNT`     | its length                                                  |
 * | 10   | `FREE_RECORDS`   | the list of thread records that can be used again           |
 * | 11   | `LOWEST_UNUSED`  | no page before this one is unused; a hint that may be too low |
 * | 12   | `DEAD_RECORDS`   | the list of records of threads that died; see thread/death.ts |
 * | 13, 14 | `PENDING_*`    | the queue of threads that wait for a worker to come up; see thread/pool.ts |
 * | 15   | `FREE_BLOCKS`    | the list of blocks of workers that are no more              |
 * | 16   | `LOCK_TABLE`     | where locks that are debugged are listed, or 0; see lock-table.ts |
 * | 17   | `ABANDONED`      | the list of channels whose last handle a dead thread had; see channel-words.ts |
 * | 18   | `SUPERVISOR_IS_UP` | 1 from when the supervisor makes workers on               |
 * | 64 … | `SHARED_LISTS`   | per size class: lists of batches, next block to carve; see shared-lists.ts |
 * | 256 … | `PARKING_LOT`   | the buckets of the heap's parking lot; see parking-bucket.ts |
 * | 1024 | `PAGE_TABLE`     | one word a page: {@link PAGE_UNUSED} and so on              |
 *
 * Words 2, 3 and 8 to 255 but 17 and 18, and the page table, are written with the heap's lock held.
 */
export const MAGIC_WORD = 0;
export const LAYOUT_WORD = 1;
export const HEAP_LOCK = 2;
export const NEXT_PAGE = 3;
export const MAX_PAGES = 4;
export const NEXT_ID = 5;
export const NEXT_REGION = 6;
export const REFERENCED = 7;
export const IDLE_TOP = 8;
export const IDLE_COUNT = 9;
export const FREE_RECORDS = 10;
export const LOWEST_UNUSED = 11;
export const DEAD_RECORDS = 12;
export const PENDING_FIRST = 13;
export const PENDING_LAST = 14;
export const FREE_BLOCKS = 15;
export const LOCK_TABLE = 16;
export const ABANDONED = 17;
export const SUPERVISOR_IS_UP = 18;
export const SHARED_LISTS = 64;
export const PARKING_LOT = 256;
export const PAGE_TABLE = 1024;

/** "LWHP", little-endian. */
export const MAGIC = 0x5048574c;

/** Goes up with every change of a layout in shared memory, so that two versions of the package never share a heap by mistake. */
export const LAYOUT_VERSION = 5;

export const PAGE_BYTES = 65536;

/** Page table: never used, or free again. */
export const PAGE_UNUSED = 0;
/** Page table: holds the heap's own words. */
export const PAGE_HEADER = 1;
/** Page table, low bits: the first page of a large block; the number of pages is in the bits above {@link PAGE_COUNT_SHIFT}. */
export const PAGE_LARGE = 2;
/** Page table: a further page of a large block. */
export const PAGE_LARGE_BODY = 3;
/** Page table, low bits: unused, and the last to use it was a large block that began here: to tell a double free from any other mistake. */
export const PAGE_FREED = 4;
/** Page table: this plus a size class: cut into small blocks of that class, with a map of them in its first {@link MAP_BYTES}. */
export const PAGE_SMALL = 64;
/** The bits that tell the kinds apart, including every class of small pages. */
export const PAGE_KIND_MASK = 255;
export const PAGE_COUNT_SHIFT = 8;

/** A small page begins with a map: one byte for each granule of the page, 0 where no block begins. */
export const MAP_BYTES = 4096;
/** Map byte: no block begins here that anybody could have. */
export const MAP_NONE = 0;
/** Map byte: a block that is in use begins here. */
export const MAP_USED = 1;
/** Map byte: a free block begins here. */
export const MAP_FREE = 2;
