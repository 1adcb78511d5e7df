import { current, realm } from '../realm/realm.ts';
import { heapRegion } from './heap.ts';
import { BLOCK_BYTES, BLOCK_ID } from './thread-block.ts';

/** What errors call the thread with that block: `thread 3`. Costs a read. A block that lies outside of this heap belongs to another program that shares only the memory of a lock. */
export function threadName(block: number = current.block): string {
  if (realm.checked !== undefined) return `thread ${realm.checked.threadOf(block)}`;
  const { i32, byteLength } = heapRegion();
  return block > 0 && block + BLOCK_BYTES <= byteLength
    ? `thread ${i32[(block >>> 2) + BLOCK_ID]}`
    : 'a thread that this program does not know';
}
