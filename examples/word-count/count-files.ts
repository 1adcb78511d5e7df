import { readFileSync } from 'node:fs';
import type { AtomicU32 } from 'lockwright/atomic';
import type { Thread } from 'lockwright/thread';
import { addCounts, type WordTable } from './word-table.ts';
import { countWords, isBinary, type Counts } from './words.ts';

/** What all counting threads share. */
export interface Work {
  readonly paths: readonly string[];
  /** The queue: the index of the next path that nobody has taken. */
  readonly next: AtomicU32;
  readonly filesDone: AtomicU32;
  readonly kilobytesDone: AtomicU32;
  readonly table: WordTable;
  /** Unparked after each file, to draw the progress. */
  readonly watcher: Thread;
}

/** A file that was not counted, and why. */
export interface Skipped {
  readonly path: string;
  readonly why: string;
}

/** The body of each thread: takes files from the queue until it is empty, and adds their words to the table. */
export function countFiles({ paths, next, filesDone, kilobytesDone, table, watcher }: Work): Skipped[] {
  const skipped: Skipped[] = [];
  // fetchAdd gives each index to one thread only, so each file is counted once.
  for (let index = next.fetchAdd(1); index < paths.length; index = next.fetchAdd(1)) {
    const path = paths[index]!;
    const read = readText(path);
    if (typeof read === 'string') {
      const counts: Counts = new Map();
      countWords(read, counts);
      addCounts(table, counts);
      kilobytesDone.fetchAdd(Math.round(read.length / 1024));
    } else {
      skipped.push({ path, why: read.why });
    }
    filesDone.fetchAdd(1);
    watcher.unpark();
  }
  return skipped;
}

/** The text of a file, or why there is none. */
export function readText(path: string): string | { why: string } {
  try {
    const bytes = readFileSync(path);
    return isBinary(bytes) ? { why: 'is binary' } : bytes.toString('utf8');
  } catch (error) {
    return { why: (error as NodeJS.ErrnoException).code === 'EACCES' ? 'may not be read' : (error as Error).message };
  }
}
