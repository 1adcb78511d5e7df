/* oxlint-disable unicorn/require-post-message-target-origin -- a worker's port has no origin */
import { Worker } from 'node:worker_threads';
import { expectEqual, sumTo, type Run, type Workloads } from '../../harness/workload.ts';

/** Messages to a worker by `postMessage`, which is as far as the platform goes. The worker says their sum when it has all. */

function posted(messageOf: (i: number) => unknown): () => Run {
  return () => {
    const worker = new Worker(new URL('./channel-partner.ts', import.meta.url));
    return async (n) => {
      const { promise, resolve } = Promise.withResolvers<number>();
      worker.once('message', resolve);
      worker.postMessage({ expected: n });
      for (let i = 0; i < n; i++) worker.postMessage(messageOf(i));
      expectEqual(await promise, sumTo(n), 'the sum of the messages');
    };
  };
}

export const workloads: Workloads = {
  'post-number': posted((i) => i),
  'post-object': posted((id) => ({ id, name: 'a name' })),
};
