import { current } from '../realm/realm.ts';
import { lockHeap, unlockHeap } from './heap-lock.ts';
import type { Region } from './region.ts';
import { takeBatch } from './carve.ts';
import { pushBatch } from './shared-lists.ts';
import { BATCH_BLOCKS } from './size-classes.ts';
import { COUNT, HEAD, SPARE } from './thread-block.ts';

/**
 * A thread's own free blocks, in words of its block in shared memory, so that they can be adopted when it dies. Costs up to 16 KiB and a block of idle memory
 * per size class that the thread uses; what it has more goes to the shared lists in batches.
 *
 * | word of class c | name       | meaning                                                                   |
 * |-----------------|------------|---------------------------------------------------------------------------|
 * | c               | `TOP`      | the block that was freed last, or 0: a pair of allocate and free stays here |
 * | c + 64          | `HEAD`     | a list of free blocks, linked by their first words, or 0                  |
 * | c + 128         | `COUNT`    | its length, at most a batch                                               |
 * | c + 192         | `SPARE`    | 0, or a list of exactly one batch: between bursts of either call the shared lists are left alone |
 *
 * Every step leaves a block in at most one place: a thread that dies between two steps loses what it was moving, and nothing is handed out twice.
 */

/** Fills this thread's empty list for class `c`: with its spare batch, a shared one (about 50 ns) or new blocks (a microsecond or more). */
export function refill(heap: Region, c: number): void {
  const { cache } = current;
  const spare = cache[SPARE + c]!;
  if (spare !== 0) {
    cache[SPARE + c] = 0;
    cache[COUNT + c] = BATCH_BLOCKS[c]!;
    cache[HEAD + c] = spare;
    return;
  }
  lockHeap(heap);
  try {
    const batch = takeBatch(heap, c);
    cache[COUNT + c] = batch.count;
    cache[HEAD + c] = batch.first;
  } finally {
    unlockHeap(heap);
  }
}

/** Makes this thread's full list for class `c` its spare batch; the spare one before goes to the shared lists. */
export function spill(heap: Region, c: number): void {
  const { cache } = current;
  const spare = cache[SPARE + c]!;
  const full = cache[HEAD + c]!;
  cache[HEAD + c] = 0;
  cache[COUNT + c] = 0;
  cache[SPARE + c] = full;
  if (spare === 0) return;
  lockHeap(heap);
  pushBatch(heap, c, spare, BATCH_BLOCKS[c]!);
  unlockHeap(heap);
}
