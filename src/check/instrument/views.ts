import type { SimBuffer } from '../machine.ts';
import { machine } from '../machine.ts';
import { host, simBufferOf } from './buffers.ts';
import { ELEMENTS, type Element } from './elements.ts';

/** A typed array over simulated memory: what the program holds is a proxy of `native`. */
export interface View {
  readonly native: NativeArray;
  readonly buffer: SimBuffer;
  readonly byteOffset: number;
  readonly element: Element;
}

/** Any typed array, as far as it is used here. */
export interface NativeArray extends ArrayBufferView {
  readonly length: number;
  [index: number]: number | bigint;
  set(source: ArrayLike<unknown>, offset?: number): void;
}

const views = new WeakMap<object, View>();
let lastArray: object | undefined;
let lastView: View | undefined;

export function rememberView(array: object, view: View): void {
  views.set(array, view);
}

/** The view behind a proxy. A look-up with a memory of one, since a thread mostly uses one array. */
export function viewOf(array: object): View | undefined {
  if (array === lastArray) return lastView;
  const view = views.get(array);
  if (view !== undefined) {
    lastArray = array;
    lastView = view;
  }
  return view;
}

const Shared = SharedArrayBuffer;

/** {@link viewOf}; an array over shared memory from outside of the program gets one when a thread first uses it. */
export function viewForAtomics(array: unknown): View | undefined {
  if (typeof array !== 'object' || array === null) return undefined;
  const known = viewOf(array);
  if (known !== undefined || machine === undefined || host === undefined) return known;
  if (!ArrayBuffer.isView(array) || !((array.buffer as unknown) instanceof Shared)) return undefined;
  const element = ELEMENTS[(array as unknown as Record<symbol, string>)[Symbol.toStringTag]!];
  if (element === undefined) return undefined;
  const shared = array.buffer as unknown as SharedArrayBuffer;
  const view = { native: array as NativeArray, buffer: simBufferOf(shared) ?? host.adopt(shared), byteOffset: array.byteOffset, element };
  rememberView(array, view);
  return view;
}

export function readElement(view: View, index: number): number | bigint {
  const { element } = view;
  return element.fromRaw(machine!.load(view.buffer, view.byteOffset + index * element.size, element.size, 'plain'));
}

export function writeElement(view: View, index: number, value: unknown): void {
  const { element } = view;
  const raw = element.toRaw(value);
  if (index < view.native.length) machine!.store(view.buffer, view.byteOffset + index * element.size, element.size, raw, 'plain');
}

/** An ordinary array with the values of the elements, each read. */
export function readAll(view: View): (number | bigint)[] {
  return Array.from({ length: view.native.length }, (_, index) => readElement(view, index));
}
