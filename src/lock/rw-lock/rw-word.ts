import { ASYNC, DUE, QUEUED, WATCHED } from '../../memory/share.ts';
import { type Named, ownerDied } from '../lock-errors.ts';
import { type Admit, REFUSED } from '../wait-in-line.ts';

/** The word of a reader-writer lock: flags, and above them the number of readers. See the table of `RwLock`. */

/** The one upgradable reader waits for the others to go, and no new ones come in: it sleeps on the word. */
export const UPGRADING: number = WATCHED;
export const POISONED = 16;
export const WRITER = 32;
export const UPGRADABLE = 64;
/** What one reader is in the word. */
export const READER = 128;
const READER_BITS = 7;

/** Who has the lock, or wants it so much that nobody else comes in. */
export const CLOSED_TO_READERS: number = QUEUED | UPGRADING | POISONED | WRITER;
/** Whoever stands in line has been asked about that already. */
const WAITING = QUEUED | ASYNC | DUE;
export const CLOSED_TO_UPGRADABLE: number = QUEUED | POISONED | WRITER | UPGRADABLE;
/** Whatever there is but promises, which come after threads. */
export const CLOSED_TO_WRITERS: number = ~ASYNC;

/** What gives each kind of share back; as notes, what the undertaker adds: it poisons the lock of a writer. */
export const READ_DELTA: number = -READER;
export const UPGRADABLE_DELTA: number = -UPGRADABLE;
export const UPGRADING_DELTA: number = -UPGRADABLE - UPGRADING;
export const WRITE_DELTA: number = -WRITER;
export const WRITER_DIED: number = POISONED - WRITER;

export function readersOf(word: number): number {
  return word >>> READER_BITS;
}

export function admitReader(lock: Named): Admit {
  return (word) => {
    if ((word & POISONED) !== 0) throw ownerDied(lock);
    return (word & (WRITER | UPGRADING)) === 0 ? word + READER : REFUSED;
  };
}

export function admitUpgradable(lock: Named): Admit {
  return (word) => {
    if ((word & POISONED) !== 0) throw ownerDied(lock);
    return (word & (WRITER | UPGRADABLE)) === 0 ? word + UPGRADABLE : REFUSED;
  };
}

export function admitWriter(lock: Named): Admit {
  return (word) => {
    if ((word & POISONED) !== 0) throw ownerDied(lock);
    return (word & ~WAITING) === 0 ? word + WRITER : REFUSED;
  };
}

const FLAGS = [
  [WRITER, 'written'],
  [UPGRADABLE, 'read by an upgradable reader'],
  [UPGRADING, 'which upgrades'],
  [POISONED, 'poisoned'],
  [QUEUED, 'threads wait'],
  [DUE, 'whose first is due'],
  [ASYNC, 'promises may wait'],
] as const;

/** What a word means, for reports of the checker. */
export function meaningOfRwWord(word: number): string {
  const readers = readersOf(word);
  const parts = FLAGS.filter(([flag]) => (word & flag) !== 0).map(([, text]) => text as string);
  if (readers > 0) parts.unshift(`read by ${readers}`);
  return parts.length === 0 ? 'free' : parts.join(', ');
}
