import type { SimBuffer } from '../machine.ts';

/** What the instrumented globals ask of the exploration. */
export interface InstrumentHost {
  /** A new shared memory of the program, made while it is set up. */
  registerBuffer(native: SharedArrayBuffer): SimBuffer;
  /** A zeroed memory of that size that stands for the one that is to be made now, if there is one. */
  reuseBuffer(byteLength: number): SharedArrayBuffer | undefined;
  /** A shared memory that was there before the program: it becomes one of its own. */
  adopt(native: SharedArrayBuffer): SimBuffer;
}

/** The one whose program runs now. A live binding. */
export let host: InstrumentHost | undefined;

export function setHost(next: InstrumentHost | undefined): void {
  host = next;
}

const simulated = new WeakMap<SharedArrayBuffer, SimBuffer>();

/** The simulated memory behind a SharedArrayBuffer, if it is one. */
export function simBufferOf(buffer: object): SimBuffer | undefined {
  return simulated.get(buffer as SharedArrayBuffer);
}

/** From now on `native` stands for that simulated memory. */
export function adoptBuffer(native: SharedArrayBuffer, buffer: SimBuffer): SimBuffer {
  simulated.set(native, buffer);
  return buffer;
}
