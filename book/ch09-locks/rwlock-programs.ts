/** Programs that the checks of this chapter's three reader-writer locks have in common. Each makes its lock anew in every execution. */
import { boundedOvertaking, mutuallyExclusive, type Program } from 'lockwright/check';
import { mustBe, type Showing } from '../lib/claims.ts';
import { addBoth, lookAtBoth, newWords, type AnyRwLock, type Words } from './readers-and-writers.ts';

/** Makes a lock over its words. */
type Make = (words: Words) => AnyRwLock;

/** Writers that add to two numbers, and readers that look whether they are equal. */
export const adding = (make: Make, writers: number, readers: number) => (): Program => {
  const words = newWords();
  const lock = make(words);
  return {
    threads: [
      ...Array.from({ length: writers }, () => () => addBoth(lock, words.pair, 1)),
      ...Array.from({ length: readers }, () => () => lookAtBoth(lock, words.pair, 1)),
    ],
    finally: (results: readonly unknown[]) => {
      mustBe(results.includes(false), false, 'whether a reader saw one number without the other');
      mustBe(words.pair.join(), `${writers},${writers}`, 'the numbers');
      mustBe(words.state.load(), 0, 'the state at the end');
    },
  };
};

/** One writer in the section, or many readers. */
export const excluding = (make: Make) => (): Program => {
  const lock = make(newWords());
  const section = mutuallyExclusive('the critical section');
  const read = (): void => {
    lock.read();
    section.shared(() => {});
    lock.endRead();
  };
  const write = (): void => {
    lock.write();
    section(() => {});
    lock.endWrite();
  };
  return { threads: [read, write] };
};

/** A writer is in it from the beginning, and leaves; another one and a reader come. */
export const handingOver = (make: Make) => (): Program => {
  const words = newWords();
  const lock = make(words);
  lock.write();
  const write = (): void => {
    lock.write();
    lock.endWrite();
  };
  const read = (): void => {
    lock.read();
    lock.endRead();
  };
  return { threads: [() => lock.endWrite(), write, read], finally: () => mustBe(words.state.load(), 0, 'the state at the end') };
};

/** While a reader is in it, another one comes and goes, and then the first goes: how often a writer who waits meanwhile begins anew. */
export const rounds = (make: Make) => (): Showing => {
  const lock = make(newWords());
  lock.read();
  const write = (): number => {
    let count = 0;
    lock.write(() => void count++);
    lock.endWrite();
    return count;
  };
  const readAndEndBoth = (): void => {
    lock.read();
    lock.endRead();
    lock.endRead();
  };
  return { threads: [write, readAndEndBoth], outcome: ([count]) => String(count) };
};

/** How often two readers call `wakeOne`, where nobody writes. */
export const wakeCallsOfReaders = (make: Make) => (): Showing => {
  const lock = make(newWords());
  const read = (): boolean => {
    lock.read();
    return lock.endRead();
  };
  return { threads: [read, read], outcome: (called) => String(called.filter(Boolean).length) };
};

/** While a reader is in it, a writer comes, and another reader: may that one be first although it comes later? */
export const overtaking = (make: Make) => (): Program => {
  const lock = make(newWords());
  const queue = boundedOvertaking(0);
  lock.read();
  const write = (): void => {
    let isWaiting = false;
    queue.asks();
    lock.write(() => {
      if (!isWaiting) queue.waits();
      isWaiting = true;
    });
    queue.enters();
    lock.endWrite();
  };
  const read = (): void => {
    queue.asks();
    lock.read();
    queue.enters();
    lock.endRead();
  };
  return { threads: [() => lock.endRead(), write, read] };
};
