import { ByteReader, corrupt } from './byte-reader.ts';
import { readBuffer, readView } from './decode-buffers.ts';
import { readErrorHead, readErrorParts } from './decode-error.ts';
import type { HandleClass, HandleReader } from './handles.ts';
import * as tags from './tags.ts';

/** Stands for a handle whose `read` is running. */
const UNFINISHED = Symbol('unfinished');

/** Reads one message. Used through `decode`. */
export class Decoder extends ByteReader implements HandleReader {
  readonly #externals: readonly unknown[];
  readonly #handleClasses: readonly HandleClass[];
  /** Every value with an identity so far, by its number. */
  readonly #known: unknown[] = [];
  /** Containers whose contents follow after the value: tag and container in turn. */
  readonly #later: unknown[] = [];
  #depth = 0;
  /** The handles that have moved with the message, each with its class. */
  readonly moved: (readonly [handle: object, handleClass: HandleClass])[] = [];

  constructor(bytes: Uint8Array, end: number, externals: readonly unknown[], handleClasses: readonly HandleClass[]) {
    super(bytes, tags.HEAD_BYTES, end);
    this.#externals = externals;
    this.#handleClasses = handleClasses;
  }

  decode(): unknown {
    const value = this.any(0);
    for (let i = 0; i < this.#later.length; i += 2) this.#contents(this.#later[i] as number, this.#later[i + 1] as object, 0);
    if (this.at !== this.end) throw corrupt(this.at, `the value ends, but ${this.end - this.at} bytes follow`);
    return value;
  }

  /** Reads a value of any kind. */
  any(depth: number): unknown {
    return this.#after(this.byte(), depth);
  }

  #after(tag: number, depth: number): unknown {
    if (tag >= tags.SMALL_INTEGER) return tag - tags.SMALL_INTEGER;
    if (tag >= tags.SHORT_STRING) return this.stringAfter(tag);
    switch (tag) {
      case tags.UNDEFINED:
        return undefined;
      case tags.NULL:
        return null;
      case tags.FALSE:
        return false;
      case tags.TRUE:
        return true;
      case tags.NEGATIVE:
        return -1 - this.varint();
      case tags.POSITIVE:
        return this.varint();
      case tags.FLOAT:
        return this.float();
      case tags.BIGINT_64:
        return this.bigint64();
      case tags.BIGINT_HEX:
        return this.#bigint();
      case tags.STRING_UTF8:
      case tags.STRING_UTF16:
        return this.stringAfter(tag);
      case tags.OBJECT:
        return this.#container(tag, {}, depth);
      case tags.ARRAY:
        return this.#container(tag, [], depth);
      case tags.REFERENCE:
        return this.#reference();
      default:
        return this.#rare(tag, depth);
    }
  }

