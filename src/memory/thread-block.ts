import { HELD_BASE } from '../realm/block-words.ts';
import { CACHE_WORDS, current, realm, setCurrent } from '../realm/realm.ts';
import { CLASS_BYTES, CLASS_LIMIT } from './size-classes.ts';

export { HELD_BASE, HELD_ENTRY_BYTES, HELD_LIMIT, HELD_TOP, PENDING_ADDRESS, PENDING_KIND } from '../realm/block-words.ts';

/**
 * A thread's block: what one thread keeps in shared memory, so that others can tidy up after it if it dies. Its address is the thread's name in owner
 * words, so the low four bits of it are free for flags.
 *
 * | word  | name              | meaning                                                  | written by                    |
 * |-------|-------------------|----------------------------------------------------------|-------------------------------|
 * | 0     | `BLOCK_ID`        | a number for people                                      | its maker                     |
 * | 1     | `HELD_BASE`       | address of the list of what it holds                     | the thread                    |
 * | 2, 3  | `PENDING_*`       | what it is about to take: address and kind               | the thread                    |
 * | 4, 5  | `HELD_TOP, _LIMIT`| end of the list, end of the room for it                  | the thread                    |
 * | 6, 7  | `WAIT_*`          | the word it sleeps on or last slept on; its region       | the thread                    |
 * | 8     | `MAILBOX`         | the thread record to run next; see thread/host/worker.ts | whoever spawns on it          |
 * | 9     | `NEXT_IDLE`       | link in the stack of idle workers                        | under the heap's lock         |
 * | 10    | `BLOCK_RECORD`    | the thread record that runs now                          | the thread                    |
 * | 11, 12| `LINE_*`          | its place in the line of a lock; see line.ts             | see there                     |
 * | 13    | `SELECT_TOKEN`    | goes up when one of the channels that it selects from has changed; see select-list.ts | anyone |
 * | 14, 15| `MOVED_*`         | 0, or where the list of what it holds begins while it moves to a larger room; its end then | the thread |
 * | 24 …  | `PARKING_NODE`    | what it is in the queues of parking lots; see parking-node.ts | see there                |
 * | 64 …  | `CACHE`           | per size class: its free blocks; see thread-cache.ts     | the thread                    |
 * | 320 … | `HELD_INLINE`     | room for the first entries of the list                   | the thread                    |
 *
 * Plain accesses do for the thread's own words: another thread looks at them only after this one has ended, and learns of that through the host.
 */
export const BLOCK_ID = 0;
export const WAIT_ADDRESS = 6;
export const WAIT_REGION = 7;
export const MAILBOX = 8;
export const NEXT_IDLE = 9;
export const BLOCK_RECORD = 10;
export const LINE_NEXT = 11;
export const SELECT_TOKEN = 13;
export const MOVED_BASE = 14;
export const MOVED_TOP = 15;
export const PARKING_NODE = 24;
export const CACHE = 64;
/** From here on in the cache, by class: see thread-cache.ts. */
export const HEAD = CLASS_LIMIT;
export const COUNT = 2 * CLASS_LIMIT;
export const SPARE = 3 * CLASS_LIMIT;
export const HELD_INLINE = CACHE + CACHE_WORDS;
const BLOCK_WORDS = 512;
export const BLOCK_BYTES = BLOCK_WORDS * 4;

if (CLASS_BYTES.length > CLASS_LIMIT) throw new Error('thread block: more size classes than its cache has room for');

/** Where they lie in the record of a simulated thread, whose block is nothing but a name: bytes that nothing else of the record uses. */
const IN_RECORD: Readonly<Record<number, number>> = { [LINE_NEXT]: 96, [SELECT_TOKEN]: 104, [PARKING_NODE]: 108 };

/** The address of words of a block that other threads touch while it lives: those that begin with `word`, one of {@link LINE_NEXT}, {@link SELECT_TOKEN} and {@link PARKING_NODE}. */
export function addressInBlock(block: number, word: number): number {
  const { checked } = realm;
  return checked === undefined ? block + word * 4 : checked.recordOf(checked.threadOf(block)) + IN_RECORD[word]!;
}

/** Makes `block` the current thread's. */
export function adoptBlock(i32: Int32Array<SharedArrayBuffer>, block: number): void {
  current.block = block;
  current.cache = i32.subarray((block >>> 2) + CACHE, (block >>> 2) + CACHE + CACHE_WORDS);
  setCurrent(current);
}

/** Makes the zeroed words at `address` a thread's block. */
export function initialiseBlock(i32: Int32Array, address: number, id: number): void {
  const block = address >>> 2;
  i32.fill(0, block, block + BLOCK_WORDS);
  const inline = address + HELD_INLINE * 4;
  i32[block + BLOCK_ID] = id;
  i32[block + HELD_BASE] = inline;
  i32[block + 4] = inline;
  i32[block + 5] = address + BLOCK_BYTES;
}
