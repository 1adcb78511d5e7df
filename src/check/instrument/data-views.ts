import { machine, type Size } from '../machine.ts';
import { simBufferOf } from './buffers.ts';
import { ELEMENTS, type Element } from './elements.ts';
import type { Raw, SimBuffer } from '../machine.ts';

const NativeView = DataView;
const simulated = new WeakMap<object, { buffer: SimBuffer; byteOffset: number }>();

/** DataView as programs get it. */
export const InstrumentedDataView: DataViewConstructor = new Proxy(NativeView, {
  construct(_, args: unknown[], newTarget) {
    const view = Reflect.construct(NativeView, args, newTarget === InstrumentedDataView ? NativeView : newTarget) as DataView;
    const buffer = simBufferOf(view.buffer);
    if (buffer !== undefined) simulated.set(view, { buffer, byteOffset: view.byteOffset });
    return view;
  },
});

/** By name: the methods that take the place of those of the prototype. */
export const dataViewMethods: Record<string, unknown> = {};
export const nativeDataViewMethods: Record<string, unknown> = {};

type Getter = (this: DataView, at: number, littleEndian?: boolean) => number | bigint;
type Setter = (this: DataView, at: number, value: unknown, littleEndian?: boolean) => void;

for (const [array, element] of Object.entries(ELEMENTS)) {
  if (array === 'Uint8ClampedArray') continue;
  const type = array.replace('Array', '');
  const prototype = NativeView.prototype as unknown as Record<string, unknown>;
  const get = prototype[`get${type}`] as Getter | undefined;
  const set = prototype[`set${type}`] as Setter | undefined;
  if (get === undefined || set === undefined) continue;
  nativeDataViewMethods[`get${type}`] = get;
  nativeDataViewMethods[`set${type}`] = set;
  dataViewMethods[`get${type}`] = function (this: DataView, at: number, littleEndian?: boolean): number | bigint {
    const view = simulated.get(this);
    if (view === undefined || machine === undefined) return get.call(this, at, littleEndian);
    get.call(this, at, littleEndian); // throws what is to be thrown
    return element.fromRaw(ordered(readBytes(view.buffer, view.byteOffset + index(at), element.size), element, littleEndian));
  };
  dataViewMethods[`set${type}`] = function (this: DataView, at: number, value: unknown, littleEndian?: boolean): void {
    const view = simulated.get(this);
    if (view === undefined || machine === undefined) return set.call(this, at, value, littleEndian);
    const raw = element.toRaw(value);
    get.call(this, at, littleEndian);
    return writeBytes(view.buffer, view.byteOffset + index(at), element.size, ordered(raw, element, littleEndian));
  };
}

const index = (at: unknown): number => Math.trunc(Number(at)) || 0;

/** One access where the machine could do it in one, else one for each byte. */
function readBytes(buffer: SimBuffer, offset: number, size: Size): Raw {
  if (offset % size === 0) return machine!.load(buffer, offset, size, 'plain');
  let bits = 0n;
  for (let i = size - 1; i >= 0; i--) bits = (bits << 8n) | BigInt(machine!.load(buffer, offset + i, 1, 'plain'));
  return asRaw(bits, size);
}

function writeBytes(buffer: SimBuffer, offset: number, size: Size, raw: Raw): void {
  if (offset % size === 0) return machine!.store(buffer, offset, size, raw, 'plain');
  const bits = BigInt.asUintN(8 * size, BigInt(raw));
  for (let i = 0; i < size; i++) machine!.store(buffer, offset + i, 1, Number((bits >> BigInt(8 * i)) & 0xffn), 'plain');
  return undefined;
}

function asRaw(bits: bigint, size: Size): Raw {
  if (size === 8) return BigInt.asIntN(64, bits);
  return size === 4 ? Number(BigInt.asIntN(32, bits)) : Number(bits);
}

/** The value as it lies in memory: a big-endian access has its bytes the other way round. */
function ordered(raw: Raw, { size }: Element, littleEndian: boolean | undefined): Raw {
  if (littleEndian === true || size === 1) return raw;
  let rest = BigInt.asUintN(8 * size, BigInt(raw));
  let bits = 0n;
  for (let i = 0; i < size; i++) {
    bits = (bits << 8n) | (rest & 0xffn);
    rest >>= 8n;
  }
  return asRaw(bits, size);
}
