/** The threads of a run: each goes through a batch of instances when the first one says so, which also counts what came out. */
import { parseTest } from '../parse/test.ts';
import { Histogram, type Seen } from './histogram.ts';
import { loopOf, programOf, type RunMemory } from './loop.ts';

/** The words by which the threads of a run tell each other how far they are. */
const [BATCH, READY, DONE, FAILED, SIZE] = [0, 1, 2, 3, 4];
export const CONTROL_BYTES = 5 * Int32Array.BYTES_PER_ELEMENT;
/** What stands in place of the next batch once there is none. */
const OVER = -1;
/** Batches begin small, and grow or shrink so that none takes much longer than this: on a busy machine threads wait long for each other. */
const FIRST_BATCH = 100;
const BATCH_MS = 500;

/** What a thread of a run has to know. */
export interface Job {
  readonly text: string;
  readonly file: string;
  readonly memory: RunMemory;
  readonly control: SharedArrayBuffer;
  readonly instances: number;
  readonly cores: number;
}

/** What the first thread has counted. */
export interface Counted {
  readonly instances: number;
  readonly ms: number;
  readonly seen: readonly Seen[];
}

/** Any thread of a run but the first. Ends when the first one has ended, or some thread has failed. */
export function follow(job: Job, thread: number): void {
  const words = new Int32Array(job.control);
  try {
    const test = parseTest(job.text, job.file);
    const loop = loopOf(test, programOf(test), thread, job.memory, job.cores);
    tell(words, READY);
    for (let batch = 0; ; batch++) {
      while (Atomics.load(words, BATCH) === batch) Atomics.wait(words, BATCH, batch);
      if (Atomics.load(words, BATCH) === OVER) return;
      loop(Atomics.load(words, SIZE));
      tell(words, DONE);
    }
  } catch (error) {
    fail(words);
    throw error;
  }
}

/** The first thread of a run: goes on for so long, and returns what all have done; undefined if another one has failed. */
export function lead(job: Job, ms: number): Counted | undefined {
  const words = new Int32Array(job.control);
  const others = job.memory.results.length - 1;
  try {
    const test = parseTest(job.text, job.file);
    const program = programOf(test);
    const histogram = new Histogram(test, program, job.instances, job.memory);
    const loop = loopOf(test, program, 0, job.memory, job.cores);
    if (!waitFor(words, READY, others)) return undefined;
    const start = performance.now();
    let [now, size, instances] = [start, FIRST_BATCH, 0];
    while (now - start < ms) {
      histogram.prepare(Math.random);
      Atomics.store(words, DONE, 0);
      Atomics.store(words, SIZE, size);
      tell(words, BATCH);
      loop(size);
      if (!waitFor(words, DONE, others)) return undefined;
      histogram.collect(size);
      instances += size;
      const began = now;
      now = performance.now();
      size = Math.max(1, Math.min(job.instances, now - began < BATCH_MS ? size * 2 : size >> 1));
    }
    return { instances, ms: now - start, seen: histogram.seen() };
  } finally {
    Atomics.store(words, BATCH, OVER);
    Atomics.notify(words, BATCH);
  }
}

function tell(words: Int32Array<SharedArrayBuffer>, word: number): void {
  Atomics.add(words, word, 1);
  Atomics.notify(words, word);
}

function fail(words: Int32Array<SharedArrayBuffer>): void {
  Atomics.store(words, FAILED, 1);
  for (const word of [READY, DONE]) tell(words, word);
}

/** Waits until all the others have come so far; false if one of them never will. */
function waitFor(words: Int32Array<SharedArrayBuffer>, word: number, others: number): boolean {
  for (let now = Atomics.load(words, word); now < others; now = Atomics.load(words, word)) {
    if (Atomics.load(words, FAILED) === 1) return false;
    Atomics.wait(words, word, now);
  }
  return Atomics.load(words, FAILED) === 0;
}
