import { expectEqual, on, type Workloads } from '../../harness/workload.ts';

/** The Web Locks API, where the engine has it: asynchronous only, and named. */

export const workloads: Workloads = {
  'mutex-async': () => {
    if (typeof navigator === 'undefined' || navigator.locks === undefined) throw new Error('there is no navigator.locks here');
    return on({ count: 0 }, async (shared, n) => {
      shared.count = 0;
      const increment = (): void => void shared.count++;
      for (let i = 0; i < n; i++) await navigator.locks.request('bench', increment);
      expectEqual(shared.count, n, 'the count under the lock');
    });
  },
};
