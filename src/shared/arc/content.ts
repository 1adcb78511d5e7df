import { decode, encode, type EncodeOptions } from '../../codec/index.ts';
import { allocate, free, zeroFill } from '../../memory/allocate.ts';
import {
  CONTENT,
  COUNTED_HEAD_BYTES,
  finishLast,
  forgetCounted,
  giveStrong,
  INNER,
  isOver,
  LENGTH,
  newCounted,
  takeOut,
} from '../../memory/counted.ts';
import { Handle } from '../../memory/handle.ts';
import { HELD_STRONG } from '../../memory/held-list.ts';
import { heapRegion } from '../../memory/heap.ts';
import type { AnyLayout } from '../../memory/layout/layout.ts';
import { mismatchError } from '../../memory/layout/mismatch.ts';

/** How the value of an Arc lies in its block: in place, by a layout, or as encoded bytes elsewhere. Plain accesses: nobody changes it who is not alone. */

/** Stands for a value that was not decoded in this thread yet. */
export const UNREAD = Symbol('unread');

const COUNTED_ALIGNMENT = 16;
const HOW: EncodeOptions = { root: 'value', isForMany: true, insteadOfMessage: 'send it in the arguments of spawn(), not in an Arc' };

/** A handle that has a place and can be freed, such as a lock: it ends with the value. */
interface Freeable {
  readonly address: number;
  readonly region: unknown;
  free(): void;
  /** Frees it though it waits for others, none of whom has it any more. */
  abandon?(): void;
}

export function valueAddress(p: number, layout: AnyLayout): number {
  return p + ((COUNTED_HEAD_BYTES + layout.alignment - 1) & -layout.alignment);
}

/** A block with a value in place. Throws, with nothing made, if the value is none of the layout. */
export function makeInPlace(layout: AnyLayout, initial: unknown): number {
  const wrong = initial === undefined ? undefined : layout.mismatch(initial);
  if (wrong !== undefined) throw mismatchError(layout.name, wrong);
  const alignment = Math.max(COUNTED_ALIGNMENT, layout.alignment);
  const p = newCounted(valueAddress(0, layout) + layout.byteLength, alignment);
  const heap = heapRegion();
  const at = valueAddress(p, layout);
  if (initial === undefined) zeroFill(heap, at, layout.byteLength);
  else layout.put(heap, at, initial);
  return p;
}

/** A block whose value is encoded. */
export function makeEncoded(value: unknown): number {
  const { bytes } = encode(value, HOW);
  const { length } = bytes;
  const at = allocate(length);
  heapRegion().u8.set(bytes, at);
  const p = newCounted(COUNTED_HEAD_BYTES, COUNTED_ALIGNMENT);
  const { i32 } = heapRegion();
  i32[(p + CONTENT) >>> 2] = at;
  i32[(p + LENGTH) >>> 2] = length;
  if (isFreeable(value)) i32[(p + INNER) >>> 2] = value.address;
  return p;
}

function isFreeable(value: unknown): value is Freeable {
  if (!(value instanceof Handle)) return false;
  const { free: end, address, region } = value as Partial<Freeable>;
  return typeof end === 'function' && typeof address === 'number' && region === heapRegion();
}

export function decodeContent(p: number): unknown {
  const heap = heapRegion();
  const at = heap.i32[(p + CONTENT) >>> 2]!;
  const length = heap.i32[(p + LENGTH) >>> 2]!;
  heap.check(at, length, 1, 'value of an Arc');
  return decode(heap.u8.subarray(at, at + length));
}

/** Ends a value in place that nobody else ever had. Returns whether it was one. Without an atomic operation: a note less, and the block given back. */
export function endInPlace(p: number): boolean {
  const { i32 } = heapRegion();
  if (i32[(p + CONTENT) >>> 2] !== 0 || !forgetCounted(p, HELD_STRONG)) return false;
  free(p);
  return true;
}

/** Counts this thread off from those who have the value; the last one ends it. `known`: as it was decoded here. */
export function giveValue(p: number, known: unknown): void {
  const left = giveStrong(p);
  if (left !== undefined && isOver(left)) endValue(p, known, left);
}

function endValue(p: number, known: unknown, left: number): void {
  try {
    const value = known === UNREAD && heapRegion().i32[(p + INNER) >>> 2] !== 0 ? decodeContent(p) : known;
    if (!isFreeable(value) || takeOut(p, INNER) === 0) return;
    if (value.abandon === undefined) value.free();
    else value.abandon();
  } finally {
    finishLast(p, left);
  }
}
