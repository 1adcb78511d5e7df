import { drop } from '../codec/index.ts';
import { free, allocateAligned } from '../memory/allocate.ts';
import { DEAD_RECORDS, FREE_RECORDS, NEXT_ID } from '../memory/header.ts';
import { heapRegion } from '../memory/heap.ts';
import { lockHeap, unlockHeap } from '../memory/heap-lock.ts';
import * as r from './record.ts';

/** Takes a free record, and gives it an id. `holders` is how many will call {@link releaseRecord}. */
export function takeRecord(holders: number): number {
  const heap = heapRegion();
  lockHeap(heap);
  const dead = popRecord(DEAD_RECORDS);
  let record = popRecord(FREE_RECORDS);
  unlockHeap(heap);
  if (dead !== 0) releaseRecord(dead);
  if (record === 0) record = allocateAligned(r.RECORD_BYTES, r.RECORD_BYTES);
  const { i32, ops } = heapRegion();
  // Zeroed word by word with atomics: a stale handle may be looking at the id.
  for (let word = 0; word < r.RECORD_WORDS; word++) ops.store32(r.wordOf(record, word), 0, 'relaxed');
  i32[(record >>> 2) + r.HOLDERS] = holders;
  i32[(record >>> 2) + r.SPAWNER] = 0;
  ops.store32(r.wordOf(record, r.ID), ops.add32(NEXT_ID * 4, 1, 'relaxed'), 'release');
  return record;
}

/** Takes a record off a list. The caller holds the heap's lock. */
function popRecord(list: number): number {
  const heap = heapRegion();
  const record = heap.i32[list]!;
  if (record === 0) return 0;
  heap.check(record, r.RECORD_BYTES, r.RECORD_BYTES, 'thread record');
  heap.i32[list] = heap.i32[(record >>> 2) + r.NEXT]!;
  return record;
}

/** Called once by each holder; the last one gives the record, and what is left in it, back. */
export function releaseRecord(record: number): void {
  const heap = heapRegion();
  // acqRel: what the other holder wrote must be there before the record is emptied
  if (heap.ops.sub32(r.wordOf(record, r.HOLDERS), 1, 'acqRel') !== 1) return;
  freeTask(record);
  dropResult(record);
  freeOutcome(record);
  heap.ops.store32(r.wordOf(record, r.ID), 0, 'release');
  lockHeap(heap);
  heap.i32[(record >>> 2) + r.NEXT] = heap.i32[FREE_RECORDS]!;
  heap.i32[FREE_RECORDS] = record;
  unlockHeap(heap);
}

/** Where what to run lies: how long the head is in its first word, then the head, then the arguments. */
export const TASK_HEAD: number = 4;

/** The bytes of the arguments; undefined if they were given back. */
export function argumentBytes(record: number): Uint8Array | undefined {
  const heap = heapRegion();
  const address = heap.i32[(record >>> 2) + r.TASK_ADDRESS]!;
  if (address === 0) return undefined;
  const length = heap.i32[(record >>> 2) + r.TASK_LENGTH]!;
  heap.check(address, length, 1, 'task');
  return heap.u8.subarray(address + TASK_HEAD + heap.i32[address >>> 2]!, address + length);
}

/** The bytes of what the thread returned or threw; undefined if it did neither. */
export function outcomeBytes(record: number): Uint8Array | undefined {
  const heap = heapRegion();
  const at = record >>> 2;
  const outcome = heap.i32[at + r.OUTCOME]!;
  if (outcome !== r.RETURNED && outcome !== r.THREW) return undefined;
  const address = heap.i32[at + r.OUTCOME_ADDRESS]!;
  const length = heap.i32[at + r.OUTCOME_LENGTH]!;
  heap.check(address, length, 1, 'result of a thread');
  return heap.u8.subarray(address, address + length);
}

/** Gives up what is in the arguments of a thread that will not begin. For a thread that may wait. */
export function dropArguments(record: number): void {
  if ((r.setFlag(record, r.HAS_ARGUMENTS) & (r.HAS_ARGUMENTS | r.READING_ARGUMENTS)) !== 0) return;
  const bytes = argumentBytes(record);
  if (bytes !== undefined) drop(bytes);
}

/** Gives up what is in a result that nobody took. */
function dropResult(record: number): void {
  const bytes = outcomeBytes(record);
  if (bytes !== undefined && (r.setFlag(record, r.RESULT_READ) & r.RESULT_READ) === 0) drop(bytes);
}

/** Gives back the bytes of what to run. */
export function freeTask(record: number): void {
  const { i32 } = heapRegion();
  const address = i32[(record >>> 2) + r.TASK_ADDRESS]!;
  i32[(record >>> 2) + r.TASK_ADDRESS] = 0;
  if (address !== 0) free(address);
}

/** Gives back the bytes of the result. */
function freeOutcome(record: number): void {
  const { i32 } = heapRegion();
  const outcome = i32[(record >>> 2) + r.OUTCOME]!;
  const address = i32[(record >>> 2) + r.OUTCOME_ADDRESS]!;
  i32[(record >>> 2) + r.OUTCOME] = 0;
  if ((outcome === r.RETURNED || outcome === r.THREW) && address !== 0) free(address);
}
