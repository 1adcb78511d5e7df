import { decode, drop, encode, type EncodeOptions } from '../codec/index.ts';
import { allocate, free } from '../memory/allocate.ts';
import { heapRegion } from '../memory/heap.ts';
import type { AnyLayout } from '../memory/layout/layout.ts';
import { roundUp } from '../memory/layout/limits.ts';
import { mismatchError } from '../memory/layout/mismatch.ts';
import type { Region } from '../memory/region.ts';

/**
 * How a message lies in a channel: in a slot, by plain accesses, since the channel sees to it that a slot belongs to one thread at a time. Of a layout it costs what the layout costs.
 *
 * What can fail is done outside of the slot, so that no slot is left half-written: before, {@link Slots.prepare}; and afterwards the decoding of what {@link Slots.take} has found.
 */
export interface Slots {
  readonly bytes: number;
  readonly alignment: number;
  /** What `put` takes. Throws if the value cannot be sent. */
  prepare(value: unknown): unknown;
  put(heap: Region, address: number, prepared: unknown): void;
  /** The message, or an {@link InHeap} to be decoded. */
  take(heap: Region, address: number): unknown;
}

/** Those of each layout. */
const known = new WeakMap<AnyLayout, Slots>();

export function slotsOf(layout: AnyLayout | undefined): Slots {
  if (layout === undefined) return anyValue;
  let slots = known.get(layout);
  if (slots === undefined) known.set(layout, (slots = newSlots(layout)));
  return slots;
}

function newSlots({ name, byteLength, alignment, put, readUnchecked, mismatch }: AnyLayout): Slots {
  const prepare = (value: unknown): unknown => {
    const wrong = mismatch(value);
    if (wrong !== undefined) throw mismatchError(name, wrong);
    return value;
  };
  return { bytes: roundUp(byteLength, alignment), alignment, prepare, put, take: readUnchecked };
}

/** An encoded message, which lies in a block of the heap. It belongs to the thread that has this object. */
export class InHeap {
  readonly address: number;
  readonly length: number;
  /** What gives its handles back to the thread that was to send it; undefined for one that was received. */
  readonly takeBacks: readonly (() => void)[] | undefined;

  constructor(address: number, length: number, takeBacks?: readonly (() => void)[]) {
    this.address = address;
    this.length = length;
    this.takeBacks = takeBacks;
  }

  /** Whether there are handles in it that the thread that was to send it has given away. */
  get hasHandles(): boolean {
    return this.takeBacks !== undefined && this.takeBacks.length > 0;
  }

  /** The message; the block is given back. Throws, with nothing changed, if this thread cannot read it yet. */
  decode(): unknown {
    const value = decode(this.#bytes());
    free(this.address);
    return value;
  }

  /** Gives the block back, and its handles up: to this thread, which had them before it was to send them, or for good. */
  discard(): void {
    if (this.takeBacks === undefined) drop(this.#bytes());
    else for (const takeBack of this.takeBacks) takeBack();
    free(this.address);
  }

  #bytes(): Uint8Array {
    const heap = heapRegion();
    heap.check(this.address, this.length, 1, 'message of a channel');
    return heap.u8.subarray(this.address, this.address + this.length);
  }
}

/** Gives back what a message takes that was prepared and not sent, or taken and not decoded. */
export function discard(message: unknown): void {
  if (message instanceof InHeap) message.discard();
}

/**
 * Any value, in 16 bytes. Numbers and the values that there is one of lie in the slot itself; others are encoded into bytes of the heap, some 500 ns for a small object.
 *
 * | offset | what                                             |
 * |--------|--------------------------------------------------|
 * | 0      | the kind                                         |
 * | 4      | the length of the bytes, if it is `ENCODED`      |
 * | 8      | their address; or the number, in eight bytes     |
 */
const ENCODED = 1;
const NUMBER = 2;
/** Kinds from here on are those of {@link SINGLE}, in its order. */
const FIRST_SINGLE = 3;
/** The bytes that were here belong to whoever took them. Found by nobody but who frees the channel of a receiver that died: `undefined` to it, as all that needs no freeing. */
const HAD = 0;
const SINGLE: readonly unknown[] = [undefined, null, true, false, ''];
const LENGTH = 4;
const CONTENT = 8;
const HOW: EncodeOptions = {
  root: 'message',
  insteadOfMessage: 'send it in the arguments of spawn(), or by postMessage, not through a channel',
};

const anyValue: Slots = {
  bytes: 16,
  alignment: 8,

  prepare(value) {
    if (typeof value === 'number' || SINGLE.includes(value)) return value;
    const { bytes, takeBacks } = encode(value, HOW);
    const copy = allocate(bytes.length);
    heapRegion().u8.set(bytes, copy);
    return new InHeap(copy, bytes.length, takeBacks);
  },

  put(heap, address, prepared) {
    const at = address >>> 2;
    if (typeof prepared === 'number') {
      heap.f64[(address + CONTENT) >>> 3] = prepared;
      heap.i32[at] = NUMBER;
    } else if (prepared instanceof InHeap) {
      heap.i32[at + LENGTH / 4] = prepared.length;
      heap.i32[at + CONTENT / 4] = prepared.address;
      heap.i32[at] = ENCODED;
    } else {
      heap.i32[at] = FIRST_SINGLE + SINGLE.indexOf(prepared);
    }
  },

  take(heap, address) {
    const at = address >>> 2;
    const kind = heap.i32[at]!;
    if (kind === NUMBER) return heap.f64[(address + CONTENT) >>> 3]!;
    if (kind === ENCODED) {
      // A thread that dies from here on has had it, though it may not have let the others know that it has this slot behind it.
      heap.i32[at] = HAD;
      return new InHeap(heap.i32[at + CONTENT / 4]!, heap.i32[at + LENGTH / 4]!);
    }
    return SINGLE[kind - FIRST_SINGLE];
  },
};
