import { machine } from '../machine.ts';
import { knownMemory, type Memory, remember, simulatedBy } from './buffers.ts';
import type { Method, Names } from './natives.ts';
import { patchGetter, patchValue } from './patches.ts';
import { registerNew } from './shared-buffers.ts';

const Native = WebAssembly.Memory;
const nativeBuffer = Object.getOwnPropertyDescriptor(Native.prototype, 'buffer')!.get!;
const nativeGrow = Native.prototype.grow;

/** Shared ones that the program made. The SharedArrayBuffer of such a memory is another after each growth, but the simulated memory is the same. */
const simulated = new WeakMap<object, Memory>();

/** WebAssembly.Memory as programs get it: a shared one is simulated. */
const InstrumentedMemory: typeof WebAssembly.Memory = new Proxy(Native, {
  construct(_, args: unknown[], newTarget) {
    const made = Reflect.construct(Native, args, newTarget === InstrumentedMemory ? Native : newTarget) as WebAssembly.Memory;
    const native = nativeBuffer.call(made) as ArrayBufferLike;
    if (!(native instanceof SharedArrayBuffer)) return made;
    if (machine !== undefined) {
      throw new Error('a shared WebAssembly.Memory in a thread of a checked program is not supported: make it while the program is set up');
    }
    const memory = registerNew(native);
    if (memory !== undefined) simulated.set(made, memory);
    return made;
  },
});

function simulatedBuffer(this: unknown): unknown {
  return sameMemory(this, nativeBuffer.call(this) as SharedArrayBuffer);
}

/** `native` is one more object that stands for the memory. */
function sameMemory(made: unknown, native: SharedArrayBuffer): SharedArrayBuffer {
  const memory = simulated.get(made as object);
  if (memory !== undefined && knownMemory(native) === undefined) {
    const buffer = simulatedBy(memory);
    buffer.native = native;
    remember(native, buffer);
  }
  return native;
}

function grow(this: WebAssembly.Memory, pages: number): number {
  if (machine !== undefined && simulated.has(this))
    throw new Error('WebAssembly.Memory.grow is not supported in the threads of a checked program: grow it while the program is set up');
  return nativeGrow.call(this, pages);
}

patchValue(WebAssembly, 'Memory', InstrumentedMemory);
patchValue(Native.prototype, 'constructor', InstrumentedMemory);
patchValue(Native.prototype, 'grow', grow);
patchGetter(Native.prototype, 'buffer', simulatedBuffer);
for (const name of ['toFixedLengthBuffer', 'toResizableBuffer']) {
  const native = (Native.prototype as unknown as Names)[name] as Method | undefined;
  if (native === undefined) continue; // newer than this engine
  patchValue(Native.prototype, name, function (this: unknown): unknown {
    return sameMemory(this, native.call(this) as SharedArrayBuffer);
  });
}

// Code of WebAssembly cannot be instrumented.

function refuseSimulated(imports: unknown): void {
  for (const module of Object.values(Object(imports) as object) as unknown[]) {
    for (const value of Object.values(Object(module) as object) as unknown[]) {
      if (!simulated.has(value as object)) continue;
      throw new Error(
        'WebAssembly code that works on shared memory of a checked program is not supported, since the checker cannot see what it does: ' +
          'check the same algorithm in TypeScript',
      );
    }
  }
}

const NativeInstance = WebAssembly.Instance;
const InstrumentedInstance: typeof WebAssembly.Instance = new Proxy(NativeInstance, {
  construct(_, args: unknown[], newTarget) {
    refuseSimulated(args[1]);
    return Reflect.construct(NativeInstance, args, newTarget === InstrumentedInstance ? NativeInstance : newTarget) as object;
  },
});
patchValue(WebAssembly, 'Instance', InstrumentedInstance);
patchValue(NativeInstance.prototype, 'constructor', InstrumentedInstance);
for (const name of ['instantiate', 'instantiateStreaming']) {
  const native = (WebAssembly as unknown as Names)[name] as Method | undefined;
  if (native === undefined) continue;
  patchValue(WebAssembly, name, async (source: unknown, imports: unknown, ...rest: unknown[]) => {
    refuseSimulated(imports);
    return native.call(WebAssembly, source, imports, ...rest);
  });
}
