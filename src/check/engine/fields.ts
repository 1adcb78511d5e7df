/**
 * An event of an execution graph is a row of 32-bit integers; these are its columns. Behind them come the rows of clocks: `PORF` (what it depends on), then those of the model.
 */

/** What an event is. */
export const READ = 0;
export const WRITE = 1;
/** The two halves of a read-modify-write that succeeds. */
export const UREAD = 2;
export const UWRITE = 3;
export const FENCE_EVENT = 4;
/** A value that the scheduler chose. */
export const CHOICE = 5;
/** What only orders: a spawn, a wake-up. */
export const MARK = 6;

export const KIND = 0;
export const THREAD = 1;
/** The how-manieth event of its thread. */
export const INDEX = 2;
export const LOC = 3;
/** Reads: the write that it reads from. Wake-ups: the notification. Writes of a spawned thread's start: unused. */
export const FROM = 4;
/** The value read or written, as a word of `values.ts`. */
export const VALUE = 5;
/** The node of the trie that it belongs to. */
export const NODE = 6;
/** The node that the thread is at after it, or what is still to be done: below. */
export const AFTER = 7;
/** The event before it in its thread; of a spawned thread's first, the spawn. */
export const BEFORE = 8;
/** Writes: the next and the previous one of their location. A wait's read: its enqueueing. */
export const CO_NEXT = 9;
export const CO_PREVIOUS = 10;
/** Writes: the first of those who read it. */
export const READERS = 11;
/** Reads: the next of those who read the same write. */
export const NEXT_READER = 12;
/** The length of the trail before it was added. */
export const TRAIL = 13;
/** Bits of `orders.ts`. */
export const ORDER = 14;
/** Bits, below. */
export const FLAGS = 15;
/** For the models: the last events of the thread that later reads and writes are ordered behind. */
export const READS_AFTER = 16;
export const WRITES_AFTER = 17;
/** The event at the same place of the twin before its thread, if the two threads did the same up to there: see `symmetry.ts`. */
export const TWIN = 18;
/** Columns before the clocks. */
export const COLUMNS = 19;

/** In AFTER: the operation is not complete. */
export const PENDING_WRITE = -1;
export const PENDING_ENQUEUE = -2;
export const ASLEEP = -3;
export const PENDING_CHOICE = -4;
export const PENDING_REMOVAL = -5;
/** A turn of the event loop whose promise was chosen. */
export const PENDING_TURN = -7;
/** The thread goes no further unless what it read changes. */
export const STUCK = -6;

/** In FLAGS: not in the order of writes, since every place there would contradict another read-modify-write. */
export const UNPLACED = 1;
/** The read of a wait: what comes before its enqueueing comes before it, too. */
export const HEAD = 2;
/** The two halves of an enqueueing. */
export const ENQUEUE = 4;
/** A wait whose time is over takes itself off the list. */
export const REMOVAL = 8;

/** No event. Events are 0, 1, 2 …; the initial write of location l is ~l, below 0. */
export const NO_EVENT = -0x40000000;
