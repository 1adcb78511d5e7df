import { Mutex, type MutexOf } from 'lockwright/lock';
import { allocate, allocateZeroed, free, heapRegion, type Region, struct, u32 } from 'lockwright/memory';
import type { Counts } from './words.ts';

/**
 * A hash table of words in shared memory: any thread adds to it, all see one table.
 *
 * It is cut into shards by hash, each behind a mutex of its own that owns the shard's description: threads that add different words seldom meet. A shard is
 * an array of entries with open addressing; it doubles when it is three quarters full.
 */
const Shard = struct({ entries: u32, capacity: u32, used: u32 });
export type ShardMutex = MutexOf<typeof Shard>;

/** Many more than threads, so that two of them seldom want the same one. */
const SHARDS = 64;
const FIRST_CAPACITY = 64;

/** An entry is four 32-bit words. */
const ENTRY_BYTES = 16;
const HASH = 0;
const COUNT = 1;
const WORD = 2; // address of its UTF-8 bytes, 0 if the entry is empty
const LENGTH = 3;

/** The shards are all there is to a table: they are handles, so an array of them can be sent to threads. */
export type WordTable = readonly ShardMutex[];

export function newWordTable(): WordTable {
  return Array.from({ length: SHARDS }, () => {
    const entries = allocateZeroed(FIRST_CAPACITY * ENTRY_BYTES);
    return new Mutex(Shard, { entries, capacity: FIRST_CAPACITY, used: 0 });
  });
}

const encoder = new TextEncoder();

/** Adds what was counted in one file. Takes each shard's lock once, however many of the words are in it. */
export function addCounts(table: WordTable, counts: Counts): void {
  const byShard: [bytes: Uint8Array, hash: number, count: number][][] = table.map(() => []);
  for (const [word, count] of counts) {
    const bytes = encoder.encode(word);
    const hash = hashOf(bytes);
    byShard[hash % SHARDS]!.push([bytes, hash, count]);
  }
  byShard.forEach((words, shard) => {
    if (words.length === 0) return;
    table[shard]!.withLock((guard) => {
      for (const [bytes, hash, count] of words) add(guard.value, bytes, hash, count);
    });
  });
}

/** What a shard looks like while its lock is held. */
type ShardView = { entries: number; capacity: number; used: number };

/**
 * The shared heap, with views that reach the entries of the shard. They may lie in memory that another thread has added: an address that comes from
 * another thread goes through `check` before it is used, which takes a nanosecond.
 */
function heapWith({ entries, capacity }: ShardView): Region {
  const heap = heapRegion();
  heap.check(entries, capacity * ENTRY_BYTES, 4, 'entries of a shard');
  return heap;
}

/** The indices of a shard's entries that have a word, in the view of 32-bit words. */
function* usedEntries(shard: ShardView): Generator<number> {
  const words = heapWith(shard).u32;
  const end = (shard.entries + shard.capacity * ENTRY_BYTES) / 4;
  for (let entry = shard.entries / 4; entry < end; entry += ENTRY_BYTES / 4) if (words[entry + WORD] !== 0) yield entry;
}

function add(shard: ShardView, bytes: Uint8Array, hash: number, count: number): void {
  if (shard.used * 4 >= shard.capacity * 3) grow(shard);
  const entry = find(shard, bytes, hash);
  const words = heapWith(shard).u32;
  if (words[entry + WORD] === 0) {
    const word = allocate(bytes.length);
    const memory = heapRegion(); // allocating may have grown the heap, which replaces the views
    memory.u8.set(bytes, word);
    memory.u32.set([hash, 0, word, bytes.length], entry);
    shard.used++;
  }
  heapRegion().u32[entry + COUNT]! += count;
}

/** The index of the entry that has the word, or of the empty one where it belongs. Entries are found by index into the view of 32-bit words. */
function find(shard: ShardView, bytes: Uint8Array, hash: number): number {
  const words = heapWith(shard).u32;
  const mask = shard.capacity - 1;
  for (let slot = (hash >>> 6) & mask; ; slot = (slot + 1) & mask) {
    const entry = (shard.entries + slot * ENTRY_BYTES) / 4;
    if (words[entry + WORD] === 0 || (words[entry + HASH] === hash && isWord(words, entry, bytes))) return entry;
  }
}

function isWord(words: Uint32Array, entry: number, bytes: Uint8Array): boolean {
  const word = words[entry + WORD]!;
  if (words[entry + LENGTH] !== bytes.length) return false;
  const heap = heapRegion();
  heap.check(word, bytes.length, 1, 'word');
  const { u8 } = heap;
  for (let at = 0; at < bytes.length; at++) if (u8[word + at] !== bytes[at]) return false;
  return true;
}

/** The UTF-8 bytes of the word of an entry. */
function wordAt(words: Uint32Array, entry: number): Uint8Array {
  const word = words[entry + WORD]!;
  const length = words[entry + LENGTH]!;
  const heap = heapRegion();
  heap.check(word, length, 1, 'word');
  return heap.u8.subarray(word, word + length);
}

function grow(shard: ShardView): void {
  const { entries, capacity } = shard;
  const wider = allocateZeroed(capacity * 2 * ENTRY_BYTES);
  const words = heapRegion().u32; // after allocating, which may replace the views
  const mask = capacity * 2 - 1;
  for (const from of usedEntries(shard)) {
    let slot = (words[from + HASH]! >>> 6) & mask;
    while (words[(wider + slot * ENTRY_BYTES) / 4 + WORD] !== 0) slot = (slot + 1) & mask;
    words.copyWithin((wider + slot * ENTRY_BYTES) / 4, from, from + ENTRY_BYTES / 4);
  }
  shard.entries = wider;
  shard.capacity = capacity * 2;
  free(entries);
}

/** FNV-1a, which is short and good enough for words. */
function hashOf(bytes: Uint8Array): number {
  let hash = 0x811c9dc5;
  for (const byte of bytes) hash = Math.imul(hash ^ byte, 0x01000193);
  return hash >>> 0;
}

/** All words and their counts. */
export function readTable(table: WordTable): Counts {
  const counts: Counts = new Map();
  const decoder = new TextDecoder();
  for (const shard of table) {
    shard.withLock(({ value }) => {
      const words = heapWith(value).u32;
      for (const entry of usedEntries(value)) counts.set(decoder.decode(wordAt(words, entry)), words[entry + COUNT]!);
    });
  }
  return counts;
}

/** Gives the memory back. No thread may use the table any more. */
export function freeTable(table: WordTable): void {
  for (const shard of table) {
    shard.withLock(({ value }) => {
      const words = heapWith(value).u32;
      for (const entry of usedEntries(value)) free(words[entry + WORD]!);
      free(value.entries);
    });
    shard.free();
  }
}
