import type { DeathNotes } from '../realm/checked.ts';
import type { ThreadResult } from '../realm/checked.ts';
import type { Ordering } from '../realm/ordering.ts';

/**
 * The machine that simulated threads run on: what the instrumented globals (`instrument/`) and the checked realm call for every access of simulated memory.
 * The engine implements it; there is one while a checked run is on, else none.
 *
 * Values are raw bits, whatever view they were written through: sizes 1 and 2 unsigned integers, size 4 a signed 32-bit integer, size 8 a signed 64-bit BigInt.
 */
export type Raw = number | bigint;
export type Size = 1 | 2 | 4 | 8;

/** `'plain'` is an ordinary read or write; the others are atomic accesses with that declared order. */
export type AccessOrder = 'plain' | Ordering;

/** Read-modify-writes. `S` and `U`: as signed and as unsigned integers. `F`: as a 64-bit float. */
export type RmwOp =
  | 'add'
  | 'sub'
  | 'and'
  | 'or'
  | 'xor'
  | 'exchange'
  | 'nand'
  | 'maxS'
  | 'minS'
  | 'maxU'
  | 'minU'
  | 'addF'
  | 'maxF'
  | 'minF';

/** A shared memory of the simulated program. What was written to it before the first thread started lies in `native`. */
export interface SimBuffer {
  /** Unique in one run of the program, and the same in each: buffers are numbered in the order of their creation by each thread. */
  readonly id: number;
  /** The bytes while the program is being set up; the engine reads initial values from here. May be replaced when it grows. */
  native: SharedArrayBuffer;
}

export type AsyncWaitResult = { async: false; value: 'not-equal' | 'timed-out' } | { async: true; value: Promise<'ok' | 'timed-out'> };

export interface Machine {
  load(buffer: SimBuffer, offset: number, size: Size, order: AccessOrder): Raw;
  store(buffer: SimBuffer, offset: number, size: Size, value: Raw, order: AccessOrder): void;
  /** Returns what was there before. */
  rmw(buffer: SimBuffer, offset: number, size: Size, op: RmwOp, operand: Raw, order: Ordering): Raw;
  /** Returns what was there before; replaced if that equals `expected`. */
  compareExchange(
    buffer: SimBuffer,
    offset: number,
    size: Size,
    expected: Raw,
    replacement: Raw,
    success: Ordering,
    failure: Ordering,
  ): Raw;
  wait(buffer: SimBuffer, offset: number, size: 4 | 8, expected: Raw, ms: number): 'ok' | 'not-equal' | 'timed-out';
  waitAsync(buffer: SimBuffer, offset: number, size: 4 | 8, expected: Raw, ms: number): AsyncWaitResult;
  /** Wakes at most `count` (Infinity for all). */
  notify(buffer: SimBuffer, offset: number, count: number): number;
  fence(order: Ordering): void;
  pause(): void;
  /** Branches: every value from 0 to n - 1 is explored. */
  choose(n: number): number;
  /** Ends this thread of this execution without an error if the condition is false. */
  assume(condition: boolean): void;
  /** A new shared memory, zeroed. */
  newBuffer(byteLength: number, maxByteLength: number | undefined): SimBuffer;
  /** Makes a growable memory longer. Without it, threads cannot. */
  grow?(buffer: SimBuffer, byteLength: number): void;
  /** A number from 0 to 1 that is the same whenever the thread gets here with the same values read. */
  random(): number;
  /** Milliseconds of the simulated thread's own clock. */
  now(): number;

  // What only our own primitives call, through the checked realm (`realm/`). Threads go by number, from 0.

  /**
   * An address in the simulated heap, a multiple of `alignment`, of bytes that no other block of this execution has or had, so that they are zero: see `realm/thread-arena.ts`.
   * The same in each execution in which the thread gets here with the same values read.
   */
  allocate(bytes: number, alignment: number): number;
  /** Ends the life of a block: an access that is not ordered before it is an error (`useAfterFree`), and so is another free (`doubleFree`). */
  free(address: number): void;
  /** Starts a thread, and returns its number. What this thread did before happens before what that one does. */
  spawn(fn: () => unknown, name?: string): number;
  /** Blocks until the thread has ended, which happens before this returns. Of one that was terminated: `threw`, with a `ThreadError` `TERMINATED`. */
  join(thread: number): ThreadResult;
  /** {@link Machine.join} without blocking; without it, whoever awaits a thread blocks. */
  joinAsync?(thread: number): Promise<ThreadResult>;
  /** Whether the thread has ended; both answers are explored while it may go either way. */
  isFinished(thread: number): boolean;
  /** The thread that runs now. */
  currentThread(): number;
  /** Lets the thread's clock go on by `ms`. Orders nothing: other threads may do anything meanwhile, or nothing. */
  sleep(ms: number): void;
  /** Ends the thread at the step that it is at: nothing of it comes after, `finally` blocks included. Does nothing if it has ended. */
  terminate(thread: number): void;
  /** Where the thread that runs now notes what is to be put in order if it dies; undefined if it cannot die any more. */
  notes?(): DeathNotes | undefined;
}

/** The machine of the simulated thread that runs now; undefined while the program is being set up, and outside of a checked run. A live binding. */
export let machine: Machine | undefined;

export function setMachine(next: Machine | undefined): void {
  machine = next;
}
