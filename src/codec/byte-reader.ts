import { MemoryError } from '../realm/errors.ts';
import { FLOAT, NEGATIVE, POSITIVE, SHORT_STRING, SHORT_STRING_LIMIT, SMALL_INTEGER, STRING_UTF16, STRING_UTF8 } from './tags.ts';

const VARINT_MORE = 0x80;
/** The fifth byte of a varint holds the last four of 32 bits. */
const VARINT_LAST_SHIFT = 28;

const scratch = new Uint8Array(8);
const scratchFloat = new Float64Array(scratch.buffer);
const scratchBigInt = new BigInt64Array(scratch.buffer);

const utf8 = new TextDecoder('utf-8', { ignoreBOM: true });

/** Whether this host decodes text straight from shared memory. Browsers refuse; Node, Bun and Deno do not. */
const decodesShared = triesToDecodeShared();

/** Strings longer than this are cut into pieces for `String.fromCharCode`, which takes each character on the stack. */
const PIECE_UNITS = 4096;

/** Up to this length a loop is as fast as a call into the host, by measurement on V8. */
const LOOP_UNITS = 16;

/** Keys of objects seen last, by a hash of their characters: a hit gives the very string that the engine's property lookup wants. */
const keys: string[] = new Array<string>(512).fill('');

/** Reads what a `ByteWriter` wrote, from private or shared memory, and never beyond its end. */
export class ByteReader {
  readonly bytes: Uint8Array;
  at: number;
  end: number;

  constructor(bytes: Uint8Array, at: number, end: number) {
    this.bytes = bytes;
    this.at = at;
    this.end = end;
  }

  /** Makes sure that `count` more bytes are there. */
  need(count: number): void {
    if (count > this.end - this.at) throw corrupt(this.at, `${count} more bytes were expected, but only ${this.end - this.at} are left`);
  }

  byte(): number {
    if (this.at >= this.end) this.need(1);
    return this.bytes[this.at++]!;
  }

  varint(): number {
    let value = 0;
    for (let shift = 0; shift <= VARINT_LAST_SHIFT; shift += 7) {
      const byte = this.byte();
      value |= (byte & (VARINT_MORE - 1)) << shift;
      if (byte < VARINT_MORE) return value >>> 0;
    }
    throw corrupt(this.at, 'a number does not end');
  }

  float(): number {
    this.#scratch();
    return scratchFloat[0]!;
  }

  bigint64(): bigint {
    this.#scratch();
    return scratchBigInt[0]!;
  }

  #scratch(): void {
    this.need(scratch.length);
    const { bytes, at } = this;
    for (let i = 0; i < scratch.length; i++) scratch[i] = bytes[at + i]!;
    this.at = at + scratch.length;
  }

  /** A number with its tag, of any of the kinds that a `ByteWriter` chooses. */
  number(): number {
    const tag = this.byte();
    if (tag >= SMALL_INTEGER) return tag - SMALL_INTEGER;
    if (tag === POSITIVE) return this.varint();
    if (tag === NEGATIVE) return -1 - this.varint();
    if (tag === FLOAT) return this.float();
    throw corrupt(this.at - 1, `a number was expected, but the tag is ${tag}`);
  }

  /** A string with its tag. */
  string(): string {
    return this.stringAfter(this.byte());
  }

  /** The string after its tag. */
  stringAfter(tag: number): string {
    if (tag >= SHORT_STRING && tag < SHORT_STRING + SHORT_STRING_LIMIT) return this.#ascii(tag - SHORT_STRING);
    if (tag === STRING_UTF8) return this.#utf8(this.varint());
    if (tag === STRING_UTF16) return this.#utf16(this.varint());
    throw corrupt(this.at - 1, `a string was expected, but the tag is ${tag}`);
  }

  /** The key of a property, after its tag. */
  keyAfter(tag: number): string {
    const length = tag - SHORT_STRING;
    if (length <= 0 || length > LOOP_UNITS) return this.stringAfter(tag);
    this.need(length);
    const { bytes, at } = this;
    const hash = ((bytes[at]! * 7 + bytes[at + length - 1]!) * 7 + bytes[at + (length >>> 1)]! * 3 + length) & (keys.length - 1);
    const known = keys[hash]!;
    if (known.length === length) {
      let i = 0;
      while (i < length && known.charCodeAt(i) === bytes[at + i]) i++;
      if (i === length) {
        this.at = at + length;
        return known;
      }
    }
    return (keys[hash] = this.#ascii(length));
  }

  #ascii(length: number): string {
    this.need(length);
    const { bytes } = this;
    let i = this.at;
    const end = i + length;
    this.at = end;
    if (length > LOOP_UNITS) return String.fromCharCode.apply(null, bytes.subarray(i, end) as unknown as number[]);
    let text = '';
    for (; i + 4 <= end; i += 4) text += String.fromCharCode(bytes[i]!, bytes[i + 1]!, bytes[i + 2]!, bytes[i + 3]!);
    for (; i < end; i++) text += String.fromCharCode(bytes[i]!);
    return text;
  }

  #utf8(length: number): string {
    this.need(length);
    const view = this.bytes.subarray(this.at, this.at + length);
    this.at += length;
    return utf8.decode(decodesShared || !isShared(view) ? view : view.slice());
  }

  #utf16(length: number): string {
    this.need(length * 2);
    const { bytes } = this;
    let text = '';
    for (let done = 0; done < length; done += PIECE_UNITS) {
      const units = new Uint16Array(Math.min(PIECE_UNITS, length - done));
      for (let i = 0; i < units.length; i++, this.at += 2) units[i] = bytes[this.at]! | (bytes[this.at + 1]! << 8);
      text += String.fromCharCode.apply(null, units as unknown as number[]);
    }
    return text;
  }

  /** A private copy of the next `length` bytes, in `target`. */
  raw(target: Uint8Array): void {
    this.need(target.length);
    target.set(this.bytes.subarray(this.at, this.at + target.length));
    this.at += target.length;
  }
}

/** The error for bytes that no encoder of this version wrote. */
export function corrupt(at: number, found: string, cause?: unknown): MemoryError {
  return new MemoryError(
    'CORRUPT_MESSAGE',
    `corrupt message: at byte ${at}, ${found}. The bytes were overwritten while they were read, or come from another version of lockwright`,
    cause === undefined ? undefined : { cause },
  );
}

function isShared(view: Uint8Array): boolean {
  return typeof SharedArrayBuffer !== 'undefined' && view.buffer instanceof SharedArrayBuffer;
}

function triesToDecodeShared(): boolean {
  if (typeof SharedArrayBuffer === 'undefined') return false;
  try {
    utf8.decode(new Uint8Array(new SharedArrayBuffer(1)));
    return true;
  } catch {
    return false;
  }
}
