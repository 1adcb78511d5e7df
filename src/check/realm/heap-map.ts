import { MemoryError } from '../../realm/errors.ts';

/**
 * What lies where in the heap of a simulated program. Everything is at the same address in each run, whatever the other threads do, since the address of a block is a value that the
 * program can see.
 *
 * | from                  | what                                                                          |
 * |-----------------------|-------------------------------------------------------------------------------|
 * | 0                     | marks that are not 0: a lock that was freed through its handle points here, and finds itself taken |
 * | `RECORDS`             | for each thread what others may touch of it: its token, whether it is cancelled |
 * | `SET_UP_BLOCKS`       | what is allocated while the program is set up                                  |
 * | `PARKING_LOT`         | the buckets of the parking lot                                                 |
 * | `ARENAS`              | an arena for each thread                                                       |
 */
export const RECORD_BYTES = 128;
export const MARKED_BYTES = 128;
const RECORDS = MARKED_BYTES;

/** The numbers of what is no thread of the program: the code that sets it up, and what is asserted in the end. */
export const SET_UP = -2;
export const FINALLY = -1;

/** Threads of one execution. Far more than can be explored. */
export const MOST_THREADS = 60;

export const SET_UP_BLOCKS = 2 ** 13;
const ARENAS = 2 ** 20;
const ARENA_BYTES = 2 ** 18;
/** All of it. Address space only: no byte is touched that the program does not touch. */
export const HEAP_BYTES = ARENAS + (MOST_THREADS - FINALLY) * ARENA_BYTES;

/** Room for the heap's parking lot, which fits its size in `memory/parking-bucket.ts`. */
const PARKING_LOT_BYTES = 2048;
export const PARKING_LOT = ARENAS - PARKING_LOT_BYTES;

/** The end of what may be allocated while the program is set up. */
export const SET_UP_END = PARKING_LOT;

/** The address of a thread's record: see `thread/record.ts`. */
export function recordOf(thread: number): number {
  checkThread(thread);
  return RECORDS + (thread - SET_UP) * RECORD_BYTES;
}

/**
 * The next block of `bytes` bytes for `thread`, whose last one ended at `end` (0 if it had none). For the engine's `Machine.allocate`: as it depends on nothing but what the thread
 * did before, it is the same in each execution.
 */
export function placeInArena(thread: number, end: number, bytes: number, alignment: number): number {
  checkThread(thread);
  const start = ARENAS + (thread - FINALLY) * ARENA_BYTES;
  const address = alignUp(Math.max(end, start), alignment);
  if (address + bytes > start + ARENA_BYTES) throw outOfMemory(bytes, `a thread may have ${ARENA_BYTES} bytes`);
  return address;
}

export function alignUp(address: number, alignment: number): number {
  return (address + alignment - 1) & -alignment;
}

export function outOfMemory(bytes: number, limit: string): MemoryError {
  return new MemoryError(
    'OUT_OF_MEMORY',
    `allocate(${bytes}): the heap of a checked run is small, and nothing in it is used twice: ${limit}`,
  );
}

function checkThread(thread: number): void {
  if (thread < MOST_THREADS) return;
  throw new MemoryError('OUT_OF_MEMORY', `a checked run has room for ${MOST_THREADS} threads, but this is thread ${thread}`);
}
