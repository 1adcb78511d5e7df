/** Progress never goes back, though every operation is relaxed: all threads see the writes to one word in one order. */
import { AtomicU32 } from 'lockwright/atomic';
import { holds, mustBe } from '../lib/claims.ts';
import { workThrough } from './02-progress-reporting.ts';

holds({ sc: 10, js: 10, rc11: 10 }, 'three looks see a progress that only grows', () => {
  const done = new AtomicU32(0);
  const look = (): readonly number[] => [done.load('relaxed'), done.load('relaxed'), done.load('relaxed')];
  return {
    threads: [() => workThrough(done, 2, 1), look],
    finally: ([, seen]) => {
      mustBe(seen.join(), seen.toSorted().join(), 'what was seen, in the order of time');
      mustBe(done.load(), 2, 'the items that are done');
    },
  };
});
