import { allocateAligned } from '../memory/allocate.ts';
import { FREE_BLOCKS } from '../memory/header.ts';
import { heapRegion } from '../memory/heap.ts';
import { lockHeap, unlockHeap } from '../memory/heap-lock.ts';
import { BLOCK_BYTES, initialiseBlock, NEXT_IDLE } from '../memory/thread-block.ts';

/** A block for a worker: one that is free, or a new one. */
export function takeBlock(): number {
  const heap = heapRegion();
  lockHeap(heap);
  let block = heap.i32[FREE_BLOCKS]!;
  if (block !== 0) {
    heap.check(block, BLOCK_BYTES, 4, 'block');
    heap.i32[FREE_BLOCKS] = heap.i32[(block >>> 2) + NEXT_IDLE]!;
  }
  unlockHeap(heap);
  if (block === 0) block = allocateAligned(BLOCK_BYTES, BLOCK_BYTES);
  initialiseBlock(heapRegion().i32, block, 0);
  return block;
}

/** Gives back a block that nothing names any more: no owner word, no note. The caller holds the heap's lock. */
export function giveBlock(block: number): void {
  const heap = heapRegion();
  heap.check(block, BLOCK_BYTES, 4, 'block');
  heap.i32[(block >>> 2) + NEXT_IDLE] = heap.i32[FREE_BLOCKS]!;
  heap.i32[FREE_BLOCKS] = block;
}

/** {@link giveBlock} for those who do not hold the lock. */
export function giveBackBlock(block: number): void {
  const heap = heapRegion();
  lockHeap(heap);
  giveBlock(block);
  unlockHeap(heap);
}
