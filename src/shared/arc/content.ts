import { decode, encode, type EncodeOptions } from '../../codec/index.ts';
import { allocate, zeroFill } from '../../memory/allocate.ts';
import { CONTENT, COUNTED_HEAD_BYTES, finishLast, INNER, LENGTH, newCounted, takeOut } from '../../memory/counted.ts';
import { Handle } from '../../memory/handle.ts';
import { heapRegion } from '../../memory/heap.ts';
import type { AnyLayout } from '../../memory/layout/layout.ts';
import { roundUp } from '../../memory/layout/limits.ts';
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
}

export function valueAddress(p: number, layout: AnyLayout): number {
  return p + roundUp(COUNTED_HEAD_BYTES, layout.alignment);
}

/** A block with a value in place. Throws, with nothing made, if the value is none of the layout. */
export function makeInPlace(layout: AnyLayout, initial: unknown): number {
  const wrong = initial === undefined ? undefined : layout.mismatch(initial);
  if (wrong !== undefined) throw mismatchError(layout.name, wrong);
  const alignment = Math.max(COUNTED_ALIGNMENT, layout.alignment);
  const p = newCounted(valueAddress(0, layout) + layout.byteLength, alignment);
  clearHead(p);
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
  clearHead(p);
  const { i32 } = heapRegion();
  i32[(p + CONTENT) >>> 2] = at;
  i32[(p + LENGTH) >>> 2] = length;
  if (isFreeable(value)) i32[(p + INNER) >>> 2] = value.address;
  return p;
}

function clearHead(p: number): void {
  const { i32 } = heapRegion();
  for (const word of [CONTENT, LENGTH, INNER]) i32[(p + word) >>> 2] = 0;
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

/** Ends the value, for the thread that was the last to have it. `known`: as it was decoded here. */
export function endValue(p: number, known: unknown): void {
  try {
    const value = known === UNREAD && heapRegion().i32[(p + INNER) >>> 2] !== 0 ? decodeContent(p) : known;
    if (isFreeable(value) && takeOut(p, INNER) !== 0) value.free();
  } finally {
    finishLast(p);
  }
}
