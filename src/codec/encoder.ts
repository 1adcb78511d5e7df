import { unboxed } from './brands.ts';
import { ByteWriter } from './byte-writer.ts';
import { writeBuffer, writeView } from './encode-buffers.ts';
import { isDense, writeElements, writeEntries, writeItems, writeProperties } from './encode-containers.ts';
import { writeErrorHead, writeErrorParts } from './encode-error.ts';
import type { DeathNote } from '../realm/checked.ts';
import type { EncodeOptions } from './encode.ts';
import type { HandleClass, HandleWriter } from './handles.ts';
import * as k from './kinds.ts';
import { functionNotSendable, noByteForm, notSendable, objectNotSendable, symbolNotSendable } from './not-sendable.ts';
import * as path from './path.ts';
import { clones } from './platform.ts';
import { SeenObjects } from './seen-objects.ts';
import * as tags from './tags.ts';

/** A value as bytes, and what travels beside them. */
export interface Encoded {
  /** The message. A view of a buffer that the next `encode` overwrites. */
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** What must be posted along, in this order: `decode` wants the same array, as it arrived. Mostly empty. */
  readonly externals: readonly unknown[];
  /** URLs of the modules whose handles occur in the message. See `modulesNeeded`. */
  readonly modules: readonly string[];
  /** What gives the handles that have moved back to this thread, if the message is not sent. Mostly empty. */
  readonly takeBacks: readonly (() => void)[];
}

const NONE: readonly never[] = Object.freeze([]);

/** A container whose contents are to be written after everything else. */
interface PutOff {
  readonly tag: number;
  readonly value: object;
  /** Of an error. */
  readonly kind: k.Kind | undefined;
  readonly way: path.Prefix;
}

/** Writes one value after another, each as a message of its own. Used through `encode`. */
export class Encoder extends ByteWriter implements HandleWriter {
  /** The way to what is being written. */
  readonly path = new path.Path();
  readonly #seen = new SeenObjects();
  #transfer: ReadonlySet<object> | undefined;
  #externals: unknown[] = [];
  #handleClasses: HandleClass[] = [];
  /** Handles whose `write` is running. */
  #open: object[] = [];
  #putOff: PutOff[] = [];
  /** What is to be done when the message is whole. */
  #moves: (() => void)[] = [];
  #takeBacks: (() => void)[] = [];
  #notes: DeathNote[] = [];
  #isForMany = false;
  #insteadOfMessage: string | undefined;
  /** The depth at which a handle's `write` runs: its contents hang one below. */
  #depth = 0;

