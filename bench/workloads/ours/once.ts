import { LazyLock, Once, OnceLock } from 'lockwright/lock';
import { u32 } from 'lockwright/memory';
import { expectEqual, on, type Workloads } from '../../harness/workload.ts';

/** What is done once: asked for after it is done. */

export const workloads: Workloads = {
  'once-call': () => {
    let calls = 0;
    const initialise = (): void => void calls++;
    return on(new Once(), (once, n) => {
      for (let i = 0; i < n; i++) once.call(initialise);
      expectEqual(calls, 1, 'calls');
    });
  },

  'once-lock-get': () => {
    const cell = new OnceLock(u32);
    cell.set(1);
    return on(cell, (lock, n) => {
      let sum = 0;
      for (let i = 0; i < n; i++) sum += lock.get()!;
      expectEqual(sum, n, 'the sum of the values');
    });
  },

  'lazy-lock-get': () =>
    on(new LazyLock(u32, () => 1), (lock, n) => {
      let sum = 0;
      for (let i = 0; i < n; i++) sum += lock.get();
      expectEqual(sum, n, 'the sum of the values');
    }),
};
