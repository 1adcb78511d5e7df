import type { Region } from './region.ts';

/**
 * What one thread tells the others of an epoch (shared/epoch/): 128 bytes of the heap, so that nobody else's writes disturb it. A record stays in the list of its epoch, and serves another thread when its owner has ended.
 *
 * | word    | meaning                                                                | who changes it                                                                |
 * |---------|------------------------------------------------------------------------|-------------------------------------------------------------------------------|
 * | `NEXT`  | the next record of the epoch, or 0                                     | its maker, before it is in the list                                           |
 * | `OWNER` | the block of the thread whose record it is; 0: nobody's                | from 0: who takes it. To 0: the owner; its undertaker                         |
 * | `STATE` | 0: not pinned; else the epoch in which it was pinned, times 2, plus 1  | the owner; its undertaker, to 0                                               |
 * | `BAG`   | the first of the bags with what it has retired, or 0: see bag.ts       | the owner                                                                     |
 */
export const NEXT = 0;
export const OWNER = 4;
export const STATE = 8;
export const BAG = 12;
export const RECORD_BYTES = 128;

/** A thread that has ended pins nothing any more, and somebody else may take its record, with what it has retired. */
export function leaveEpochForDead({ ops }: Region, record: number, block: number): void {
  if (ops.load32(record + OWNER, 'acquire') !== block) return;
  ops.store32(record + STATE, 0, 'release');
  ops.store32(record + OWNER, 0, 'release'); // pairs with the acquire of who takes it: the bags are as they were left
}
