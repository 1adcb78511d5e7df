import { REFERENCED } from '../memory/header.ts';
import { heapRegion } from '../memory/heap.ts';
import { realm } from '../realm/realm.ts';

/**
 * A thread record: what the threads of a program know of one spawned thread. 128 bytes of the heap, used again for other threads after its end but never for
 * anything else, so that a stale handle can do no harm: it compares the id.
 *
 * | word   | name             | meaning                                                       | written by                       |
 * |--------|------------------|---------------------------------------------------------------|----------------------------------|
 * | 0      | `STATE`          | see below                                                     | see below                        |
 * | 1      | `ID`             | the thread's number, from 1; 0 in a record that is free        | its spawner                      |
 * | 2      | `CANCELLED`      | the thread's id once someone asked it to stop                  | anyone                           |
 * | 3      | `HOLDERS`        | who still needs the record: the thread itself, and its handle  | each for itself                  |
 * | 4      | `WORKER`         | block of the worker that runs it, 0 before                     | that worker                      |
 * | 5, 6   | `TASK`           | address and length of what to run                              | its spawner                      |
 * | 7      | `OUTCOME`        | how it ended: see the constants                                | the worker, or the supervisor    |
 * | 8, 9   | `OUTCOME_VALUE`  | address and length of the result; or the code of its death      | the same                         |
 * | 10     | `FLAGS`          | {@link KEEPS_ALIVE} and so on                                  | its spawner, its handle, itself, the supervisor |
 * | 11     | `SPAWNER`        | block of the thread that spawned it                            | its spawner                      |
 * | 12     | `NEXT`           | link in a list: of free records, of dead ones, or the queue    | under the heap's lock            |
 * | 13     | `NEVER`          | always 0: to sleep on                                          | nobody                           |
 * | 16     | `PARKING`        | the token of `park` and `unpark`: see park.ts                  | see there                        |
 *
 * | state         | meaning                                 | next, by whom                                             |
 * |---------------|-----------------------------------------|-----------------------------------------------------------|
 * | `WAITING`     | no worker runs it yet                   | RUNNING by the worker; ENDING by `terminate`; DONE by the supervisor |
 * | `RUNNING`     | a worker runs it                        | DONE by the worker; ENDING by `terminate`; DONE by the supervisor    |
 * | `ENDING`      | someone wants it terminated             | DONE by the supervisor, or by the worker if it had not begun |
 * | `DONE`        | the outcome can be read                 | final                                                     |
 */
export const STATE = 0;
export const ID = 1;
export const CANCELLED = 2;
export const HOLDERS = 3;
export const WORKER = 4;
export const TASK_ADDRESS = 5;
export const TASK_LENGTH = 6;
export const OUTCOME = 7;
export const OUTCOME_ADDRESS = 8;
export const OUTCOME_LENGTH = 9;
export const FLAGS = 10;
export const SPAWNER = 11;
export const NEXT = 12;
export const NEVER = 13;
export const PARKING = 16;

export const WAITING = 1;
export const RUNNING = 2;
export const ENDING = 3;
export const DONE = 4;

/** Outcome: the function returned. */
export const RETURNED = 1;
/** Outcome: the function threw. */
export const THREW = 2;
/** Outcome: the thread ended without either; `OUTCOME_ADDRESS` has the reason, `OUTCOME_LENGTH` a code. */
export const DIED = 3;

/** Death: `terminate()` was called. */
export const TERMINATED = 1;
/** Death: the worker called `process.exit` or `close`; the code is beside it. */
export const EXITED = 2;
/** Death: the worker never came up. */
export const NOT_STARTED = 3;
/** Death: the worker ran out of its own JavaScript memory. */
export const OUT_OF_MEMORY = 4;
/** Death: the worker failed outside of the thread's function, such as in a timer. */
export const CRASHED = 5;

/** Flag: the program stays alive while this thread runs. */
export const KEEPS_ALIVE = 1;
/** Flag: a part of the arguments comes by message. */
export const ARGUMENTS_BY_MESSAGE = 2;
/** Flag: a part of the result comes by message. */
export const RESULT_BY_MESSAGE = 4;
/** Flag: its handle is gone, or the owner of its handle: if it threw, the error is to be printed. */
export const NOBODY_JOINS = 8;
/** Flag: the thread reads its arguments, or has read them: what is in them is the message's before, and the thread's from then on. */
export const READING_ARGUMENTS = 16;
export const HAS_ARGUMENTS = 32;
/** Flag: the result was read, and what is in it is its reader's. */
export const RESULT_READ = 64;

export const RECORD_BYTES = 128;
export const RECORD_WORDS: number = RECORD_BYTES / 4;

/** The byte address of a word of a record. */
export function wordOf(record: number, word: number): number {
  return record + word * 4;
}

/** Whether `found`, read from the word `CANCELLED`, is the id of the thread with that record: it may be that of one which used the record before. */
export function isId(record: number, found: number): boolean {
  // in a checked run no record is used twice
  return found !== 0 && (realm.checked !== undefined || found === heapRegion().ops.load32(wordOf(record, ID), 'relaxed'));
}

/** Sets a flag; returns those that were set. */
export function setFlag(record: number, flag: number): number {
  return heapRegion().ops.or32(wordOf(record, FLAGS), flag, 'relaxed');
}

/**
 * Publishes the end of a thread: the outcome is in the record already. Returns false if the state was not `from` any more. {@link unreference} comes
 * after it.
 *
 * The `release` pairs with the `acquire` of whoever joins.
 */
export function publishEnd(record: number, from: number): boolean {
  const { ops } = heapRegion();
  if (ops.cas32(wordOf(record, STATE), from, DONE, 'acqRel', 'acquire') !== from) return false;
  ops.notify(wordOf(record, STATE), Infinity);
  return true;
}

/** The program no longer stays alive for this thread. Whoever clears the flag does the counting, so that it is done once. */
export function unreference(record: number): void {
  const { ops } = heapRegion();
  if ((ops.and32(wordOf(record, FLAGS), ~KEEPS_ALIVE, 'acqRel') & KEEPS_ALIVE) !== 0) dropReference();
}

/**
 * The program stays alive for this thread. After it was handed over: a spawner that is killed in between leaves a thread that the program does not wait for, rather than
 * a count that never goes down.
 */
export function reference(record: number): void {
  const { ops } = heapRegion();
  ops.add32(REFERENCED * 4, 1, 'relaxed');
  ops.or32(wordOf(record, FLAGS), KEEPS_ALIVE, 'seqCst');
  // Either this thread sees that the other has ended, or the other saw the flag.
  if (ops.load32(wordOf(record, STATE), 'seqCst') === DONE) unreference(record);
}

/** The reverse; tells the first thread when it was the last. */
function dropReference(): void {
  const { ops } = heapRegion();
  if (ops.sub32(REFERENCED * 4, 1, 'release') === 1) ops.notify(REFERENCED * 4, Infinity);
}
