import { machine } from '../machine.ts';
import { adoptBuffer, host, simBufferOf } from './buffers.ts';

const NativeShared = SharedArrayBuffer;
const nativeSlice = NativeShared.prototype.slice;
const nativeGrow = (NativeShared.prototype as { grow?: (bytes: number) => void }).grow;

/** SharedArrayBuffer as programs get it: what it makes is simulated. */
export const InstrumentedSharedArrayBuffer: SharedArrayBufferConstructor = new Proxy(NativeShared, {
  construct(_, args: unknown[], newTarget) {
    if (machine === undefined && args.length === 1 && typeof args[0] === 'number' && newTarget === InstrumentedSharedArrayBuffer) {
      const used = host?.reuseBuffer(args[0]);
      if (used !== undefined) return used;
    }
    const native = Reflect.construct(
      NativeShared,
      args,
      newTarget === InstrumentedSharedArrayBuffer ? NativeShared : newTarget,
    ) as SharedArrayBuffer;
    const most = (args[1] as { maxByteLength?: number } | undefined)?.maxByteLength;
    if (machine !== undefined) adoptBuffer(native, machine.newBuffer(native.byteLength, most));
    else if (host !== undefined) adoptBuffer(native, host.registerBuffer(native));
    return native;
  },
});

/** `slice` copies what is in the simulated memory. */
export function slice(this: SharedArrayBuffer, begin?: number, end?: number): SharedArrayBuffer {
  const copy = nativeSlice.call(this, begin, end);
  const buffer = simBufferOf(this);
  if (buffer === undefined) return copy;
  if (machine === undefined) {
    adoptBuffer(copy, host!.registerBuffer(copy));
    return copy;
  }
  const from = Math.trunc(begin ?? 0) || 0;
  const start = from < 0 ? Math.max(0, this.byteLength + from) : Math.min(from, this.byteLength);
  const to = adoptBuffer(copy, machine.newBuffer(copy.byteLength, undefined));
  for (let i = 0; i < copy.byteLength; i++) machine.store(to, i, 1, machine.load(buffer, start + i, 1, 'plain'), 'plain');
  return copy;
}

export function grow(this: SharedArrayBuffer, byteLength: number): void {
  if (machine !== undefined && simBufferOf(this) !== undefined) {
    throw new Error('SharedArrayBuffer.grow is not supported in the threads of a checked program: grow it while the program is set up');
  }
  nativeGrow!.call(this, byteLength);
}

export const nativeBufferMethods = { slice: nativeSlice, grow: nativeGrow };
