/** No item of any worker is lost, and the count that another thread sees never goes back. */
import { AtomicU32 } from 'lockwright/atomic';
import { fails, holds, mustBe } from '../lib/claims.ts';
import * as oneWorker from './02-progress-reporting.ts';
import { workThrough } from './06-progress-reporting-multiple-threads.ts';

holds({ sc: 90, js: 90, rc11: 90 }, 'two workers and one who looks', () => {
  const done = new AtomicU32(0);
  const work = (): void => workThrough(done, 2, 1);
  const look = (): boolean => done.load('relaxed') <= done.load('relaxed');
  return {
    threads: [work, work, look],
    finally: ([, , grows]) => {
      mustBe(done.load(), 4, 'the items that are done');
      mustBe(grows, true, 'whether the count only grows');
    },
  };
});

fails({ sc: 'assertion', rc11: 'assertion' }, 'stores instead of additions lose items', () => {
  const done = new AtomicU32(0);
  const work = (): void => oneWorker.workThrough(done, 2, 1);
  return { threads: [work, work], finally: () => mustBe(done.load(), 4, 'the items that are done') };
});
