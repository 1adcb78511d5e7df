/** It excludes, loses no wake-up, and no reader overtakes a writer who waits. */
import { boundedOvertaking, mutuallyExclusive } from 'lockwright/check';
import { fails, holds, mustBe } from '../lib/claims.ts';
import { RwLock } from './08-rwlock-3.ts';
import { addBoth, lookAtBoth, newWords, type Words } from './readers-and-writers.ts';

const lockOf = ({ state, writerWakeCounter }: Words): RwLock => new RwLock(state, writerWakeCounter);

const program = (writers: number, readers: number) => () => {
  const words = newWords();
  const lock = lockOf(words);
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

holds({ sc: 20, js: 20, rc11: 28 }, 'a writer and a reader', program(1, 1));
holds({ sc: 28, js: 28, rc11: 104 }, 'two writers', program(2, 0));
holds({ js: 3592 }, 'a writer and two readers', program(1, 2));

holds({ sc: 20, js: 20, rc11: 28 }, 'one writer, or many readers', () => {
  const lock = lockOf(newWords());
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
}); /** A writer is in it from the beginning, and leaves; another one and a reader come. */
const handingOver = (make: (words: Words) => RwLock) => () => {
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

holds({ sc: 913, js: 913 }, 'a writer leaves, another and a reader come', handingOver(lockOf));

/** While a reader is in it, a writer comes, and another reader: may that one be first although it comes later? */
const overtaking = () => {
  const lock = lockOf(newWords());
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

/** Sleeps whenever somebody has the lock, as the book's repository has it. */
class AsPublished extends RwLock {
  protected override maySleep(state: number): boolean {
    return state >= 2;
  }
}

fails(
  { sc: 'deadlock', js: 'deadlock', rc11: 'deadlock' },
  'as published: a writer that saw a writer, and then a reader who came after it, is woken by nobody',
  handingOver(({ state, writerWakeCounter }) => new AsPublished(state, writerWakeCounter)),
);

holds({ js: 552 }, 'no reader who comes later overtakes a writer who waits', overtaking);
