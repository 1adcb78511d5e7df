import { machine } from '../machine.ts';
import { host, knownMemory, type Memory, memoryOf, remember, simulatedBy } from './buffers.ts';
import { toEnd, toInteger, toRelative } from './coercions.ts';
import { type Constructor, type Names, NativeShared } from './natives.ts';
import { patchValue } from './patches.ts';
import { WholeViews } from './whole-views.ts';

const prototype = NativeShared.prototype as unknown as Names;
const nativeSlice = prototype['slice'] as (this: unknown, begin?: unknown, end?: unknown) => SharedArrayBuffer;
const nativeGrow = prototype['grow'] as (this: unknown, bytes?: unknown) => void;
const NativeBytes = Uint8Array;

/** Whether the exploration makes a memory itself, which is then no new one of the program. */
let isMaking = false;

/** SharedArrayBuffer as programs get it: what it makes is simulated. */
export const InstrumentedSharedArrayBuffer: SharedArrayBufferConstructor = new Proxy(NativeShared, {
  construct(_, args: unknown[], newTarget) {
    const isPlain = newTarget === InstrumentedSharedArrayBuffer;
    if (isPlain && machine === undefined && args.length === 1 && typeof args[0] === 'number') {
      const used = host?.reuseBuffer(args[0]);
      if (used !== undefined) {
        knownMemory(used)?.wholeViews?.rewind();
        return used;
      }
    }
    const native = Reflect.construct(NativeShared, args, isPlain ? NativeShared : newTarget) as SharedArrayBuffer;
    if (!isMaking) registerNew(native);
    return native;
  },
});

/** A shared memory that the program has just made becomes simulated. */
export function registerNew(native: SharedArrayBuffer): Memory | undefined {
  if (host === undefined) return undefined;
  isMaking = true;
  try {
    if (machine === undefined) {
      const memory = remember(native, host.registerBuffer(native));
      memory.wholeViews ??= new WholeViews();
      return memory;
    }
    const buffer = machine.newBuffer(native.byteLength, native.growable ? native.maxByteLength : undefined);
    buffer.native = native;
    return remember(native, buffer);
  } finally {
    isMaking = false;
  }
}

/** `slice` copies what is in the simulated memory. */
const { slice } = {
  slice(this: unknown, begin?: unknown, end?: unknown): SharedArrayBuffer {
    const memory = Object(this) === this ? memoryOf(this as object) : undefined;
    if (memory === undefined) return nativeSlice.call(this, begin, end);
    const { native } = memory;
    const from = toRelative(begin, native.byteLength);
    const count = Math.max(0, toEnd(end, native.byteLength) - from);
    const copy = new (speciesOf(native))(count) as unknown as SharedArrayBuffer;
    const target = memoryOf(copy);
    if (target === undefined || copy === native || copy.byteLength < count) {
      throw new TypeError(`SharedArrayBuffer.slice: the species must make another SharedArrayBuffer, of at least ${count} bytes`);
    }
    copyBytes(memory, from, target, count);
    return copy;
  },
};

function copyBytes(source: Memory, from: number, target: Memory, count: number): void {
  if (machine === undefined) {
    new NativeBytes(target.native).set(new NativeBytes(source.native, from, count));
    return;
  }
  const [read, written] = [simulatedBy(source), simulatedBy(target)];
  for (let i = 0; i < count; i++) machine.store(written, i, 1, machine.load(read, from + i, 1, 'plain'), 'plain');
}

function speciesOf(buffer: SharedArrayBuffer): Constructor {
  const Class = buffer.constructor as unknown;
  if (Class === undefined) return InstrumentedSharedArrayBuffer as unknown as Constructor;
  if (Object(Class) !== Class) throw new TypeError('the constructor of a SharedArrayBuffer is no object');
  return ((Class as Names)[Symbol.species] ?? InstrumentedSharedArrayBuffer) as Constructor;
}

const { grow } = {
  grow(this: unknown, byteLength?: unknown): void {
    const memory = machine !== undefined && Object(this) === this ? memoryOf(this as object) : undefined;
    if (machine === undefined || memory === undefined) return nativeGrow.call(this, byteLength);
    if (machine.grow === undefined) {
      throw new Error('SharedArrayBuffer.grow is not supported in the threads of a checked program: grow it while the program is set up');
    }
    if (!memory.native.growable) return nativeGrow.call(this, byteLength); // throws
    return machine.grow(simulatedBy(memory), toInteger(byteLength));
  },
};

patchValue(globalThis, 'SharedArrayBuffer', InstrumentedSharedArrayBuffer);
patchValue(prototype, 'constructor', InstrumentedSharedArrayBuffer);
patchValue(prototype, 'slice', slice);
patchValue(prototype, 'grow', grow);
