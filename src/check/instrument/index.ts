import { machine } from '../machine.ts';
import { instrumentedAtomics, nativeAtomics } from './atomics.ts';
import { setHost, type InstrumentHost } from './buffers.ts';
import { dataViewMethods, InstrumentedDataView, nativeDataViewMethods } from './data-views.ts';
import * as buffers from './shared-buffers.ts';
import { instrumented, natives } from './typed-arrays.ts';
import * as wasm from './web-assembly.ts';

export { adoptBuffer, simBufferOf, type InstrumentHost } from './buffers.ts';

const NativeShared = SharedArrayBuffer;
const NativeView = DataView;
const { random } = Math;
const { now } = Date;
const performanceNow = performance.now;
/** Where simulated time begins: a date that is easy to tell from a real one. */
const EPOCH_MS = 1_000_000_000_000;

/**
 * Puts the instrumented globals in the place of the native ones, and returns what puts those back. Shared memory that the program makes from then on is simulated: while its threads
 * run (`machine` is defined), every access goes to the machine, through typed arrays, `DataView` and `Atomics`; while it is set up, they act on ordinary memory.
 *
 * What takes bytes of a view natively is refused by the engine, since the view is a proxy (`TextDecoder.decode`, `Buffer.from`, `crypto.getRandomValues`, `postMessage`): copy with
 * `slice()` first. Costs some ten microseconds.
 */
export function installGlobals(host: InstrumentHost): () => void {
  setHost(host);
  Object.assign(globalThis, instrumented, { SharedArrayBuffer: buffers.InstrumentedSharedArrayBuffer, DataView: InstrumentedDataView });
  Object.assign(Atomics, instrumentedAtomics);
  Object.assign(NativeView.prototype, dataViewMethods);
  NativeShared.prototype.slice = buffers.slice as typeof NativeShared.prototype.slice;
  if (buffers.nativeBufferMethods.grow !== undefined) Object.assign(NativeShared.prototype, { grow: buffers.grow });
  if (wasm.nativeMemory.Memory !== undefined) {
    WebAssembly.Memory = wasm.InstrumentedMemory!;
    Object.defineProperty(wasm.nativeMemory.Memory.prototype, 'buffer', wasm.instrumentedBuffer);
    wasm.nativeMemory.Memory.prototype.grow = wasm.grow;
  }
  Math.random = () => (machine === undefined ? random() : machine.random());
  Date.now = () => (machine === undefined ? now() : EPOCH_MS + machine.now());
  performance.now = () => (machine === undefined ? performanceNow.call(performance) : machine.now());
  return uninstall;
}

function uninstall(): void {
  setHost(undefined);
  Object.assign(globalThis, natives, { SharedArrayBuffer: NativeShared, DataView: NativeView });
  Object.assign(Atomics, nativeAtomics);
  Object.assign(NativeView.prototype, nativeDataViewMethods);
  NativeShared.prototype.slice = buffers.nativeBufferMethods.slice;
  if (buffers.nativeBufferMethods.grow !== undefined) Object.assign(NativeShared.prototype, { grow: buffers.nativeBufferMethods.grow });
  if (wasm.nativeMemory.Memory !== undefined) {
    WebAssembly.Memory = wasm.nativeMemory.Memory;
    Object.defineProperty(wasm.nativeMemory.Memory.prototype, 'buffer', wasm.nativeMemory.buffer!);
    wasm.nativeMemory.Memory.prototype.grow = wasm.nativeMemory.grow!;
  }
  Math.random = random;
  Date.now = now;
  performance.now = performanceNow;
}
