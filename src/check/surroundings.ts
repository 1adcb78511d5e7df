import type { Instance, Surroundings } from './engine/runner.ts';
import { adoptBuffer, installGlobals, type InstrumentHost, simBufferOf } from './instrument/index.ts';
import { Lock } from './lock.ts';
import type { SimBuffer } from './machine.ts';
import {
  beginRun,
  CheckedRealm,
  type DescribedWord,
  enterChecked,
  FINALLY,
  HEAP_BYTES,
  leaveChecked,
  placeInArena,
  SET_UP,
  switchThread,
} from './realm/index.ts';
import type { Program } from './result.ts';
import type { SharedMemory } from '../realm/realm.ts';

/** The number of the buffer that is the simulated heap; others are numbered from 1 in the order in which the program makes them. */
const HEAP_BUFFER = 0;
/** Numbers of buffers that threads make: from here on, so many for each thread. */
const THREAD_BUFFERS = 1000;
const BUFFERS_PER_THREAD = 1000;
/** Numbers of buffers that the program has from outside. */
const OUTER_BUFFERS = 2 ** 20;

// Taken before anything is instrumented.
const NativeBytes = Uint8Array;
const NativeShared = SharedArrayBuffer;
/** Zeroing more costs as much as a new one. */
const MOST_REUSED_BYTES = 2 ** 16;

/** Heaps of explorations that are over. What threads write never gets there, and the set-up zeroes what it uses. */
const freeHeaps: SharedArrayBuffer[] = [];

/** What the program's code runs in: instrumented globals, the realm of checked runs, a fresh heap for each run. */
export class ProgramSurroundings implements Surroundings, InstrumentHost {
  readonly heapBuffer = HEAP_BUFFER;
  readonly #program: () => Program | unknown;
  readonly #isMain: boolean;
  readonly #heap: SharedArrayBuffer;
  readonly #realm: CheckedRealm;
  readonly #outer = new WeakMap<SharedArrayBuffer, SimBuffer>();
  #outerCount = 0;
  #buffers = 0;
  /** By number: the memories of the last run. */
  readonly #pool: (SharedArrayBuffer | undefined)[] = [];
  #uninstall: (() => void) | undefined;
  /** Told of the thread that runs, for the watchdog. */
  readonly #heartbeat: Int32Array | undefined;

  constructor(program: () => Program | unknown, isMain: boolean, heartbeat: Int32Array | undefined) {
    this.#program = program;
    this.#isMain = isMain;
    this.#heartbeat = heartbeat;
    this.#heap = freeHeaps.pop() ?? new NativeShared(HEAP_BYTES);
    this.#outer.set(this.#heap, adoptBuffer(this.#heap, { id: HEAP_BUFFER, native: this.#heap }));
    this.#realm = new CheckedRealm({ heap: this.#heap, simBufferOf: (memory) => this.#simBufferOf(memory) });
  }

  /** Its heap serves the next exploration: engines give such memories back late, and thousands of explorations would take gigabytes. Not to be used afterwards. */
  dispose(): void {
    freeHeaps.push(this.#heap);
  }

  /** From here to `close` the globals are instrumented. */
  open(): void {
    this.#uninstall = installGlobals(this);
    enterChecked(this.#realm);
  }

  close(): void {
    leaveChecked();
    this.#uninstall?.();
    this.#uninstall = undefined;
  }

  /** A shared memory that the set-up makes: the one that it made at this point in the last run, if that will do. Making a new one would cost more than most runs do. */
  reuseBuffer(byteLength: number): SharedArrayBuffer | undefined {
    const native = this.#pool[this.#buffers + 1];
    if (native === undefined || native.byteLength !== byteLength || byteLength > MOST_REUSED_BYTES) return undefined;
    this.#buffers++;
    new NativeBytes(native).fill(0);
    return native;
  }

  registerBuffer(native: SharedArrayBuffer): SimBuffer {
    const id = ++this.#buffers;
    this.#pool[id] = native;
    return { id, native };
  }

  adopt(native: SharedArrayBuffer): SimBuffer {
    return this.#adopt(native);
  }

  #simBufferOf(memory: SharedMemory): SimBuffer {
    const buffer = memory instanceof NativeShared ? memory : (memory.buffer as unknown as SharedArrayBuffer);
    return simBufferOf(buffer) ?? this.#adopt(buffer);
  }

  /** A memory from outside of the program: what was in it when the exploration began is in it at the start of each execution. */
  #adopt(native: SharedArrayBuffer): SimBuffer {
    let buffer = this.#outer.get(native);
    if (buffer === undefined) this.#outer.set(native, (buffer = adoptBuffer(native, { id: OUTER_BUFFERS + this.#outerCount++, native })));
    return buffer;
  }

  /** Calls the program to see what it returns. */
  probe(): unknown {
    this.#buffers = 0;
    Lock.beginRun();
    beginRun();
    return this.#program();
  }

  setUp(): Instance {
    if (this.#isMain) {
      this.#buffers = 0;
      Lock.beginRun();
      beginRun();
      return { threads: [this.#program], finally: undefined, isMain: true };
    }
    const { threads, finally: judge } = this.probe() as Program;
    return { threads, finally: judge, isMain: false };
  }

  enter(thread: number): void {
    if (this.#heartbeat !== undefined) this.#heartbeat[1] = thread;
    switchThread(thread);
  }

  leave(): void {
    switchThread(SET_UP);
  }

  /** From here to `stopListening`, locks that are made tell what their words are. */
  listen(): void {
    this.#realm.words.listen();
  }

  stopListening(): void {
    this.#realm.words.stop();
  }

  describedWord(buffer: number, offset: number): DescribedWord | undefined {
    return this.#realm.words.find(buffer, offset);
  }

  bytesOf(address: number): number | undefined {
    return this.#realm.heap.blocks.get(address)?.bytes;
  }

  newBuffer(thread: number, number: number, byteLength: number, maxByteLength: number | undefined): SimBuffer {
    const id = THREAD_BUFFERS + (thread - FINALLY) * BUFFERS_PER_THREAD + number;
    return {
      id,
      native: maxByteLength === undefined ? new NativeShared(byteLength) : new NativeShared(byteLength, { maxByteLength }),
    };
  }

  allocate(thread: number, end: number, bytes: number, alignment: number): number {
    return placeInArena(thread, end, bytes, alignment);
  }
}