  #rare(tag: number, depth: number): unknown {
    switch (tag) {
      case tags.ARRAY_BY_KEYS:
        return this.#container(tag, [], depth);
      case tags.MAP:
        return this.#container(tag, new Map(), depth);
      case tags.SET:
        return this.#container(tag, new Set(), depth);
      case tags.ERROR:
        return this.#container(tag, readErrorHead(this), depth);
      case tags.OBJECT_LATER:
        return this.#putOff(tag, {});
      case tags.ARRAY_LATER:
      case tags.ARRAY_BY_KEYS_LATER:
        return this.#putOff(tag, []);
      case tags.MAP_LATER:
        return this.#putOff(tag, new Map());
      case tags.SET_LATER:
        return this.#putOff(tag, new Set());
      case tags.ERROR_LATER:
        return this.#putOff(tag, readErrorHead(this));
      case tags.DATE:
        return this.#know(new Date(this.number()));
      case tags.REGEXP:
        return this.#know(this.#regExp());
      case tags.BOXED:
        return this.#boxed();
      case tags.BUFFER:
      case tags.BUFFER_RESIZABLE:
        return this.#know(readBuffer(this, tag));
      case tags.VIEW:
      case tags.VIEW_TRACKING:
        return this.#view(tag, depth);
      case tags.EXTERNAL:
        return this.#know(this.external());
      case tags.HANDLE:
        return this.#handle(depth);
      default:
        throw corrupt(this.at - 1, `a value was expected, but no value has the tag ${tag}`);
    }
  }

  /** Gives a value its number. */
  #know<T>(value: T): T {
    this.#known.push(value);
    return value;
  }

  #reference(): unknown {
    const number = this.varint();
    if (number >= this.#known.length) throw corrupt(this.at, `a reference to value ${number}, but there are ${this.#known.length} so far`);
    const value = this.#known[number];
    if (value === UNFINISHED) throw corrupt(this.at, 'a handle refers to itself');
    return value;
  }

  #bigint(): bigint {
    const text = this.string();
    if (!/^-?[0-9a-f]+$/.test(text)) throw corrupt(this.at, 'the digits of a bigint were expected');
    return text.startsWith('-') ? -BigInt(`0x${text.slice(1)}`) : BigInt(`0x${text}`);
  }

  #regExp(): RegExp {
    const source = this.string();
    return new RegExp(source, this.string());
  }

  #boxed(): unknown {
    const number = this.#known.push(UNFINISHED) - 1;
    const primitive = this.any(0);
    if (primitive === null || primitive === undefined || typeof primitive === 'object') {
      throw corrupt(this.at, 'a primitive value was expected in its object');
    }
    return (this.#known[number] = Object(primitive));
  }

  #container(tag: number, container: object, depth: number): object {
    if (depth >= tags.DEPTH_LIMIT) throw corrupt(this.at, `values are nested more than ${tags.DEPTH_LIMIT} deep`);
    this.#known.push(container);
    this.#contents(tag, container, depth);
    return container;
  }

  #putOff(tag: number, container: object): object {
    this.#known.push(container);
    this.#later.push(tag - tags.LATER, container);
    return container;
  }

  #contents(tag: number, container: object, depth: number): void {
    switch (tag) {
      case tags.OBJECT:
        return this.#properties(container as Record<string, unknown>, depth);
      case tags.ARRAY:
        return this.#elements(container as unknown[], depth);
      case tags.ARRAY_BY_KEYS:
        (container as unknown[]).length = this.varint();
        return this.#properties(container as Record<string, unknown>, depth);
      case tags.MAP:
        for (let left = this.#count(2); left > 0; left--)
          (container as Map<unknown, unknown>).set(this.any(depth + 1), this.any(depth + 1));
        return;
      case tags.SET:
        for (let left = this.#count(1); left > 0; left--) (container as Set<unknown>).add(this.any(depth + 1));
        return;
      default:
        return readErrorParts(this, container as Error, depth);
    }
  }

  /** A number of items, of which each takes at least `bytesEach` bytes. */
  #count(bytesEach: number): number {
    const count = this.varint();
    this.need(count * bytesEach);
    return count;
  }

  #properties(target: Record<string, unknown>, depth: number): void {
    for (let tag = this.byte(); tag !== tags.END; tag = this.byte()) {
      const key = this.keyAfter(tag);
      const value = this.any(depth + 1);
      // Assigning to this one would set the prototype.
      if (key === '__proto__') Object.defineProperty(target, key, { value, enumerable: true, writable: true, configurable: true });
      else target[key] = value;
    }
  }

  #elements(target: unknown[], depth: number): void {
    const length = this.#count(1);
    for (let i = 0; i < length; i++) {
      const tag = this.byte();
      if (tag === tags.HOLE) target.length = i + 1;
      else target.push(this.#after(tag, depth + 1));
    }
  }

  #view(tag: number, depth: number): unknown {
    const number = this.#known.push(UNFINISHED) - 1;
    return (this.#known[number] = readView(this, tag, depth));
  }

  #handle(depth: number): unknown {
    if (depth >= tags.HANDLE_DEPTH_LIMIT) throw corrupt(this.at, `handles are nested more than ${tags.HANDLE_DEPTH_LIMIT} deep`);
    const which = this.varint();
    const codec = this.#handleClasses[which];
    if (codec === undefined) throw corrupt(this.at, `handle class ${which} was expected in a table of ${this.#handleClasses.length}`);
    const number = this.#known.push(UNFINISHED) - 1;
    const outer = this.#depth;
    this.#depth = depth;
    const handle = codec.read(this);
    this.#depth = outer;
    if (codec.drop !== undefined) this.moved.push([handle, codec]);
    return (this.#known[number] = handle);
  }

  // What a handle's `read` may call.

  u32(): number {
    return this.varint();
  }

  i32(): number {
    return this.number();
  }

  f64(): number {
    return this.float();
  }

  value(): unknown {
    return this.any(this.#depth + 1);
  }

  external(): unknown {
    const index = this.varint();
    if (index >= this.#externals.length) {
      throw corrupt(
        this.at,
        `thing ${index} of those sent by message was expected, but ${this.#externals.length} came. Pass on the externals that encode returned`,
      );
    }
    return this.#externals[index];
  }
}
