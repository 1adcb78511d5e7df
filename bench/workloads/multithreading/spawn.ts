import { spawn } from 'multithreading';
import type { Workloads } from '../../harness/workload.ts';

/** A task of the npm package `multithreading` that does nothing, on its pool of workers. */
export const workloads: Workloads = {
  'spawn-join': () => async (n) => {
    for (let i = 0; i < n; i++) {
      const result = await spawn(() => {}).join();
      if (!result.ok) throw result.error;
    }
  },
};
