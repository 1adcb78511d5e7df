import { realm } from '../realm/realm.ts';
import { allocate, zeroFill } from './allocate.ts';
import { LOCK_TABLE } from './header.ts';
import { heapRegion } from './heap.ts';
import { giveOwnerWord, POISONED, takeOwnerWord } from './owner-word.ts';

/**
 * What all threads know of the locks while they are debugged (`lock/debug/`): which exist, who holds and waits for which, in which order they were taken. Half a megabyte, once; a
 * program that does not debug its locks has only the word in the heap's header that says so.
 *
 * | what                  | who changes it                                                                                                     |
 * |-----------------------|--------------------------------------------------------------------------------------------------------------------|
 * | owner word            | whoever is in the table; {@link inLockTable}. Poison is cleared: a half-written row has no first word yet, so nobody sees it |
 * | count of each kind    | under the owner word; rows from it on have never been in use                                                       |
 * | first word of a row   | 0: free. Written last, under the owner word; of holds and waits, the thread's block, put back to 0 by the thread or its undertaker at any time |
 * | the rest of a row     | under the owner word                                                                                               |
 */
export interface Rows {
  readonly offset: number;
  readonly limit: number;
  readonly words: number;
  /** Word of the root that counts the rows. */
  readonly count: number;
}

const ROOT_WORDS = 16;
/** Options of whoever switched it on, for all threads: see lock/debug/settings.ts. */
export const TABLE_FLAGS = 2;
const TEXT_USED = 4;
const LOCK_ROW_WORDS = 64;
const HELD_ROW_WORDS = 8;
// How many of each: guesses, with room for a program of many threads.
export const LOCK_ROWS: Rows = { offset: ROOT_WORDS, limit: 1024, words: LOCK_ROW_WORDS, count: 8 };
export const HOLD_ROWS: Rows = { offset: end(LOCK_ROWS), limit: 1024, words: HELD_ROW_WORDS, count: 9 };
export const WAIT_ROWS: Rows = { offset: end(HOLD_ROWS), limit: 512, words: HELD_ROW_WORDS, count: 10 };
export const ORDER_ROWS: Rows = { offset: end(WAIT_ROWS), limit: 4096, words: HELD_ROW_WORDS, count: 11 };
const TEXT = end(ORDER_ROWS);
const TEXT_WORDS = 65536;

function end({ offset, limit, words }: Rows): number {
  return offset + limit * words;
}

/** The address of the table, 0 if locks are not debugged. */
export function lockTable(): number {
  return heapRegion().ops.load32(LOCK_TABLE * 4, 'acquire');
}

/** Makes the table if there is none. */
export function openLockTable(): void {
  if (lockTable() !== 0) return;
  const root = allocate((TEXT + TEXT_WORDS) * 4);
  const heap = heapRegion();
  zeroFill(heap, root, (TEXT + TEXT_WORDS) * 4);
  // release: whoever finds the address finds zeros there. A second table, of a thread that did the same meanwhile, is left to itself.
  heap.ops.cas32(LOCK_TABLE * 4, 0, root, 'release', 'relaxed');
}

/** Runs `work` while no other thread is in the table. Spins: what is done there takes microseconds, and a page's main thread may do it. */
export function inLockTable<R>(work: (i32: Int32Array<SharedArrayBuffer>, root: number) => R): R {
  const address = lockTable();
  const region = heapRegion();
  for (let found = takeOwnerWord(region, address); found !== 0; found = takeOwnerWord(region, address)) {
    // relaxed: an exchange carries on the release of who poisoned it, for whoever takes it next
    if (found === POISONED) region.ops.cas32(address, POISONED, 0, 'relaxed', 'relaxed');
    realm.pause();
  }
  try {
    return work(heapRegion().i32, address >>> 2);
  } finally {
    giveOwnerWord(region, address);
  }
}

/** Writes a row where one is free; returns its word index, or 0 if the table is full. In the table only. */
export function addRow(i32: Int32Array, root: number, rows: Rows, first: number, ...rest: readonly number[]): number {
  const count = i32[root + rows.count]!;
  for (let n = 0; n < Math.min(count + 1, rows.limit); n++) {
    const row = root + rows.offset + n * rows.words;
    if (Atomics.load(i32, row) !== 0) continue;
    // Before the row: a thread that dies in between leaves a free one, and not one in use that nobody looks at.
    if (n === count) Atomics.store(i32, root + rows.count, count + 1);
    i32.fill(0, row + 1, row + rows.words);
    i32.set(rest, row + 1);
    Atomics.store(i32, row, first);
    return row;
  }
  return 0;
}

/** The word indices of the rows that are in use. In the table only. */
export function rowsOf(i32: Int32Array, root: number, rows: Rows): number[] {
  const found: number[] = [];
  for (let n = 0; n < i32[root + rows.count]!; n++) {
    const row = root + rows.offset + n * rows.words;
    if (Atomics.load(i32, row) !== 0) found.push(row);
  }
  return found;
}

/** Takes a row out. Needs no entry into the table. */
export function dropRow(row: number): void {
  if (row !== 0) Atomics.store(heapRegion().i32, row, 0);
}

/** Forgets what the thread with `block`, which has ended, held and waited for. Never waits: the undertaker calls it. */
export function forgetInLockTable(block: number): void {
  const root = lockTable() >>> 2;
  if (root === 0) return;
  const { i32 } = heapRegion();
  for (const rows of [HOLD_ROWS, WAIT_ROWS]) {
    const count = Atomics.load(i32, root + rows.count);
    for (let n = 0; n < count; n++) Atomics.compareExchange(i32, root + rows.offset + n * rows.words, block, 0);
  }
}

/** Keeps a text; returns where, or 0 if there is no room. In the table only. */
export function keepText(i32: Int32Array<SharedArrayBuffer>, root: number, text: string): number {
  const bytes = new TextEncoder().encode(text);
  const words = 1 + ((bytes.length + 3) >>> 2);
  const used = i32[root + TEXT_USED]!;
  if (used + words > TEXT_WORDS) return 0;
  const at = root + TEXT + used;
  i32[at] = bytes.length;
  new Uint8Array(i32.buffer, (at + 1) * 4, bytes.length).set(bytes);
  i32[root + TEXT_USED] = used + words;
  return at;
}

/** The text that was kept at `at`. */
export function textAt(i32: Int32Array<SharedArrayBuffer>, at: number): string {
  if (at === 0) return '(not kept: the table of texts is full)';
  return new TextDecoder().decode(new Uint8Array(i32.buffer, (at + 1) * 4, i32[at]).slice());
}
