import { notesOf, settleMessage } from '../codec/index.ts';
import { DEAD_RECORDS } from '../memory/header.ts';
import { heapRegion } from '../memory/heap.ts';
import { HELD_DELTA, type HeldEntry } from '../memory/held-list.ts';
import * as r from './record.ts';
import { argumentBytes, outcomeBytes } from './record-memory.ts';

/** Writes the end of a thread that cannot do so itself, because its worker is gone or never came. A thread that had published its own end is left as it is. */
export function finishDead(record: number, reason: number, code: number): void {
  const heap = heapRegion();
  heap.check(record, r.RECORD_BYTES, 4, 'thread record');
  const { i32, ops } = heap;
  const at = record >>> 2;
  for (
    let state = ops.load32(r.wordOf(record, r.STATE), 'acquire');
    state !== r.DONE;
    state = ops.load32(r.wordOf(record, r.STATE), 'acquire')
  ) {
    keepForFreeing(record);
    i32[at + r.OUTCOME_ADDRESS] = state === r.ENDING ? r.TERMINATED : reason;
    i32[at + r.OUTCOME_LENGTH] = code;
    i32[at + r.OUTCOME] = r.DIED;
    if (r.publishEnd(record, state)) return r.unreference(record);
  }
}

/**
 * Gives up what is in the arguments of a thread that has ended without reading them, or all of them. By its undertaker's means, since the modules of handles need not be loaded here.
 *
 * @param held what it held. Of one that ended while it read its arguments, it has there what it had read; of two handles of one thing, none is given up then if it had read one
 */
export function settleArguments(record: number, held: readonly HeldEntry[], release: (address: number) => void): void {
  const flags = r.setFlag(record, r.HAS_ARGUMENTS);
  const bytes = (flags & r.HAS_ARGUMENTS) === 0 ? argumentBytes(record) : undefined;
  if (bytes === undefined) return;
  const notes = notesOf(bytes);
  const isTaken = (address: number): boolean => (flags & r.READING_ARGUMENTS) !== 0 && held.some((entry) => entry.address === address);
  // A delta belongs to the entry after it.
  const left = notes.filter(([address, kind], i) => !isTaken(kind === HELD_DELTA ? notes[i + 1]![0] : address));
  settleMessage(left, release);
}

/** The same, and for a result that the thread has not published. For the supervisor, which may not wait. */
export function settleUnread(record: number, held: readonly HeldEntry[], release: (address: number) => void): void {
  if (heapRegion().ops.load32(r.wordOf(record, r.STATE), 'acquire') === r.DONE) return;
  settleArguments(record, held, release);
  const result = outcomeBytes(record);
  if (result !== undefined) settleMessage(notesOf(result), release);
}

/** The thread had written its result, and died before that was published: the bytes take the place of the task's, which were freed before. */
function keepForFreeing(record: number): void {
  const { i32 } = heapRegion();
  const at = record >>> 2;
  const outcome = i32[at + r.OUTCOME]!;
  if ((outcome === r.RETURNED || outcome === r.THREW) && i32[at + r.TASK_ADDRESS] === 0)
    i32[at + r.TASK_ADDRESS] = i32[at + r.OUTCOME_ADDRESS]!;
}

/**
 * Lets go of a record for a thread that is dead. The freeing is left to whoever next takes a record, since that may have to wait for the heap's lock, and
 * the supervisor must not. The caller holds that lock.
 */
export function leaveRecord(record: number): void {
  const { i32 } = heapRegion();
  i32[(record >>> 2) + r.NEXT] = i32[DEAD_RECORDS]!;
  i32[DEAD_RECORDS] = record;
}
