/**
 * The numbers of queues of messages that both back ends know. What they mean is described in `memory/message-slots.ts` and `memory/message-pages.ts`; `backend/ops.wat` has the same.
 */

/** The lowest bit of a queue's word: nothing can be sent any more. */
export const CLOSED = 1;

/** The bits of a bell that say that somebody waits at it: see `memory/channel-words.ts`. */
export const BELL_WAITING = 3;

/** From one position to the next. */
export const STEP = 4;
/** What a stamp has beside its position. */
export const FREE = 0;
export const PUBLISHED = 2;
export const VOID = 3;

/** What a thread notes of a claim beside the position: that it is one who receives, and that the slot is given back. */
export const TAKES = 1;
export const TOOK = 2;

/** Positions go up by four. */
export const POSITION_SHIFT = 2;
/** A page has two to the power of this messages. */
export const PAGE_SHIFT = 6;
/** A table has two to the power of this entries. */
export const TABLE_SHIFT = 10;
