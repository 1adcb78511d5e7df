import type { AsyncWait } from '../ops.ts';
import type { SharedMemory } from '../realm.ts';

export type Int32View = Int32Array<SharedArrayBuffer>;
export type Int64View = BigInt64Array<SharedArrayBuffer>;

/** The shared buffer behind `memory` as it is now. A WebAssembly memory has a new, longer buffer after it grew. */
export function bufferOf(memory: SharedMemory): SharedArrayBuffer {
  return memory instanceof SharedArrayBuffer ? memory : (memory.buffer as unknown as SharedArrayBuffer);
}

/** How often a word is looked at where the engine has no `Atomics.waitAsync`, in ms. A guess between latency and load. */
const POLL_MS = 4;

/** `Atomics.waitAsync`, or looking again from a timer where the engine has none (Firefox before 145). */
export function waitAsync(view: Int32View, index: number, expected: number, ms: number): AsyncWait;
export function waitAsync(view: Int64View, index: number, expected: bigint, ms: number): AsyncWait;
export function waitAsync(view: Int32View | Int64View, index: number, expected: number | bigint, ms: number): AsyncWait {
  if (typeof Atomics.waitAsync === 'function') {
    return Atomics.waitAsync(view as Int32View, index, expected as number, ms) as AsyncWait;
  }
  if (Atomics.load(view as Int32View, index) !== expected) return { async: false, value: 'not-equal' };
  return { async: true, value: poll(view, index, expected, ms) };
}

async function poll(view: Int32View | Int64View, index: number, expected: number | bigint, ms: number): Promise<'ok' | 'timed-out'> {
  const end = performance.now() + ms;
  while (Atomics.load(view as Int32View, index) === expected) {
    if (performance.now() >= end) return 'timed-out';
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
  return 'ok';
}
