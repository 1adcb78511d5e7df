import { allocate, free } from '../../memory/allocate.ts';
import { BAG } from '../../memory/epoch-record.ts';
import { heapRegion } from '../../memory/heap.ts';

/**
 * The bags of a record: what its thread has retired, in blocks of the heap, so that it outlives the thread. Plain accesses: a record and its bags are one thread's. To put something in costs a few nanoseconds.
 *
 * | word            | meaning                                        |
 * |-----------------|------------------------------------------------|
 * | `NEXT_BAG`      | the bag that was filled before, or 0           |
 * | `COUNT`         | entries                                        |
 * | from `BAG_ENTRIES` | pairs: an address, and the epoch when it was retired |
 */
const NEXT_BAG = 0;
const COUNT = 4;
export const BAG_ENTRIES = 8;
const ENTRY_BYTES = 8;
const BAG_BYTES = 512;
const MOST_ENTRIES = (BAG_BYTES - BAG_ENTRIES) / ENTRY_BYTES;

/** Puts an address into the bags of the record. */
export function putIntoBag(record: number, address: number, epoch: number): void {
  let { i32 } = heapRegion();
  let bag = i32[(record + BAG) >>> 2]!;
  if (bag === 0 || i32[(bag + COUNT) >>> 2] === MOST_ENTRIES) {
    const fresh = allocate(BAG_BYTES);
    ({ i32 } = heapRegion());
    i32[(fresh + NEXT_BAG) >>> 2] = bag;
    i32[(fresh + COUNT) >>> 2] = 0;
    i32[(record + BAG) >>> 2] = fresh;
    bag = fresh;
  }
  const count = i32[(bag + COUNT) >>> 2]!;
  const entry = (bag + BAG_ENTRIES + count * ENTRY_BYTES) >>> 2;
  i32[entry] = address;
  i32[entry + 1] = epoch;
  i32[(bag + COUNT) >>> 2] = count + 1; // last: who dies before leaks one block, and no half entry is read
}

/** Takes out what is old enough; returns it, to be freed. A thread that dies before it has freed it leaks it; nothing is freed twice, nor too early. */
export function takeFromBags(record: number, isOld: (epoch: number) => boolean): number[] {
  const { i32 } = heapRegion();
  const taken: number[] = [];
  let link = (record + BAG) >>> 2;
  while (i32[link]! !== 0) {
    const bag = i32[link]!;
    takeOutOfBag(i32, bag, isOld, taken);
    if (i32[(bag + COUNT) >>> 2] !== 0) {
      link = (bag + NEXT_BAG) >>> 2;
      continue;
    }
    i32[link] = i32[(bag + NEXT_BAG) >>> 2]!;
    free(bag);
  }
  return taken;
}

/**
 * Takes what is old enough out of one bag: the last entry comes into the place of each. From the end, so that the last one is known to be young.
 *
 * A thread may die between any two of these stores, and who then has its bags frees what they list. So the last entry is first no longer counted, which leaks its block, and then copied: never is a block listed twice. And its
 * epoch is copied first, so that no young block stands beside an old epoch.
 */
export function takeOutOfBag(i32: Int32Array, bag: number, isOld: (epoch: number) => boolean, taken: number[]): void {
  const first = (bag + BAG_ENTRIES) >>> 2;
  let count = i32[(bag + COUNT) >>> 2]!;
  for (let entry = first + (count - 1) * 2; entry >= first; entry -= 2) {
    if (!isOld(i32[entry + 1]!)) continue;
    taken.push(i32[entry]!);
    i32[(bag + COUNT) >>> 2] = --count;
    const last = first + count * 2;
    if (last === entry) continue;
    i32[entry + 1] = i32[last + 1]!;
    i32[entry] = i32[last]!;
  }
}

/** How many entries the bags have. */
export function countInBags(record: number): number {
  const { i32 } = heapRegion();
  let sum = 0;
  for (let bag = i32[(record + BAG) >>> 2]!; bag !== 0; bag = i32[(bag + NEXT_BAG) >>> 2]!) sum += i32[(bag + COUNT) >>> 2]!;
  return sum;
}
