/* oxlint-disable unicorn/require-post-message-target-origin -- a worker's port has no origin */
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { expectEqual, nanosecondsSince, type Workloads } from '../../harness/workload.ts';

/** Passing the turn by the platform's own means, and the life of a bare worker. */

export const workloads: Workloads = {
  /** Odd: the worker's turn; even: ours. */
  'wait-notify': () => {
    const turns = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
    new Worker(new URL('./wait-notify-partner.ts', import.meta.url), { workerData: turns }).unref();
    return (n) => {
      const first = Atomics.load(turns, 0);
      for (let i = 0; i < n; i++) {
        const theirs = Atomics.add(turns, 0, 1) + 1;
        Atomics.notify(turns, 0, 1);
        Atomics.wait(turns, 0, theirs);
      }
      expectEqual(Atomics.load(turns, 0), first + 2 * n, 'turns');
    };
  },

  /** A message there and one back. */
  'post-message': () => {
    const worker = new Worker(new URL('./post-message-partner.ts', import.meta.url));
    return async (n) => {
      const { promise, resolve } = Promise.withResolvers<void>();
      let left = n;
      worker.on('message', () => (--left > 0 ? worker.postMessage(left) : resolve()));
      worker.postMessage(left);
      await promise;
      worker.removeAllListeners('message');
    };
  },

  /** A worker that does nothing, from its start to its end. */
  worker: () => async (n) => {
    const begin = performance.now();
    for (let i = 0; i < n; i++) await once(new Worker(new URL('./empty.ts', import.meta.url)), 'exit');
    return nanosecondsSince(begin);
  },
};
