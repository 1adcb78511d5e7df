/**
 * The words of a thread's block that both back ends touch, as indices of 32-bit words from the start of the block. The rest of the block is
 * described in `memory/thread-block.ts`; `backend/ops.wat` has the same numbers times four.
 */

/** The address that the thread is about to take: what it may hold although the list does not have it yet. */
export const PENDING_ADDRESS = 2;
/** The kind of the pending address. */
export const PENDING_KIND = 3;
/** Address one past the last entry of the list of what the thread holds. */
export const HELD_TOP = 4;
/** Address one past the room for that list. */
export const HELD_LIMIT = 5;
