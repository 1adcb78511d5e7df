import { Layout } from './layout.ts';
import { checkByteLength, checkLayout, roundUp } from './limits.ts';

/**
 * How far apart two words must lie so that writing one does not slow down those who use the other.
 *
 * A cache line is 64 bytes on most processors, but two are in effect one unit where we run: Intel's optimisation manual describes an adjacent-line
 * ("spatial") prefetcher that fetches lines in aligned pairs of 128 bytes, from Sandy Bridge on, and Apple's processors have 128-byte
 * lines (`sysctl hw.cachelinesize`). JavaScript cannot ask, so this is the larger of the two everywhere.
 */
export const CACHE_LINE_BYTES = 128;

/**
 * `inner` with a cache line to itself: aligned to 128 bytes and padded to a multiple of them. Access costs the same as that of `inner`; it takes
 * memory (128 bytes for a `u32`), so use it for words that different threads write often, not for data.
 *
 * @throws {MemoryError} `BAD_LAYOUT` if `inner` is not a layout
 */
export function cachePadded<V, W>(inner: Layout<V, W>): Layout<V, W> {
  checkLayout('cachePadded(T)', inner);
  const name = `cachePadded(${inner.name})`;
  const alignment = Math.max(CACHE_LINE_BYTES, inner.alignment);
  const byteLength = roundUp(inner.byteLength, alignment);
  checkByteLength(name, byteLength);
  return new Layout<V, W>(
    { name, byteLength, alignment, access: inner.access, cell: inner.cell, recipe: ['cachePadded', inner.recipe] },
    { get: inner.getUnchecked, read: inner.readUnchecked, put: inner.put, mismatch: inner.mismatch },
  );
}