  encode(value: unknown, options: EncodeOptions | undefined): Encoded {
    this.path.root = options?.root ?? 'value';
    this.#isForMany = options?.isForMany ?? false;
    this.#insteadOfMessage = options?.insteadOfMessage;
    const transfer = options?.transfer;
    if (transfer !== undefined) this.#transfer = new Set(transfer);
    this.at = tags.HEAD_BYTES;
    this.any(value, 0);
    for (const one of this.#putOff) {
      this.path.prefix = one.way;
      this.#contents(one.tag, one.value, one.kind, 0);
    }
    const tableAt = this.at;
    const modules = this.#handleClasses.length === 0 ? NONE : this.#handleTable();
    this.#head(tableAt);
    for (const give of this.#moves) give();
    return {
      bytes: this.bytes.subarray(0, this.at),
      externals: this.#externals.length === 0 ? NONE : this.#externals,
      modules,
      takeBacks: this.#takeBacks.length === 0 ? NONE : this.#takeBacks,
    };
  }

  /** Forgets the last value, so that it can be collected. */
  reset(): void {
    this.#depth = 0;
    this.trim();
    this.#seen.clear();
    this.#transfer = undefined;
    this.path.prefix = undefined;
    if (this.#externals.length > 0) this.#externals = [];
    if (this.#handleClasses.length > 0) this.#handleClasses = [];
    if (this.#moves.length > 0) this.#moves = [];
    if (this.#takeBacks.length > 0) this.#takeBacks = [];
    if (this.#notes.length > 0) this.#notes = [];
    if (this.#open.length > 0) this.#open = [];
    if (this.#putOff.length > 0) this.#putOff = [];
  }

  #head(tableAt: number): void {
    const end = this.at;
    this.at = 0;
    this.word(end);
    this.word(tableAt);
    this.at = end;
  }

  #handleTable(): string[] {
    const modules = new Set<string>();
    this.varint(this.#handleClasses.length);
    for (const { tag, moduleUrl } of this.#handleClasses) {
      this.string(tag);
      this.string(moduleUrl);
      modules.add(moduleUrl);
    }
    this.varint(this.#notes.length);
    for (const [address, kind] of this.#notes) {
      this.varint(address);
      this.varint(kind);
    }
    return [...modules];
  }

  /** Writes a value of any kind, which hangs at `depth`. */
  any(value: unknown, depth: number): void {
    switch (typeof value) {
      case 'number':
        return this.number(value);
      case 'string':
        return this.string(value);
      case 'object':
        return value === null ? this.byte(tags.NULL) : this.object(value, depth);
      case 'boolean':
        return this.byte(value ? tags.TRUE : tags.FALSE);
      case 'undefined':
        return this.byte(tags.UNDEFINED);
      case 'bigint':
        return this.#bigint(value);
      case 'function':
        throw functionNotSendable(this.path.text(depth), value as never);
      default:
        throw symbolNotSendable(this.path.text(depth), value as symbol);
    }
  }

  #bigint(value: bigint): void {
    if (BigInt.asIntN(64, value) === value) {
      this.byte(tags.BIGINT_64);
      this.bigint64(value);
    } else {
      this.byte(tags.BIGINT_HEX);
      this.string(value.toString(16));
    }
  }

  object(value: object, depth: number): void {
    const before = this.#seen.numberOf(value);
    if (before >= 0) return this.#reference(value, before, depth);
    if (this.#transfer?.has(value)) return this.byMessage(value, depth);
    if (Array.isArray(value)) return this.#array(value, depth);
    const kind = k.kindOf(value, Object.getPrototypeOf(value) as object | null);
    switch (kind.type) {
      case k.PLAIN_OBJECT:
        return this.#container(tags.OBJECT, value, undefined, depth);
      case k.HANDLE_OBJECT:
        return this.#handle(value, kind.handle!, depth);
      case k.ERROR_OBJECT:
        return this.#container(tags.ERROR, value, kind, depth);
      case k.THREAD_BOUND:
      case k.UNREGISTERED_HANDLE:
        throw objectNotSendable(this.path.text(depth), value, kind);
      case k.PLATFORM_OBJECT:
        if (!clones(value)) throw objectNotSendable(this.path.text(depth), value, kind);
        return this.byMessage(value, depth);
      default:
        return this.#builtIn(value, kind, depth);
    }
  }

  #builtIn(value: object, kind: k.Kind, depth: number): void {
    if (!k.hasBrand(value, kind.type)) {
      const what = `not really a ${kind.name}, though its prototype says so`;
      throw notSendable(
        this.path.text(depth),
        what,
        `a proxy cannot travel for what it stands for: send the ${kind.name} itself, or a copy`,
      );
    }
    switch (kind.type) {
      case k.MAP_OBJECT:
        return this.#container(tags.MAP, value, undefined, depth);
      case k.SET_OBJECT:
        return this.#container(tags.SET, value, undefined, depth);
      case k.BUFFER_OBJECT:
        return writeBuffer(this, value as ArrayBuffer, depth);
      case k.VIEW_OBJECT:
        return writeView(this, value as ArrayBufferView, depth);
      case k.SHARED_BUFFER:
        return this.byMessage(value, depth);
      case k.DATE_OBJECT:
        this.begin(tags.DATE, value);
        return this.number(Date.prototype.getTime.call(value));
      case k.REGEXP_OBJECT:
        this.begin(tags.REGEXP, value);
        this.string((value as RegExp).source);
        return this.string((value as RegExp).flags);
      default:
        this.begin(tags.BOXED, value);
        return this.any(unboxed(value), depth);
    }
  }

  /** Gives `value` its number, which is how later occurrences name it, and writes its tag. */
  begin(tag: number, value: object): void {
    this.#seen.add(value);
    this.byte(tag);
  }

  #reference(value: object, number: number, depth: number): void {
    if (this.#open.length > 0 && this.#open.includes(value)) {
      throw notSendable(this.path.text(depth), 'the handle that it is a part of', 'a handle cannot contain itself');
    }
    this.byte(tags.REFERENCE);
    this.varint(number);
  }

  byMessage(value: object, depth: number): void {
    if (this.#insteadOfMessage !== undefined) throw noByteForm(this.path.text(depth), value, this.#insteadOfMessage);
    this.begin(tags.EXTERNAL, value);
    this.external(value);
  }

  #container(tag: number, value: object, kind: k.Kind | undefined, depth: number): void {
    if (depth < tags.DEPTH_LIMIT) {
      this.begin(tag, value);
      if (kind !== undefined) writeErrorHead(this, value as Error, kind.name);
      this.#contents(tag, value, kind, depth);
    } else {
      this.begin(tag + tags.LATER, value);
      if (kind !== undefined) writeErrorHead(this, value as Error, kind.name);
      this.#putOff.push({ tag, value, kind, way: this.path.save(depth) });
    }
  }

  #contents(tag: number, value: object, kind: k.Kind | undefined, depth: number): void {
    switch (tag) {
      case tags.OBJECT:
        return writeProperties(this, value, depth);
      case tags.ARRAY:
        return writeElements(this, value as unknown[], depth);
      case tags.ARRAY_BY_KEYS:
        this.varint((value as unknown[]).length);
        return writeProperties(this, value, depth);
      case tags.MAP:
        return writeEntries(this, value as Map<unknown, unknown>, depth);
      case tags.SET:
        return writeItems(this, value as Set<unknown>, depth);
      default:
        return writeErrorParts(this, value as Error, kind!.name, depth);
    }
  }

  #array(value: readonly unknown[], depth: number): void {
    this.#container(isDense(value) ? tags.ARRAY : tags.ARRAY_BY_KEYS, value, undefined, depth);
  }

  #handle(value: object, codec: HandleClass, depth: number): void {
    if (depth > tags.HANDLE_DEPTH_LIMIT - 1) {
      throw notSendable(
        this.path.text(depth),
        'a handle inside too many others',
        `handles may contain each other ${tags.HANDLE_DEPTH_LIMIT} deep`,
      );
    }
    this.begin(tags.HANDLE, value);
    let index = this.#handleClasses.indexOf(codec);
    if (index < 0) index = this.#handleClasses.push(codec) - 1;
    this.varint(index);
    const outer = this.#depth;
    this.#depth = depth;
    this.#open.push(value);
    codec.write(value, this);
    this.#open.pop();
    this.#depth = outer;
  }

  // What a handle's `write` may call.

  u32(value: number): void {
    if (value >>> 0 !== value) throw new RangeError(`u32: expected a whole number from 0 to 4294967295, but got ${String(value)}`);
    this.varint(value);
  }

  i32(value: number): void {
    if ((value | 0) !== value)
      throw new RangeError(`i32: expected a whole number from -2147483648 to 2147483647, but got ${String(value)}`);
    this.number(value);
  }

  f64(value: number): void {
    this.float(value);
  }

  value(value: unknown): void {
    const depth = this.#depth;
    this.path.kinds[depth] = path.HANDLE_CONTENT;
    this.path.steps[depth] = undefined;
    this.any(value, depth + 1);
  }

  moves(give: () => void, takeBack: () => void, notes: readonly DeathNote[]): void {
    if (this.#isForMany) {
      const handle = this.#open.at(-1)!;
      throw notSendable(
        this.path.text(this.#depth),
        `a handle that moves (${handle.constructor.name})`,
        'what many threads read cannot have one, since only one of them would get it: send it by itself',
      );
    }
    this.#moves.push(give);
    this.#takeBacks.push(takeBack);
    this.#notes.push(...notes);
  }

  external(value: object): void {
    if (this.#insteadOfMessage !== undefined) throw noByteForm(this.path.text(this.#depth), this.#open.at(-1)!, this.#insteadOfMessage);
    const known = this.#externals.indexOf(value);
    this.varint(known >= 0 ? known : this.#externals.push(value) - 1);
  }
}
