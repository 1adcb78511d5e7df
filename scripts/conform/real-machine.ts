/** A machine whose memory is real: every access of the instrumented globals goes through it, as it does in a checked program, and then to the engine's own `Atomics`. */
import { adoptBuffer, installGlobals } from '../../src/check/instrument/index.ts';
import { type AccessOrder, type Machine, type Raw, type RmwOp, setMachine, type SimBuffer, type Size } from '../../src/check/machine.ts';

const native = Object.fromEntries(
  Object.getOwnPropertyNames(Atomics).map((name) => [name, Atomics[name as 'load']]),
) as unknown as typeof Atomics;
const now = performance.now.bind(performance);
const { random } = Math;
const NativeShared = SharedArrayBuffer;
const VIEWS = { 1: Uint8Array, 2: Uint16Array, 4: Int32Array, 8: BigInt64Array } as const;

type View = Int32Array;
type Views = Partial<Record<Size, View>>;
const views = new WeakMap<SharedArrayBuffer, Views>();

/** All elements of that size. Those of a growable memory grow with it. */
function viewOf(memory: SharedArrayBuffer, size: Size): View {
  let known = views.get(memory);
  if (known === undefined) views.set(memory, (known = {}));
  const Native = VIEWS[size] as unknown as new (memory: SharedArrayBuffer, offset?: number, length?: number) => View;
  return (known[size] ??= memory.growable ? new Native(memory) : new Native(memory, 0, Math.floor(memory.byteLength / size)));
}

type Waitable = 4 | 8;
const at = (offset: number, size: Size): number => offset / size;

const machine: Partial<Machine> = {
  load({ native: memory }: SimBuffer, offset: number, size: Size, order: AccessOrder): Raw {
    const view = viewOf(memory, size);
    return order === 'plain' ? view[at(offset, size)]! : native.load(view, at(offset, size));
  },
  store({ native: memory }: SimBuffer, offset: number, size: Size, value: Raw, order: AccessOrder): void {
    const view = viewOf(memory, size);
    if (order === 'plain') view[at(offset, size)] = value as number;
    else native.store(view, at(offset, size), value as number);
  },
  rmw({ native: memory }: SimBuffer, offset: number, size: Size, op: RmwOp, operand: Raw): Raw {
    return native[op as 'add'](viewOf(memory, size), at(offset, size), operand as number);
  },
  compareExchange({ native: memory }: SimBuffer, offset: number, size: Size, expected: Raw, replacement: Raw): Raw {
    return native.compareExchange(viewOf(memory, size), at(offset, size), expected as number, replacement as number);
  },
  wait({ native: memory }: SimBuffer, offset: number, size: Waitable, expected: Raw, ms: number) {
    return native.wait(viewOf(memory, size), at(offset, size), expected as number, ms);
  },
  waitAsync({ native: memory }: SimBuffer, offset: number, size: Waitable, expected: Raw, ms: number) {
    return native.waitAsync(viewOf(memory, size), at(offset, size), expected as number, ms) as ReturnType<Machine['waitAsync']>;
  },
  notify({ native: memory }: SimBuffer, offset: number, count: number): number {
    return native.notify(viewOf(memory, 4), at(offset, 4), count);
  },
  pause: () => native.pause(),
  newBuffer: (byteLength, maxByteLength) =>
    nextBuffer(maxByteLength === undefined ? new NativeShared(byteLength) : new NativeShared(byteLength, { maxByteLength })),
  grow: ({ native: memory }, byteLength) => nativeGrow.call(memory, byteLength),
  random,
  now,
};

const { grow: nativeGrow } = SharedArrayBuffer.prototype;

let buffers = 0;
const nextBuffer = (memory: SharedArrayBuffer): SimBuffer => ({ id: buffers++, native: memory });

/** From here on the globals of this thread are instrumented, for good. */
export function instrumentForGood(): void {
  installGlobals({
    random,
    registerBuffer: nextBuffer,
    reuseBuffer: () => undefined,
    adopt: (memory) => adoptBuffer(memory, nextBuffer(memory)),
  });
  setMachine(machine as Machine);
}
