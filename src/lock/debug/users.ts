import { heapRegion } from '../../memory/heap.ts';
import { BLOCK_ID, BLOCK_RECORD } from '../../memory/thread-block.ts';
import { current } from '../../realm/realm.ts';
import type { Named } from '../lock-errors.ts';
import { type HeldRow, lockRow, snapshot } from './records.ts';

/** Who has a lock or waits for it, for the error of who frees it meanwhile: `thread 3 waits for it (permits) at app.ts:12:5`. */
export function usersOf(lock: Named): string[] {
  const row = lockRow(lock);
  if (row === 0) return [];
  const { holds, waits } = snapshot();
  const of = (held: HeldRow): boolean => held.lock === row && lives(held);
  return [
    ...holds.filter(of).map(({ thread, mode, place }) => `thread ${thread} has it (${mode}), taken at ${place}`),
    ...waits.filter(of).map(({ thread, mode, place }) => `thread ${thread} waits for it (${mode}) at ${place}`),
  ];
}

/** Whether the thread of a row has not ended since: nobody takes the rows of the dead away. */
function lives({ row, thread }: HeldRow): boolean {
  const { i32 } = heapRegion();
  const block = i32[row]!;
  const at = block >>> 2;
  return block !== 0 && i32[at + BLOCK_ID] === thread && (block === current.block || i32[at + BLOCK_RECORD] !== 0);
}
