import { decode, encode } from '../codec/index.ts';
import { allocate, free } from '../memory/allocate.ts';
import { heapRegion } from '../memory/heap.ts';
import type { AnyLayout } from '../memory/layout/layout.ts';
import { roundUp } from '../memory/layout/limits.ts';
import type { Region } from '../memory/region.ts';
import { NotSendableError } from '../realm/errors.ts';

/** How a message lies in its slot of a ring. Plain accesses: the ring sees to it that a slot belongs to one thread at a time. Of a layout it costs what the layout costs. */
export interface Slots {
  readonly bytes: number;
  readonly alignment: number;
  /** Throws, with nothing changed, if the value cannot be written. */
  write(heap: Region, address: number, value: unknown): void;
  /** The message, whose slot is free afterwards. Throws, with nothing changed, if this thread cannot read it yet. */
  read(heap: Region, address: number): unknown;
  /** Gives back what a message has outside of its slot. */
  discard(heap: Region, address: number): void;
}

export function slotsOf(layout: AnyLayout | undefined): Slots {
  if (layout === undefined) return anyValue;
  const { byteLength, alignment, setUnchecked, readUnchecked } = layout;
  return { bytes: roundUp(byteLength, alignment), alignment, write: setUnchecked, read: readUnchecked, discard: () => {} };
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
const SINGLE: readonly unknown[] = [undefined, null, true, false, ''];
const LENGTH = 4;
const CONTENT = 8;

const anyValue: Slots = {
  bytes: 16,
  alignment: 8,

  write(heap, address, value) {
    if (typeof value === 'number') {
      heap.f64[(address + CONTENT) >>> 3] = value;
      heap.i32[address >>> 2] = NUMBER;
      return;
    }
    const single = SINGLE.indexOf(value);
    if (single >= 0) {
      heap.i32[address >>> 2] = FIRST_SINGLE + single;
      return;
    }
    const { bytes, externals } = encode(value, { root: 'message' });
    if (externals.length > 0) throw onlyByMessage(externals[0]);
    const copy = allocate(bytes.length);
    const { u8, i32 } = heapRegion(); // the views may be new
    u8.set(bytes, copy);
    i32[(address + LENGTH) >>> 2] = bytes.length;
    i32[(address + CONTENT) >>> 2] = copy;
    i32[address >>> 2] = ENCODED;
  },

  read(heap, address) {
    const kind = heap.i32[address >>> 2]!;
    if (kind === NUMBER) return heap.f64[(address + CONTENT) >>> 3]!;
    if (kind !== ENCODED) return SINGLE[kind - FIRST_SINGLE];
    const at = heap.i32[(address + CONTENT) >>> 2]!;
    const length = heap.i32[(address + LENGTH) >>> 2]!;
    heap.check(at, length, 1, 'message of a channel');
    const value = decode(heap.u8.subarray(at, at + length));
    free(at);
    return value;
  },

  discard(heap, address) {
    if (heap.i32[address >>> 2]! === ENCODED) free(heap.i32[(address + CONTENT) >>> 2]!);
  },
};

function onlyByMessage(part: unknown): NotSendableError {
  const what = (part as object | null)?.constructor?.name ?? typeof part;
  return new NotSendableError(
    'NOT_SENDABLE',
    `message: has a ${what}, which has no byte form and cannot go through a channel. Send it in the arguments of spawn(), or by postMessage`,
  );
}
