import { machine } from '../machine.ts';
import { adoptBuffer, host, simBufferOf } from './buffers.ts';

const Native = typeof WebAssembly === 'undefined' ? undefined : WebAssembly.Memory;
const simulated = new WeakSet<object>();
const bufferDescriptor = Native === undefined ? undefined : Object.getOwnPropertyDescriptor(Native.prototype, 'buffer');
const nativeGrow = Native?.prototype.grow;

/** WebAssembly.Memory as programs get it: a shared one is simulated. Undefined where there is no WebAssembly. */
export const InstrumentedMemory: typeof WebAssembly.Memory | undefined =
  Native === undefined
    ? undefined
    : new Proxy(Native, {
        construct(_, args: unknown[], newTarget) {
          const memory = Reflect.construct(Native, args, newTarget === InstrumentedMemory ? Native : newTarget) as WebAssembly.Memory;
          if ((args[0] as { shared?: boolean }).shared === true) {
            if (machine !== undefined)
              throw new Error(
                'a shared WebAssembly.Memory in a thread of a checked program is not supported: make it while the program is set up',
              );
            simulated.add(memory);
            void memory.buffer; // registers it
          }
          return memory;
        },
      });

/** What `memory.buffer` is while the globals are instrumented. */
export const instrumentedBuffer: PropertyDescriptor = {
  configurable: true,
  enumerable: true,
  get(this: WebAssembly.Memory) {
    const native = bufferDescriptor!.get!.call(this) as SharedArrayBuffer;
    if (simulated.has(this) && simBufferOf(native) === undefined && host !== undefined) adoptBuffer(native, host.registerBuffer(native));
    return native;
  },
};

export function grow(this: WebAssembly.Memory, pages: number): number {
  if (machine !== undefined && simulated.has(this))
    throw new Error('WebAssembly.Memory.grow is not supported in the threads of a checked program');
  return nativeGrow!.call(this, pages);
}

export const nativeMemory = { Memory: Native, buffer: bufferDescriptor, grow: nativeGrow };
