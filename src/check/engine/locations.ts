import type { SimBuffer } from '../machine.ts';
import type { Values } from './values.ts';

// Taken before anything is instrumented.
const NativeView = DataView;

/** The exploration must begin anew: something was learned that it should have known from the start. What it learned about threads stays. */
export class Restart {
  readonly why: string;
  constructor(why: string) {
    this.why = why;
  }
}

/** A location as a word of memory, or one of the engine's own: who sleeps on a word, a lock, whether a thread has ended, or is to end. */
export interface Location {
  readonly kind: 'word' | 'waiters' | 'lock' | 'end' | 'termination';
  readonly name: string;
  readonly buffer: number;
  readonly offset: number;
  readonly bytes: number;
  readonly initial: number;
  /** Whether accesses touch different parts of it: then its values are BigInts of all its bytes, and a write of a part is a read-modify-write. */
  readonly mixed: boolean;
}

/** Bytes that are accessed in different ways: one location. */
interface Block {
  readonly from: number;
  readonly to: number;
}

const SIZE_BITS = 4;
const SIZE_MASK = 15;
/** Buffers and offsets that are looked up in arrays. */
const QUICK_BUFFERS = 64;
const QUICK_BYTES = 2 ** 16;
/** Offsets are below this: the key of a byte is its buffer's number times it, plus its offset. */
const BUFFER_SPAN = 2 ** 32;

/**
 * Which bytes are one location. As a rule each access has its own, and accesses of the same bytes share it. Where accesses overlap without being equal, the bytes of all of them
 * become one location, and the exploration begins anew.
 */
export class Locations {
  readonly all: Location[] = [];
  /** By the key of a byte: the location that holds who sleeps on the word there. */
  readonly #waiters = new Map<number, number>();
  readonly #quick: number[][] = [];
  readonly #byByte = new Map<number, number>();
  readonly #byName = new Map<string, number>();
  readonly #blocks = new Map<number, Block[]>();
  readonly #values: Values;
  /** Set by an access when the last look-up was of a part: see `Trie.part`. */
  part = 0;

  constructor(values: Values) {
    this.#values = values;
  }

  /** What was found out about which bytes are one location: by buffer. */
  get blocks(): readonly (readonly [number, readonly Block[]])[] {
    return [...this.#blocks];
  }

  /** What another exploration found out about that. */
  keepBlocks(blocks: Locations['blocks']): void {
    for (const [buffer, of] of blocks) this.#blocks.set(buffer, [...of]);
  }

  find(buffer: SimBuffer, offset: number, size: number): number {
    // For most accesses one look-up in an array: 16 × the location + its size.
    const entry = this.#quick[buffer.id]?.[offset];
    if (entry !== undefined && (entry & SIZE_MASK) === size) {
      this.part = 0;
      return entry >> SIZE_BITS;
    }
    return this.#findInMap(buffer, offset, size);
  }

  #findInMap(buffer: SimBuffer, offset: number, size: number): number {
    const known = this.#byByte.get(buffer.id * BUFFER_SPAN + offset);
    if (known !== undefined) {
      const location = this.all[known]!;
      if (location.offset === offset && location.bytes === size && !location.mixed) {
        this.part = 0;
        return known;
      }
    }
    return this.#findSlowly(buffer, offset, size);
  }

