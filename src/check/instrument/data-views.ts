import { machine, type Raw, type SimBuffer, type Size } from '../machine.ts';
import { type Memory, memoryOf, simulatedBy } from './buffers.ts';
import { toInteger } from './coercions.ts';
import { ELEMENTS, type Element } from './elements.ts';
import { type Method, type Names, NativeDataView } from './natives.ts';
import { patchValue } from './patches.ts';

const BYTE_BITS = 8;
const BYTE = 0xffn;

interface SimulatedDataView {
  readonly native: DataView;
  readonly memory: Memory;
  readonly byteOffset: number;
}

const simulated = new WeakMap<object, SimulatedDataView>();

/** Getters of the engine know no proxies. */
const GETTERS: ReadonlySet<string | symbol> = new Set(['buffer', 'byteLength', 'byteOffset']);
const TRAPS: ProxyHandler<DataView> = {
  get: (native, key, receiver) => Reflect.get(native, key, GETTERS.has(key) ? native : receiver) as unknown,
};

/** DataView as programs get it. That of a simulated memory is a proxy, as typed arrays are, so that functions of the host refuse it. */
export const InstrumentedDataView: DataViewConstructor = new Proxy(NativeDataView, {
  construct(_, args: unknown[], newTarget) {
    const view = Reflect.construct(NativeDataView, args, newTarget === InstrumentedDataView ? NativeDataView : newTarget) as DataView;
    const memory = memoryOf(view.buffer);
    if (memory === undefined) return view;
    const proxy = new Proxy(view, TRAPS);
    simulated.set(proxy, { native: view, memory, byteOffset: view.byteOffset });
    return proxy;
  },
});

/** Whether it is a view of simulated memory. */
export function isSimulatedDataView(value: unknown): value is DataView {
  return simulated.has(value as object);
}

patchValue(globalThis, 'DataView', InstrumentedDataView);
patchValue(NativeDataView.prototype, 'constructor', InstrumentedDataView);
for (const element of Object.values(ELEMENTS)) instrument(element.name.replace('Array', ''), element);

/** The methods for one kind of number: there are none for clamped bytes. */
function instrument(kind: string, element: Element): void {
  const prototype = NativeDataView.prototype as unknown as Names;
  const [get, set] = [prototype[`get${kind}`] as Method | undefined, prototype[`set${kind}`] as Method | undefined];
  if (get === undefined || set === undefined) return;
  const methods = {
    [`get${kind}`](this: unknown, at: unknown, littleEndian?: unknown): unknown {
      const view = simulated.get(this as object);
      if (view === undefined || machine === undefined) return get.call(view?.native ?? this, at, littleEndian);
      const offset = toInteger(at);
      get.call(view.native, offset); // throws if it is out of range
      const raw = readBytes(simulatedBy(view.memory), view.byteOffset + offset, element.size);
      return element.fromRaw(inOrder(raw, element.size, littleEndian));
    },
    [`set${kind}`](this: unknown, at: unknown, value: unknown, littleEndian?: unknown): unknown {
      const view = simulated.get(this as object);
      if (view === undefined || machine === undefined) return set.call(view?.native ?? this, at, value, littleEndian);
      const offset = toInteger(at);
      if (!(offset >= 0 && offset <= Number.MAX_SAFE_INTEGER)) get.call(view.native, offset); // throws before the value is looked at
      const raw = element.toRaw(value);
      get.call(view.native, offset);
      return writeBytes(simulatedBy(view.memory), view.byteOffset + offset, element.size, inOrder(raw, element.size, littleEndian));
    },
  };
  for (const [name, method] of Object.entries(methods)) patchValue(prototype, name, method);
}

/** One access where the machine could do it in one, else one for each byte. */
function readBytes(buffer: SimBuffer, offset: number, size: Size): Raw {
  if (offset % size === 0) return machine!.load(buffer, offset, size, 'plain');
  let bits = 0n;
  for (let i = size - 1; i >= 0; i--) bits = (bits << BigInt(BYTE_BITS)) | BigInt(machine!.load(buffer, offset + i, 1, 'plain'));
  return asRaw(bits, size);
}

function writeBytes(buffer: SimBuffer, offset: number, size: Size, raw: Raw): void {
  if (offset % size === 0) return machine!.store(buffer, offset, size, raw, 'plain');
  const bits = BigInt.asUintN(BYTE_BITS * size, BigInt(raw));
  for (let i = 0; i < size; i++) machine!.store(buffer, offset + i, 1, Number((bits >> BigInt(BYTE_BITS * i)) & BYTE), 'plain');
  return undefined;
}

function asRaw(bits: bigint, size: Size): Raw {
  if (size === 8) return BigInt.asIntN(BYTE_BITS * size, bits);
  return Number(size === 4 ? BigInt.asIntN(BYTE_BITS * size, bits) : bits);
}

/** The value as it lies in memory: a big-endian access has its bytes the other way round. */
function inOrder(raw: Raw, size: Size, littleEndian: unknown): Raw {
  if (Boolean(littleEndian) || size === 1) return raw;
  let rest = BigInt.asUintN(BYTE_BITS * size, BigInt(raw));
  let bits = 0n;
  for (let i = 0; i < size; i++) {
    bits = (bits << BigInt(BYTE_BITS)) | (rest & BYTE);
    rest >>= BigInt(BYTE_BITS);
  }
  return asRaw(bits, size);
}
