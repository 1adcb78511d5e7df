import type { SimBuffer } from '../machine.ts';
import { isShared } from './natives.ts';
import type { WholeViews } from './whole-views.ts';

/** What the instrumented globals ask of the exploration. */
export interface InstrumentHost {
  /** A new shared memory of the program, made while it is set up. */
  registerBuffer(native: SharedArrayBuffer): SimBuffer;
  /** A zeroed memory of that size that stands for the one that is to be made now, if there is one. */
  reuseBuffer(byteLength: number): SharedArrayBuffer | undefined;
  /** A shared memory that was there before the program: it becomes one of its own. */
  adopt(native: SharedArrayBuffer): SimBuffer;
  /** A number from 0 to 1 for the code that sets the program up: the same ones each time. */
  random(): number;
}

/** The one whose program runs now. A live binding. */
export let host: InstrumentHost | undefined;

export function setHost(next: InstrumentHost | undefined): void {
  host = next;
}

/** What is known of a SharedArrayBuffer that stands for simulated memory. Views refer to it, since another exploration may give it another SimBuffer. */
export interface Memory {
  readonly native: SharedArrayBuffer;
  buffer: SimBuffer;
  /** Whose buffer that is. */
  owner: InstrumentHost | undefined;
  /** Of a memory that each set-up makes anew: its views. */
  wholeViews: WholeViews | undefined;
}

const memories = new WeakMap<object, Memory>();

/** From now on `native` stands for that simulated memory. */
export function adoptBuffer(native: SharedArrayBuffer, buffer: SimBuffer): SimBuffer {
  remember(native, buffer);
  return buffer;
}

export function remember(native: SharedArrayBuffer, buffer: SimBuffer): Memory {
  let memory = memories.get(native);
  if (memory === undefined) memories.set(native, (memory = { native, buffer, owner: host, wholeViews: undefined }));
  memory.buffer = buffer;
  memory.owner = host;
  return memory;
}

/** The memory that is known by this object; it may belong to another exploration. */
export function knownMemory(object: object): Memory | undefined {
  return memories.get(object);
}

/** The memory of a SharedArrayBuffer; one from outside of the program becomes one of its own. Undefined for other objects, and while no program runs. */
export function memoryOf(object: object): Memory | undefined {
  const known = memories.get(object);
  if (known !== undefined) return known;
  return host !== undefined && isShared(object) ? remember(object, host.adopt(object)) : undefined;
}

/** The simulated memory, for the exploration that runs now: one that another has made is to it one from outside. */
export function simulatedBy(memory: Memory): SimBuffer {
  if (memory.owner !== host && host !== undefined) {
    memory.buffer = host.adopt(memory.native);
    memory.owner = host;
  }
  return memory.buffer;
}

/** The simulated memory behind a SharedArrayBuffer, if it is one. */
export function simBufferOf(object: object): SimBuffer | undefined {
  const memory = memories.get(object);
  return memory === undefined ? undefined : simulatedBy(memory);
}
