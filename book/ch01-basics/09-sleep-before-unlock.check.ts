/** How many sleep at the same time at most. */
import { hasOutcomes, holds, mustBe } from '../lib/claims.ts';
import { addAndSleep, newWork } from './09-sleep-before-unlock.ts';

hasOutcomes({ js: ['1'], rc11: ['1'] }, 'asleep at the same time', () => {
  const work = newWork();
  const add = (): void => addAndSleep(work, 1, 10);
  return { threads: [add, add], outcome: () => String(work.most.load()) };
});

holds({ js: 10, rc11: 12 }, 'no addition is lost', () => {
  const work = newWork();
  const add = (): void => addAndSleep(work, 1, 10);
  return {
    threads: [add, add],
    finally: () =>
      mustBe(
        work.total.withLock((guard) => guard.value),
        2,
        'the total',
      ),
  };
});
