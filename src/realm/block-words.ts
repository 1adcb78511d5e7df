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
/** Address of the first entry of that list. */
export const HELD_BASE = 1;

/** Kind of an entry: a share of a word that many threads can have a part of; the entry before it is of {@link HELD_DELTA}. See memory/share.ts. */
export const HELD_SHARE = 8;
/** Kind of an entry that has no address, but what is to be added to the word of the next entry to give the share back. */
export const HELD_DELTA = 9;
/** Kind of an entry: a position in the queue of a channel, claimed for a message; the entry before it is of {@link HELD_DELTA}, and has the position. See memory/message-slots.ts. */
export const HELD_CLAIM = 15;
/** Bytes of an entry of that list: an address, and a kind with the number of the memory. */
export const HELD_ENTRY_BYTES = 8;
/** Bytes of the two entries of a share or a claim. */
export const SHARE_BYTES = 16;
/** The bits of a share word that say that someone waits. */
export const SHARE_FLAGS = 7;
