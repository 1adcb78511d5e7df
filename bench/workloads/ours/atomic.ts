import { AtomicI32, AtomicI64 } from 'lockwright/atomic';
import { expectEqual, on, type Workloads } from '../../harness/workload.ts';
import { bodies, fetchAddMany } from './bodies.ts';
import { withThreads } from './partner.ts';

/** Our atomics, in the heap. */

export const workloads: Workloads = {
  'atomic-load': () =>
    on(new AtomicI32(1), (cell, n) => {
      let sum = 0;
      for (let i = 0; i < n; i++) sum += cell.load();
      expectEqual(sum, n, 'the sum of the loads');
    }),

  'atomic-store': () =>
    on(new AtomicI32(0), (cell, n) => {
      for (let i = 0; i < n; i++) cell.store(i);
      expectEqual(cell.load(), n - 1, 'the last store');
    }),

  'atomic-exchange': () =>
    on(new AtomicI32(0), (cell, n) => {
      let sum = cell.exchange(-1);
      for (let i = 0; i < n; i++) sum = (sum + cell.exchange(i)) | 0;
      expectEqual(cell.load(), n - 1, 'the last exchange');
      return void sum;
    }),

  'atomic-compare-exchange': () =>
    on(new AtomicI32(0), (cell, n) => {
      cell.store(0);
      let won = 0;
      for (let i = 0; i < n; i++) if (cell.compareExchange(i, i + 1) === i) won++;
      expectEqual(won, n, 'exchanges that succeeded');
    }),

  'atomic-fetch-add': () =>
    on(new AtomicI32(0), (cell, n) => {
      cell.store(0);
      fetchAddMany(cell, n);
      expectEqual(cell.load(), n, 'the sum');
    }),

  'atomic-fetch-add-64': () =>
    on(new AtomicI64(0n), (cell, n) => {
      cell.store(0n);
      let last = 0n;
      for (let i = 0; i < n; i++) last = cell.fetchAdd(1n);
      expectEqual(last, BigInt(n - 1), 'the sum before the last');
    }),

  'atomic-fetch-add-two-threads': () => {
    const cell = new AtomicI32(0);
    return withThreads(bodies, 2, 'fetchAddMany', [cell], (total) => expectEqual(cell.exchange(0), total, 'the sum of both'));
  },
};
