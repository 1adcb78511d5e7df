import { Nondeterminism } from './engine/nondeterminism.ts';
import type { Instance, Surroundings } from './engine/program-run.ts';
import { adoptBuffer, installGlobals, type InstrumentHost, simBufferOf } from './instrument/index.ts';
import { Lock } from './lock.ts';
import type { SimBuffer } from './machine.ts';
import {
  beginRun,
  blockOf,
  CheckedRealm,
  type DescribedWord,
  enterChecked,
  FINALLY,
  HEAP_BYTES,
  leaveChecked,
  placeInArena,
  resumeRun,
  SET_UP,
  type SetUpBlock,
  suspendRun,
  switchThread,
  type ThreadStates,
} from './realm/index.ts';
import type { Shape } from './probe.ts';
import { safeText } from './report/value-text.ts';
import { setProgramThreads } from './properties/program-threads.ts';
import type { InternalOptions } from './options.ts';
import type { Program } from './result.ts';
import { type MadeMemory, SetUpMemory } from './set-up-memory.ts';
import { UnusableProgramError } from './unusable.ts';
import type { DeathNotes } from '../realm/checked.ts';
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

/** Heaps of explorations that are over. What threads write never gets there, and what their set-ups wrote is zeroed. */
const freeHeaps: SharedArrayBuffer[] = [];

/** What the program's code runs in: instrumented globals, the realm of checked runs, a fresh heap for each run. */
export class ProgramSurroundings implements Surroundings, InstrumentHost {
  readonly heapBuffer = HEAP_BUFFER;
  readonly #program: () => Program | unknown;
  /** What the program was found to be; undefined while that is asked. */
  readonly #shape: Shape | undefined;
  /** The program that is a thread itself. */
  readonly #main: () => unknown;
  readonly #heap: SharedArrayBuffer;
  readonly #realm: CheckedRealm;
  readonly #outer = new WeakMap<SharedArrayBuffer, SimBuffer>();
  #outerCount = 0;
  #buffers = 0;
  /** By number: the memories of the last run. */
  readonly #pool: (SharedArrayBuffer | undefined)[] = [];
  readonly #memory = new SetUpMemory();
  #randoms = 0;
  #uninstall: (() => void) | undefined;
  /** Why the program cannot be explored, if that turned up while it ran. */
  refusal: UnusableProgramError | undefined;
  /** Told of the thread that runs, for the watchdog. */
  readonly #heartbeat: Int32Array | undefined;

  constructor(
    program: () => Program | unknown,
    shape: Shape | undefined,
    { heartbeat, lockAware = false }: Pick<InternalOptions, 'heartbeat' | 'lockAware'>,
  ) {
    this.#program = program;
    this.#shape = shape;
    this.#main = () => this.#withoutThreads(program());
    this.#heartbeat = heartbeat;
    this.#heap = freeHeaps.pop() ?? new NativeShared(HEAP_BYTES);
    this.#outer.set(this.#heap, adoptBuffer(this.#heap, { id: HEAP_BUFFER, native: this.#heap }));
    this.#realm = new CheckedRealm({ heap: this.#heap, simBufferOf: (memory) => this.#simBufferOf(memory) });
    this.#realm.checked.lockAware = lockAware;
  }

  /** Its heap serves the next exploration: engines give such memories back late, and thousands of explorations would take gigabytes. Not to be used afterwards. */
  dispose(): void {
    this.#realm.heap.reset(); // the next one zeroes what its own runs used, and its first run is the one that all are compared with
    freeHeaps.push(this.#heap);
  }

  /** From here to `close` the globals are instrumented. */
  open(): void {
    enterChecked(this.#realm);
    try {
      this.#uninstall = installGlobals(this);
    } catch (error) {
      leaveChecked();
      throw error;
    }
  }

  /** Does nothing if {@link open} has thrown: what is in force then is another's. */
  close(): void {
    if (this.#uninstall === undefined) return;
    this.#uninstall();
    this.#uninstall = undefined;
    leaveChecked();
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

  /** The program begins anew: nothing was made yet. */
  #begin(): void {
    this.#buffers = 0;
    this.#randoms = 0;
    Lock.beginRun();
    beginRun();
  }

  /** Calls the program, which returns its threads if it has any. */
  call(): unknown {
    this.#begin();
    const made = this.#program();
    this.#compareMemory();
    return made;
  }

  setUp(): Instance {
    const shape = this.#shape!;
    setProgramThreads(shape.isMain ? 0 : shape.threads);
    if (shape.isMain) {
      this.#begin();
      return { threads: [this.#main], finally: undefined, isMain: true };
    }
    let made: unknown;
    try {
      made = this.call();
    } catch (error) {
      if (error instanceof Nondeterminism) throw error;
      throw new Nondeterminism([], `the program threw this while it was set up, although it had not thrown before: ${safeText(error)}`, {
        cause: error,
      });
    }
    const { threads, finally: judge } = (made ?? {}) as Partial<Program>;
    if (!isSame(threads, shape.threads) || (typeof judge === 'function') !== shape.hasFinally) {
      throw new Nondeterminism(
        [],
        'the program returned other threads than before, or threads and `finally` of another kind: it must return as many functions each time it is called',
      );
    }
    return { threads: threads as Program['threads'], finally: judge, isMain: false };
  }

  get isMain(): boolean {
    return this.#shape!.isMain;
  }

  bury(thread: number, notes: DeathNotes): void {
    this.#realm.checked.bury?.(notes, blockOf(thread));
  }

  #compareMemory(): void {
    if (!this.#memory.isDue) return;
    const made: MadeMemory[] = [];
    for (let id = 1; id <= this.#buffers; id++) {
      const native = this.#pool[id]!;
      made.push({ name: `sab${id}`, native, from: 0, bytes: native.byteLength });
    }
    for (const { address, bytes } of this.#realm.heap.blocks.values())
      made.push({ name: `heap+${address}`, native: this.#heap, from: address, bytes });
    const difference = this.#memory.difference(made);
    if (difference !== undefined) throw new Nondeterminism([], `the code that sets the program up made ${difference}`);
  }

  /** A program that is a thread itself has no threads to return. */
  #withoutThreads(made: unknown): unknown {
    if (typeof made === 'object' && made !== null && Array.isArray((made as Partial<Program>).threads)) {
      this.refusal = new UnusableProgramError(
        'the program starts threads (or waits) while it is set up, and returns threads, too. Either spawn in one of the threads that it returns, or spawn all of them and return no `threads`',
      );
    }
    return made;
  }

  /** Chance in the set-up is the same each time. */
  random(): number {
    return (++this.#randoms * RANDOM_STEP) % 1;
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

  suspend(): ThreadStates {
    return suspendRun();
  }

  resume(run: ThreadStates): void {
    resumeRun(run);
  }

  bytesOf(address: number): number | undefined {
    return this.#realm.heap.blocks.get(address)?.bytes;
  }

  get freedInSetUp(): readonly SetUpBlock[] {
    return this.#realm.heap.freed;
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

const RANDOM_STEP = 0.618_033_988_749_895; // the golden ratio: its multiples spread evenly

function isSame(threads: unknown, count: number): boolean {
  if (!Array.isArray(threads) || threads.length !== count) return false;
  for (let i = 0; i < count; i++) if (typeof threads[i] !== 'function') return false;
  return true;
}
