import type { Region } from './region.ts';

/**
 * What one thread tells the others of an epoch (shared/epoch/): 128 bytes of the heap, so that nobody else's writes disturb it. A record stays in the list of its epoch, and serves another thread when its owner has ended.
 *
 * | word    | meaning                                                                | who changes it                                                                |
 * |---------|------------------------------------------------------------------------|-------------------------------------------------------------------------------|
 * | `NEXT`  | the next record of the epoch, or 0                                     | its maker, before it is in the list                                           |
 * | `OWNER` | the block of the thread whose record it is; 0: nobody's                | from 0: who takes it. To 0: the owner; its undertaker                         |
 * | `OWNER`, {@link IS_OVER} | the epoch was freed: the record is for the owner, who may use it for another | who freed the epoch; off: the owner                      |
 * | `STATE` | 0: not pinned; else the epoch in which it was pinned, times 2, plus 1  | the owner; its undertaker, to 0                                               |
 * | `BAG`   | the first of the bags with what it has retired, or 0: see bag.ts       | the owner                                                                     |
 */
export const NEXT = 0;
export const OWNER = 4;
export const STATE = 8;
export const BAG = 12;
export const RECORD_BYTES = 128;
/** In `OWNER`. The memory of such a record is not freed with its epoch, since the list of what its owner holds still leads there. */
export const IS_OVER = 1;

/** A thread that has ended pins nothing any more, and somebody else may take its record, with what it has retired. If the epoch is over, the memory of the record is given back by `release`. */
export function leaveEpochForDead({ ops }: Region, record: number, block: number, release: (address: number) => void): void {
  let owner = ops.load32(record + OWNER, 'acquire');
  if (owner === block) {
    ops.store32(record + STATE, 0, 'release');
    owner = ops.cas32(record + OWNER, block, 0, 'release', 'acquire'); // pairs with the acquire of who takes it: the bags are as they were left
  }
  if (owner === (block | IS_OVER)) release(record);
}
