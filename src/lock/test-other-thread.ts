/** For tests in one thread: what another thread would do to a lock, done by hand under the name of a block of its own. */
import { allocateZeroed } from '../memory/allocate.ts';
import { heapRegion } from '../memory/heap.ts';
import { ownerOf, poisonIfOwned, wakePromises } from '../memory/owner-word.ts';
import type { Region } from '../memory/region.ts';
import { BLOCK_BYTES, initialiseBlock } from '../memory/thread-block.ts';

let nextId = 1000;

/** A block in the heap, as a spawned thread gets it. */
export function newBlock(): number {
  const block = allocateZeroed(BLOCK_BYTES);
  initialiseBlock(heapRegion().i32, block, nextId++);
  return block;
}

/** The lock words of anything that has them. */
export interface Words {
  readonly region: Region;
  readonly address: number;
}

export class OtherThread {
  readonly block = newBlock();

  lock({ region, address }: Words): void {
    if (region.ops.cas32(address, 0, this.block) !== 0) throw new Error('the lock was not free');
  }

  unlock({ region, address }: Words): void {
    const word = region.ops.exchange32(address, 0);
    if (ownerOf(word) !== this.block) throw new Error('the lock was not held');
    region.ops.notify(address, 1);
    wakePromises(region, address);
  }

  /** Ends, with what the supervisor does then. */
  die({ region, address }: Words): void {
    poisonIfOwned(region, address, this.block);
  }
}
