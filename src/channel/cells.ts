import { CONSTRUCTORS } from '../memory/checked-views.ts';
import type { CellKind } from '../memory/layout/layout.ts';
import type { Region } from '../memory/region.ts';
import { arrayHasNoRoom, arrayIsShared, badArray, type NamedEnd, noArrays } from './channel-error.ts';
import type { Core } from './core.ts';
import { EMPTY } from './empty.ts';

/**
 * Messages in typed arrays: those of a layout of one number lie in a ring as they lie in an array of its type, so a batch of them is copied in one piece or two, for half a nanosecond each.
 */
export type CellArray =
  | Int8Array
  | Uint8Array
  | Int16Array
  | Uint16Array
  | Int32Array
  | Uint32Array
  | BigInt64Array
  | BigUint64Array
  | Float32Array
  | Float64Array;

/** The typed arrays in which messages of the type `T` can lie. That it is the one of the layout is found when it is used. */
export type CellArrayOf<T> = T extends number
  ? Exclude<CellArray, BigInt64Array | BigUint64Array>
  : T extends bigint
    ? BigInt64Array | BigUint64Array
    : never;

/** The kinds of scalars that there are typed arrays of. */
type NumberKind = Exclude<CellKind, 'bool'>;

/** Up to so many elements a loop is faster than to make a view of them and to copy that: measured on V8 and JavaScriptCore, which meet at 40 and 64. */
const MOST_IN_LOOP = 32;

/** The kind of number that the messages of a channel are; undefined for other layouts, and for none. */
function kindOf({ layout }: Core): NumberKind | undefined {
  const recipe = layout?.recipe;
  return typeof recipe === 'string' && recipe !== 'bool' ? recipe : undefined;
}

/**
 * Makes sure that messages of a channel can be copied out of `array`, or into it.
 *
 * @throws {ChannelError} `BAD_ARRAY`
 */
export function checkArray(end: NamedEnd & { readonly core: Core }, call: string, array: unknown): void {
  const kind = kindOf(end.core);
  if (kind === undefined) throw noArrays(end, call, end.core.layout?.name);
  const found = array as Partial<CellArray & { [Symbol.toStringTag]: string }> | null | undefined;
  if (found?.[Symbol.toStringTag] !== CONSTRUCTORS[kind]) throw badArray(end, call, CONSTRUCTORS[kind], kind, array);
  if (found.buffer instanceof SharedArrayBuffer) throw arrayIsShared(end, call, CONSTRUCTORS[kind]);
}

/** The same of an array that messages are received into: it has room for some. */
export function checkRoom(end: NamedEnd & { readonly core: Core }, call: string, array: unknown): void {
  checkArray(end, call, array);
  if ((array as CellArray).length === 0) throw arrayHasNoRoom(end, call);
}

/** Copies `count` elements of `array`, from `from` on, into memory. The array and the place are those of the kind of the channel's messages. */
export function putCells(region: Region, core: Core, address: number, array: CellArray, from: number, count: number): void {
  const view = viewOf(region, core);
  const at = address / view.BYTES_PER_ELEMENT;
  if (count <= MOST_IN_LOOP) copyEach(view, at, array, from, count);
  else view.set((count === array.length ? array : array.subarray(from, from + count)) as Uint8Array, at);
}

/** Copies `count` elements out of memory to `array`, from `to` on. */
export function takeCells(region: Region, core: Core, address: number, array: CellArray, to: number, count: number): void {
  const view = viewOf(region, core);
  const at = address / view.BYTES_PER_ELEMENT;
  if (count <= MOST_IN_LOOP) copyEach(array, to, view, at, count);
  else (array as Uint8Array).set(view.subarray(at, at + count), to);
}

/** One type for all: both are of the same, whichever it is. */
function viewOf(region: Region, core: Core): Uint8Array {
  return region[kindOf(core)!] as unknown as Uint8Array;
}

function copyEach(target: CellArray, to: number, source: CellArray, from: number, count: number): void {
  for (let i = 0; i < count; i++) target[to + i] = source[from + i]!;
}

/** Takes messages that are there, as many as `array` has room for from `from` on; returns how many. */
export function pollInto(core: Core, array: CellArray, from: number): number {
  if (core.pollCells !== undefined) return core.pollCells(array, from);
  for (let at = from; ; at++) {
    const message = at < array.length ? core.poll() : EMPTY;
    if (message === EMPTY) return at - from;
    array[at] = message as number;
  }
}
