import { machineFor, PropertyError } from './property-error.ts';
import { programThreads } from './program-threads.ts';

/** What a thread says on its way into a lock. */
export interface Queue {
  /** Before it does anything. */
  asks(): void;
  /** It has its place in the queue: who asks from now on comes after it. */
  waits(): void;
  /** It has the lock. */
  enters(): void;
}

/** A thread's word is 0 while it does not wait. While it does: how often it has waited so far, and how often it was overtaken since this wait began. */
const WAIT = 256;

/** Words for as many threads as a checked program can have. */
const MOST_THREADS = 64;

/**
 * Makes a queue of which the checker sees whether a thread that waits is overtaken more than `most` times by others that asked after it began to wait: 0 is first come, first served. Call it in
 * the program's set-up. Costs a read of the words of all others whenever a thread asks and whenever it enters, and so many executions.
 *
 * These accesses are atomic and order the threads, so what else may be wrong with the lock, such as an order that is too weak, is to be checked without.
 */
export function boundedOvertaking(most: number): Queue {
  if (!Number.isInteger(most) || most < 0)
    throw new RangeError(`boundedOvertaking(most): most must be a whole number of at least 0, but is ${String(most)}`);
  const words = new Int32Array(new SharedArrayBuffer(MOST_THREADS * Int32Array.BYTES_PER_ELEMENT));
  /** By thread, whose own it is: which threads waited when it asked, and in which of their waits; and how often it has waited itself. */
  const ahead = new Map<number, readonly { readonly thread: number; readonly wait: number }[]>();
  const waits = new Map<number, number>();

  return {
    asks() {
      const me = current();
      if (programThreads === 0)
        throw new TypeError(
          'boundedOvertaking() needs a program that returns its threads, { threads: […] }: of one that spawns them it does not know how many there are',
        );
      const others = Array.from({ length: programThreads }, (_, thread) => thread).filter((thread) => thread !== me);
      const seen = others.map((thread) => ({ thread, wait: waitOf(Atomics.load(words, thread)) }));
      ahead.set(
        me,
        seen.filter(({ wait }) => wait > 0),
      );
    },
    waits() {
      const me = current();
      const wait = (waits.get(me) ?? 0) + 1;
      waits.set(me, wait);
      Atomics.store(words, me, wait * WAIT);
    },
    enters() {
      const me = current();
      Atomics.store(words, me, 0);
      for (const { thread, wait } of ahead.get(me) ?? []) {
        const word = Atomics.load(words, thread);
        if (waitOf(word) === wait) overtake(words, thread, word, me, most);
      }
      ahead.delete(me);
    },
  };
}

const current = (): number => machineFor('boundedOvertaking()').currentThread();
const waitOf = (word: number): number => Math.floor(word / WAIT);

/** Notes that `me` was faster than `other`, which still waits. */
function overtake(words: Int32Array, other: number, word: number, me: number, most: number): void {
  const times = (word % WAIT) + 1;
  if (times > most)
    throw new PropertyError(
      `thread ${other} was overtaken ${times} ${times === 1 ? 'time' : 'times'}, the last time by thread ${me}, which asked after thread ${other} had begun to wait: at most ${most} allowed`,
    );
  Atomics.compareExchange(words, other, word, word + 1);
}
