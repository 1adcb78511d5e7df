import { machine, type Raw } from '../machine.ts';
import { host, memoryOf, simulatedBy, type Memory } from './buffers.ts';
import { ELEMENTS, type Element } from './elements.ts';
import { bufferOf, byteOffsetOf, isNativeView, isShared, lengthOf, tagOf } from './natives.ts';

/** A typed array over simulated memory: what the program holds is a proxy of `native`. */
export interface View {
  readonly native: NativeArray;
  readonly memory: Memory;
  readonly byteOffset: number;
  readonly element: Element;
  /** Whether it grows with its memory. */
  readonly tracksLength: boolean;
}

/** Any typed array, as far as it is used here. */
export interface NativeArray {
  [index: number]: number | bigint;
}

const views = new WeakMap<object, View>();
let lastArray: unknown;
let lastView: View | undefined;

export function rememberView(array: object, view: View): void {
  views.set(array, view);
}

/** The view behind a proxy; undefined for anything else. A look-up with a memory of one, since a thread mostly uses one array. */
export function viewOf(array: unknown): View | undefined {
  if (array === lastArray) return lastView;
  const view = views.get(array as object);
  if (view !== undefined) {
    lastArray = array;
    lastView = view;
  }
  return view;
}

/** What the engine takes for the array: of a proxy what is behind it, else the value itself. */
export function nativeOf<T>(array: T): T {
  return (viewOf(array)?.native as T | undefined) ?? array;
}

/** {@link viewOf}; an array over shared memory from outside of the program gets one when a thread first uses it. */
export function viewForAtomics(array: unknown): View | undefined {
  const known = viewOf(array);
  if (known !== undefined || machine === undefined || host === undefined || !isNativeView(array)) return known;
  const native = array as unknown as NativeArray;
  const element = ELEMENTS[tagOf(native) ?? ''];
  if (element === undefined) return undefined;
  const shared = bufferOf(native);
  if (!isShared(shared)) return undefined;
  const view = { native, memory: memoryOf(shared)!, byteOffset: byteOffsetOf(native), element, tracksLength: false };
  rememberView(native, view);
  return view;
}

const at = (view: View, index: number): number => view.byteOffset + index * view.element.size;

function loadRaw(view: View, index: number): Raw {
  return machine!.load(simulatedBy(view.memory), at(view, index), view.element.size, 'plain');
}

/** Nothing is stored where no element is. */
export function storeRaw(view: View, index: number, raw: Raw): void {
  if (index < lengthOf(view.native)) machine!.store(simulatedBy(view.memory), at(view, index), view.element.size, raw, 'plain');
}

/** `array[index]`, of an index that is in range. While the program is set up, an ordinary read. */
export function readElement(view: View, index: number): number | bigint {
  return machine === undefined ? view.native[index]! : view.element.fromRaw(loadRaw(view, index));
}

/** `array[index] = value` in a thread. */
export function writeElement(view: View, index: number, value: unknown): void {
  storeRaw(view, index, view.element.toRaw(value));
}

/** The bits of the elements of an array that is no proxy. */
export function bitsOf({ Bits }: Element, native: NativeArray): Raw[] {
  return new Bits(bufferOf(native), byteOffsetOf(native), lengthOf(native)) as Raw[];
}

/** An array of the thread's own with the elements from `start` to `end`, bit by bit as they are, each read. */
export function copyOf(view: View, start = 0, end = lengthOf(view.native)): NativeArray {
  const { element, native } = view;
  const count = Math.max(0, end - start);
  const copy = new element.Native(count);
  const bits = bitsOf(element, copy);
  const inSetUp = machine === undefined ? bitsOf(element, native) : undefined;
  for (let i = 0; i < count; i++) bits[i] = inSetUp === undefined ? loadRaw(view, start + i) : inSetUp[start + i]!;
  return copy;
}
