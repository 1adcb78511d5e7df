/** What a step of a thread came to. */
export const WENT_ON = 0;
/** The thread cannot go on now. */
export const STAYS = 1;
/** The execution contradicts itself, or is told by another: it is dropped. */
export const DROP = 2;
/** Its code must be run first, and that takes awaiting: see `needs` of the explorer. */
export const NEEDS = 3;
