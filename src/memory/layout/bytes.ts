import type { Region } from '../region.ts';
import { Layout } from './layout.ts';
import { checkByteLength, checkCount } from './limits.ts';
import { Mismatch, wrongType } from './mismatch.ts';

/** The layout of exactly `n` raw bytes. `get` makes a `Uint8Array` over the shared memory (about 50 ns: keep it), `read` copies. */
export type BytesLayout = Layout<Uint8Array>;

/**
 * Exactly `n` raw bytes, of any alignment.
 *
 * @throws {MemoryError} `BAD_LAYOUT` if `n` is not a whole number from 1 to 2 GiB
 */
export function bytes(n: number): BytesLayout {
  checkCount('bytes(n)', n);
  const name = `bytes(${n})`;
  checkByteLength(name, n);
  return new Layout<Uint8Array>(
    { name, byteLength: n, alignment: 1, access: 'view', recipe: ['bytes', n] },
    {
      get: (region, address) => sharedBytes(region, address, n),
      read: (region, address) => new Uint8Array(sharedBytes(region, address, n)),
      // `TypedArray.set` copies as if through a buffer of its own, so the source may overlap.
      put: (region, address, value) => region.u8.set(value, address),
      mismatch: (value) => {
        if (!(value instanceof Uint8Array)) return wrongType(`a Uint8Array of ${n} bytes`, value);
        if (value.length === n) return undefined;
        return new Mismatch(
          'WRONG_LENGTH',
          `expected exactly ${n} bytes, but found ${value.length}. To write a part: get(…).set(part, offset)`,
        );
      },
    },
  );
}

/** The bytes at `address`, live. The view outlasts growth of the memory: its bytes stay where they are. */
export function sharedBytes(region: Region, address: number, n: number): Uint8Array<SharedArrayBuffer> {
  return new Uint8Array(region.u8.buffer, address, n);
}
