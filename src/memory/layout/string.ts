import { MemoryError } from '../../realm/errors.ts';
import type { Region } from '../region.ts';
import { Layout } from './layout.ts';
import { checkByteLength, checkCount, roundUp } from './limits.ts';
import { Mismatch, wrongType } from './mismatch.ts';
import { decode, encodedLength, encodeTo } from './utf-8.ts';

/** The length of the text in bytes, a `u32`, comes first. */
const PREFIX_BYTES = 4;

/** The layout of a text of at most `maxBytes` bytes of UTF-8. Reading and writing encode and copy: 50 to 200 ns. */
export type StringLayout = Layout<string>;

/**
 * A text, by value: a `u32` with its length in bytes, then room for `maxBytes` bytes of UTF-8. Zeroed memory is the empty text.
 *
 * A text that does not fit, or that UTF-8 cannot say (half of a surrogate pair), is refused and never cut or altered.
 *
 * @throws {MemoryError} `BAD_LAYOUT` if `maxBytes` is not a whole number from 1 up, or more than fits into 2 GiB
 */
export function string(maxBytes: number): StringLayout {
  checkCount('string(maxBytes)', maxBytes);
  const name = `string(${maxBytes})`;
  const byteLength = roundUp(PREFIX_BYTES + maxBytes, PREFIX_BYTES);
  checkByteLength(name, byteLength);
  let room: Uint8Array | undefined;
  const scratch = () => (room ??= new Uint8Array(maxBytes));
  const read = (region: Region, address: number): string => {
    const length = region.u32[address >>> 2]!;
    if (length > maxBytes) throw corrupt(name, address, length, maxBytes);
    return decode(region, address + PREFIX_BYTES, length);
  };
  return new Layout<string>(
    { name, byteLength, alignment: PREFIX_BYTES, access: 'copy', recipe: ['string', maxBytes] },
    {
      get: read,
      read,
      put: (region, address, text) => {
        region.u32[address >>> 2] = encodeTo(region, address + PREFIX_BYTES, maxBytes, text);
      },
      mismatch: (text) => {
        if (typeof text !== 'string') return wrongType('a string', text);
        if (!text.isWellFormed())
          return new Mismatch('NOT_UTF8', 'the string has half of a surrogate pair, which UTF-8 cannot say. Use text.toWellFormed()');
        const length = encodedLength(text, maxBytes, scratch);
        if (length <= maxBytes) return undefined;
        return new Mismatch('TOO_LONG', `the string takes ${length} bytes of UTF-8, but ${name} has room for ${maxBytes}`);
      },
    },
  );
}

/** Reports a length that no `put` can have written, and names both things that cause it. */
function corrupt(name: string, address: number, length: number, maxBytes: number): MemoryError {
  return new MemoryError(
    'CORRUPT_STRING',
    `${name} at byte offset ${address}: its length word says ${length} bytes, but at most ${maxBytes} fit. ` +
      'Something else was written here, or another thread writes it without the lock that you hold',
  );
}