  #findSlowly(buffer: SimBuffer, offset: number, size: number): number {
    const end = offset + size;
    for (let byte = offset; byte < end; byte++) {
      const known = this.#byByte.get(buffer.id * BUFFER_SPAN + byte);
      if (known === undefined) continue;
      const location = this.all[known]!;
      if (location.mixed && location.offset <= offset && location.offset + location.bytes >= end) {
        this.part = (offset - location.offset) * 16 + size;
        return known;
      }
      this.#merge(buffer.id, Math.min(offset, location.offset), Math.max(end, location.offset + location.bytes));
      throw new Restart('accesses of different sizes overlap');
    }
    const block = this.#blocks.get(buffer.id)?.find(({ from, to }) => from <= offset && end <= to);
    if (block !== undefined) {
      const loc = this.#add(buffer, block.from, block.to - block.from, true);
      this.part = (offset - block.from) * 16 + size;
      return loc;
    }
    if (this.#blocks.get(buffer.id)?.some(({ from, to }) => from < end && offset < to) === true) {
      this.#merge(buffer.id, offset, end);
      throw new Restart('accesses of different sizes overlap');
    }
    this.part = 0;
    return this.#add(buffer, offset, size, false);
  }

  #merge(buffer: number, from: number, to: number): void {
    const blocks = this.#blocks.get(buffer) ?? [];
    const touching = blocks.filter((block) => block.from < to && from < block.to);
    const merged = { from: Math.min(from, ...touching.map((b) => b.from)), to: Math.max(to, ...touching.map((b) => b.to)) };
    this.#blocks.set(buffer, [...blocks.filter((block) => !touching.includes(block)), merged]);
  }

  #add(buffer: SimBuffer, offset: number, bytes: number, mixed: boolean): number {
    const loc = this.all.length;
    const initial = this.#values.encode(mixed ? bytesAsBigInt(buffer.native, offset, bytes) : readRaw(buffer.native, offset, bytes));
    this.all.push({ kind: 'word', name: nameOf(buffer.id, offset, bytes), buffer: buffer.id, offset, bytes, initial, mixed });
    for (let byte = offset; byte < offset + bytes; byte++) this.#byByte.set(buffer.id * BUFFER_SPAN + byte, loc);
    if (!mixed && buffer.id < QUICK_BUFFERS && offset < QUICK_BYTES) (this.#quick[buffer.id] ??= [])[offset] = (loc << SIZE_BITS) | bytes;
    return loc;
  }

  /** Where it is kept who sleeps on the word at this address, whatever its size. */
  waitersAt(buffer: number, offset: number): number {
    const key = buffer * BUFFER_SPAN + offset;
    const known = this.#waiters.get(key);
    if (known !== undefined) return known;
    const list = this.all.length;
    const name = `sleepers of ${nameOf(buffer, offset, WORD_BYTES)}`;
    this.all.push({ kind: 'waiters', name, buffer, offset, bytes: 0, initial: this.#values.encodeList([]), mixed: false });
    this.#waiters.set(key, list);
    return list;
  }

  /** Where it is kept who sleeps on `loc`, or on that part of it. */
  waitersOf(loc: number, part: number): number {
    const { buffer, offset } = this.all[loc]!;
    return this.waitersAt(buffer, offset + (part >> 4));
  }

  /** A location of the engine's own, by its name. */
  named(kind: 'lock' | 'end' | 'termination', name: string): number {
    const known = this.#byName.get(name);
    if (known !== undefined) return known;
    const loc = this.all.length;
    this.all.push({ kind, name, buffer: -1, offset: 0, bytes: 0, initial: this.#values.encode(0), mixed: false });
    this.#byName.set(name, loc);
    return loc;
  }
}

/** `sab1[2]` as an `Int32Array` on the first buffer of the program has it, `heap+8192` in our heap; other sizes by their byte offset. */
function nameOf(buffer: number, offset: number, bytes: number): string {
  const size = bytes === WORD_BYTES ? '' : ` (${bytes} byte${bytes === 1 ? '' : 's'})`;
  if (buffer === 0) return `heap+${offset}${size}`;
  return bytes === WORD_BYTES && offset % WORD_BYTES === 0 ? `sab${buffer}[${offset / WORD_BYTES}]` : `sab${buffer}+${offset}${size}`;
}
const WORD_BYTES = 4;

function readRaw(native: SharedArrayBuffer, offset: number, bytes: number): number | bigint {
  const view = new NativeView(native, offset, bytes);
  if (bytes === 1) return view.getUint8(0);
  if (bytes === 2) return view.getUint16(0, true);
  return bytes === 4 ? view.getInt32(0, true) : view.getBigInt64(0, true);
}

function bytesAsBigInt(native: SharedArrayBuffer, offset: number, bytes: number): bigint {
  const view = new NativeView(native, offset, bytes);
  let value = 0n;
  for (let i = bytes - 1; i >= 0; i--) value = (value << 8n) | BigInt(view.getUint8(i));
  return value;
}
