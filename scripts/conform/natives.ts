/** What the driver uses itself, taken before the globals are instrumented. */
import { MessagePort } from 'node:worker_threads';

const NativeInts = Int32Array;
const NativeShared = SharedArrayBuffer;
const { add, load, notify, store, wait } = Atomics;
const post = MessagePort.prototype.postMessage;
const now = performance.now.bind(performance);
const clone = structuredClone;
const naps = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));

export const natives = {
  add,
  load,
  notify,
  store,
  wait,
  now,
  newSignals: (count: number): Int32Array => new NativeInts(new NativeShared(count * NativeInts.BYTES_PER_ELEMENT)),
  signalsOf: (memory: SharedArrayBuffer): Int32Array => new NativeInts(memory),
  send: (port: MessagePort, message: unknown): void => post.call(port, message),
  sleep: (ms: number): void => void wait(naps, 0, 0, Number(ms)),
  detach: (buffer: ArrayBuffer): void => void clone(buffer, { transfer: [buffer] }),
};
