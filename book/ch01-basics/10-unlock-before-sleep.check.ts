/** How many sleep at the same time at most. */
import { hasOutcomes, holds, mustBe } from '../lib/claims.ts';
import { addAndSleep, newWork } from './10-unlock-before-sleep.ts';

hasOutcomes({ js: ['1', '2'], rc11: ['1', '2'] }, 'asleep at the same time', () => {
  const work = newWork();
  const add = (): void => addAndSleep(work, 1, 10);
  return { threads: [add, add], outcome: () => String(work.most.load()) };
});

holds({ js: 100, rc11: 120 }, 'no addition is lost', () => {
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
