import type { DeathNotes } from '../../realm/checked.ts';
import type { SimBuffer } from '../machine.ts';
import type { FreedBefore } from './lifetimes.ts';

/** One call of the program: its threads, before any of them has run. */
export interface Instance {
  readonly threads: readonly (() => unknown)[];
  readonly finally: ((results: readonly unknown[]) => unknown) | undefined;
  /** The program is an ordinary function, and this its only thread so far. */
  readonly isMain: boolean;
}

/** What surrounds each run of the program's code. */
export interface Surroundings {
  /** Calls the program. The globals are instrumented, and the realm is that of checked runs, until `leave`. */
  setUp(): Instance;
  /** The code of `thread` runs from here on. */
  enter(thread: number): void;
  leave(): void;
  /** What is known of the run that is on, such as the modules of its threads: to {@link Surroundings.resume} when a run that lies in it is over. */
  suspend(): unknown;
  resume(run: unknown): void;
  /** The program is its own first thread. */
  readonly isMain: boolean;
  /** Puts in order what a thread left that has ended: called while its operations are still that thread's. */
  bury(thread: number, notes: DeathNotes): void;
  /** The number of the buffer that is the heap, and how long the blocks in it are that were allocated in the set-up. */
  readonly heapBuffer: number;
  bytesOf(address: number): number | undefined;
  /** The blocks of those that the set-up has freed, too: one list, which each run of the program fills anew with the same. */
  readonly freedInSetUp: readonly FreedBefore[];
  newBuffer(thread: number, number: number, byteLength: number, maxByteLength: number | undefined): SimBuffer;
  /** The address of the next block of a thread whose last one ended at `end`. */
  allocate(thread: number, end: number, bytes: number, alignment: number): number;
}
