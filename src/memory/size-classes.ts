import { PAGE_BYTES } from './header.ts';

/**
 * The sizes of small blocks. A request is rounded up to the next one: at most 25 % is lost, 12 % on average, with 36 lists to keep.
 *
 * Multiples of 16 up to 128, four steps per doubling up to 4 KiB, then what divides the room of a page well.
 */
export const CLASS_BYTES: readonly number[] = [
  16, 32, 48, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384, 448, 512, 640, 768, 896, 1024, 1280, 1536, 1792, 2048, 2560, 3072, 3584,
  4096, 5120, 6144, 7680, 10240, 12288, 15360, 20480, 30720,
];

/** An upper bound of the number of classes, and a mask for their numbers: masked, an index needs no check of bounds in V8. */
export const CLASS_LIMIT = 64;
export const CLASS_MASK = CLASS_LIMIT - 1;

/** Every block is a multiple of this, and aligned to it. */
export const GRANULE_BYTES = 16;

/** Larger requests get whole pages. */
export const MAX_SMALL_BYTES = 30720;

/** Blocks larger than this are multiples of a cache line. */
const MAX_FINE_BYTES = 448;
const CACHE_LINE_BYTES = 128;

/** What the address of a block of so many bytes is a multiple of, at least. */
export function alignmentOf(bytes: number): number {
  if (bytes > MAX_SMALL_BYTES) return PAGE_BYTES;
  return bytes > MAX_FINE_BYTES ? CACHE_LINE_BYTES : GRANULE_BYTES;
}

/** The class of a small request, by its number of granules, rounded up. */
export const classOfGranules = new Uint8Array(MAX_SMALL_BYTES / GRANULE_BYTES + 1);
for (let granules = 1, c = 0; granules < classOfGranules.length; granules++) {
  if (granules * GRANULE_BYTES > CLASS_BYTES[c]!) c++;
  classOfGranules[granules] = c;
}

/** The class of a request of 1 to {@link MAX_SMALL_BYTES} bytes. One table look-up. */
export function classOf(bytes: number): number {
  return classOfGranules[(bytes + GRANULE_BYTES - 1) >>> 4]!;
}

/** Bytes that move between a thread's cache and the shared lists at once: a guess between lock traffic and idle memory. */
const BATCH_TARGET_BYTES = 8192;

/** Blocks that move at once, by class: 64 of the smallest, one of the largest. */
export const BATCH_BLOCKS: readonly number[] = CLASS_BYTES.map((size) => Math.max(1, Math.min(64, Math.floor(BATCH_TARGET_BYTES / size))));
