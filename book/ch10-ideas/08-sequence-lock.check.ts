/** A reader sees what one write wrote, and no mixture. */
import { holds, mustBe } from '../lib/claims.ts';
import { newWords, SequenceLock } from './08-sequence-lock.ts';

holds({ js: 6, rc11: 6 }, 'a write and a read', () => {
  const lock = new SequenceLock(newWords());
  return {
    threads: [() => lock.write(1, 1), () => lock.read().join()],
    finally: ([, seen]) => mustBe(seen === '0,0' || seen === '1,1', true, `whether ${seen} was ever there`),
  };
});

holds({ js: 39 }, 'two writes and a read', () => {
  const lock = new SequenceLock(newWords());
  const writeTwice = (): void => {
    lock.write(1, 1);
    lock.write(2, 2);
  };
  return {
    threads: [writeTwice, () => lock.read().join()],
    finally: ([, seen]) => mustBe(['0,0', '1,1', '2,2'].includes(seen), true, `whether ${seen} was ever there`),
  };
});
