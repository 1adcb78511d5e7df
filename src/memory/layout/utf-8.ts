import type { Region } from '../region.ts';
import { sharedBytes } from './bytes.ts';

/**
 * UTF-8 in and out of shared memory. A short ASCII text is written in a loop (18 ns, where a call of `TextEncoder` is 50); the rest goes
 * through the host's encoder and decoder.
 */

/** Longest text that is tried as ASCII in a loop: measured on V8, where the encoder wins from about 20 characters on. */
const SHORT_TEXT = 16;

const ASCII_LIMIT = 0x80;

/** The most bytes of UTF-8 that one UTF-16 code unit takes (a surrogate pair, two units, takes 4). */
const MAX_BYTES_PER_UNIT = 3;

const encoder = new TextEncoder();
// `ignoreBOM` keeps a leading U+FEFF, which the default would drop from the text.
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

/**
 * How many bytes `text` takes, or any number ≤ `room` if it fits. Costs nothing for a text that fits whatever its script; else an encoding
 * into `scratch`, which has `room` bytes and is not shared.
 */
export function encodedLength(text: string, room: number, scratch: () => Uint8Array): number {
  if (text.length * MAX_BYTES_PER_UNIT <= room) return text.length;
  if (text.length <= room && encoder.encodeInto(text, scratch()).read === text.length) return room;
  return encoder.encode(text).length;
}

/** Writes `text` to `address`, where `room` bytes are free and enough; returns how many it took. */
export function encodeTo(region: Region, address: number, room: number, text: string): number {
  const length = text.length;
  if (length <= SHORT_TEXT && length <= room) {
    const target = region.u8;
    let i = 0;
    for (; i < length; i++) {
      const unit = text.charCodeAt(i);
      if (unit >= ASCII_LIMIT) break;
      target[address + i] = unit;
    }
    if (i === length) return length;
  }
  if (encodesShared) return encoder.encodeInto(text, sharedBytes(region, address, room)).written;
  const encoded = encoder.encode(text);
  region.u8.set(encoded, address);
  return encoded.length;
}

/** The text of the `length` bytes at `address`. */
export function decode(region: Region, address: number, length: number): string {
  if (length === 0) return '';
  const shared = sharedBytes(region, address, length);
  return decoder.decode(decodesShared ? shared : new Uint8Array(shared));
}

// Node, Bun and Deno let the encoder and the decoder work on shared bytes; Chromium's throw, and there the bytes are copied on the way.
const encodesShared = takesShared((bytes) => encoder.encodeInto('', bytes));
const decodesShared = takesShared((bytes) => decoder.decode(bytes));

function takesShared(use: (bytes: Uint8Array<SharedArrayBuffer>) => unknown): boolean {
  try {
    use(new Uint8Array(new SharedArrayBuffer(1)));
    return true;
  } catch {
    return false;
  }
}
