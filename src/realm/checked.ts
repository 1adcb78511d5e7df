import type { SharedMemory } from './realm.ts';

/** How a simulated thread ended. */
export interface ThreadResult {
  readonly threw: boolean;
  /** What its function returned, or what it threw: the thing itself, since simulated threads share one JavaScript heap. */
  readonly value: unknown;
}

/** What a lock says of one of its words, for reports. */
export interface WordDescription {
  /** What it is called: `Mutex`, `Condvar.sequence`. Left out, it has the name that it would have anyway. */
  readonly name?: string;
  /** What a value means, in a few words: `held by thread 0`. `threadOf` names the thread of a block (`ThreadState.block`). */
  readonly meaning?: (value: number, threadOf: (block: number) => string) => string | undefined;
}

/** A thing that a thread holds, or a word that it slept on: where it is, and its kind with the number of the memory above it, as in the list of what a thread holds. */
export type DeathNote = readonly [address: number, kindWord: number];

/** What a simulated thread notes for its undertaker. Real ones have it in their block, in shared memory; here nobody but the undertaker can see it. */
export interface DeathNotes {
  held: DeathNote[];
  /** What it is about to take. */
  pending: DeathNote | undefined;
  sleptOn: DeathNote | undefined;
}

/** Drops the latest note of what a thread holds that `isIt` says; returns whether there was one. */
export function dropNote({ held }: DeathNotes, isIt: (note: DeathNote) => boolean): boolean {
  const at = held.findLastIndex(isIt);
  if (at >= 0) held.splice(at, 1);
  return at >= 0;
}

/**
 * What a checked run does in the place of the host's threads and of our allocator: {@link Realm.checked}. Our rooms look for it on slow paths only, so it
 * costs real threads nothing that can be measured.
 *
 * Threads go by number here: those of the checker, from 0.
 */
export interface CheckedHooks {
  /** The memory that is the heap of the simulated program. Zeroed for each run of it, except for the marks in its first bytes. */
  readonly heap: SharedMemory;
  /** Where in the heap its parking lot lies. See `memory/parking-bucket.ts`. */
  readonly parkingLot: number;
  /** Whether a lock's waiting is to be one step: the check is about something else than how the lock is made. */
  readonly lockAware: boolean;
  /** Bytes of the heap that nothing else has or had in this run: zeroed, so that no constructor has to do it. */
  allocate(bytes: number, alignment: number): number;
  free(address: number): void;

  /** Starts a simulated thread; returns its number. */
  spawn(fn: () => unknown, name: string | undefined): number;
  /** Blocks until the thread has ended. */
  join(thread: number): ThreadResult;
  /** The same without blocking. */
  joinAsync(thread: number): Promise<ThreadResult>;
  isFinished(thread: number): boolean;
  /** Ends the thread where it is. */
  terminate(thread: number): void;
  currentThread(): number;
  /** What the thread was called when it was spawned. */
  nameOf(thread: number): string | undefined;
  /** Lets time pass for this thread. */
  sleep(ms: number): void;

  /** Where the thread that runs now notes what its undertaker is to do; undefined if it cannot die. */
  readonly notes: DeathNotes | undefined;
  /** A number for a memory of the program's own, from 1, and the memory with that number. */
  numberOf(memory: SharedMemory): number;
  memoryOf(number: number): SharedMemory | undefined;
  /** What is to be done for a thread that has died: set by the room that knows. */
  bury: ((notes: DeathNotes, block: number) => void) | undefined;

  /** Where in the heap the words of a thread lie that others know: its token, and whether it is cancelled. See `thread/record.ts`. */
  recordOf(thread: number): number;
  /** Says what the word at `address` is. Costs a few nanoseconds, but for the one run whose story is told. */
  describe(memory: SharedMemory, address: number, description: WordDescription): void;
  /** The thread that an owner word names: the inverse of the `block` of its {@link ThreadState}. */
  threadOf(block: number): number;
}
