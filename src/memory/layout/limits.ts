import { MemoryError } from '../../realm/errors.ts';
import { type AnyLayout, Layout } from './layout.ts';
import { describe } from './mismatch.ts';

/** The largest value that can lie in shared memory: 2 GiB, so that every address is a positive 32-bit integer. */
export const MAX_BYTE_LENGTH = 2 ** 31;

/** The least multiple of `alignment` that is not below `offset`. */
export function roundUp(offset: number, alignment: number): number {
  return Math.ceil(offset / alignment) * alignment;
}

/**
 * Refuses a count that is not a whole number from 1 up.
 *
 * @param what how the error names the call, such as `bytes(n)`
 */
export function checkCount(what: string, n: unknown): void {
  if (typeof n === 'number' && Number.isSafeInteger(n) && n >= 1) return;
  throw new MemoryError('BAD_LAYOUT', `${what}: expected n to be a whole number from 1 to ${MAX_BYTE_LENGTH}, but found ${describe(n)}`);
}

/** Refuses what would not fit into any shared memory. */
export function checkByteLength(what: string, byteLength: number): void {
  if (byteLength <= MAX_BYTE_LENGTH) return;
  throw new MemoryError(
    'BAD_LAYOUT',
    `${what} would take ${byteLength} bytes, but a shared memory has at most ${MAX_BYTE_LENGTH} (2 GiB). Use a smaller count, or a narrower element`,
  );
}

/** Refuses what is not a layout. A function in its place is mostly a call that was forgotten. */
export function checkLayout(what: string, candidate: unknown): asserts candidate is AnyLayout {
  if (candidate instanceof Layout) return;
  const hint = typeof candidate === 'function' ? ' (call it: bytes(16), string(32), array(f64, 4), struct({ … }))' : '';
  throw new MemoryError(
    'BAD_LAYOUT',
    `${what}: expected a layout, such as u32, f64, bool, bytes(n), string(maxBytes), array(T, n) or struct({ … }), but found ${describe(candidate)}${hint}. ` +
      'A layout made by another copy of this package does not count as one',
  );
}
