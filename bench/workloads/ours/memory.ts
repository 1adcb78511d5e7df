import { allocate, free } from 'lockwright/memory';
import { BATCH, expectEqual, nanosecondsSince, type Run, type Workloads } from '../../harness/workload.ts';

/** Small blocks of our heap, one by one and a thousand at a time. One operation is an allocate and its free. */

export const workloads: Workloads = {
  'allocate-16': () => pairs(16),
  'allocate-64': () => pairs(64),
  'allocate-256': () => pairs(256),
  'allocate-batch-16': () => batches(16),
  'allocate-batch-64': () => batches(64),
  'allocate-batch-256': () => batches(256),
};

function pairs(bytes: number): Run {
  return (n) => {
    let last = 0;
    for (let i = 0; i < n; i++) {
      last = allocate(bytes);
      free(last);
    }
    expectEqual(last % 16, 0, 'the alignment of the last block');
  };
}

function batches(bytes: number): Run {
  const blocks = new Int32Array(BATCH);
  return (n) => {
    const whole = Math.ceil(n / BATCH);
    const begin = performance.now();
    for (let batch = 0; batch < whole; batch++) {
      for (let i = 0; i < BATCH; i++) blocks[i] = allocate(bytes);
      for (let i = 0; i < BATCH; i++) free(blocks[i] as number);
    }
    // The time of n operations, although whole batches were run.
    const took = (nanosecondsSince(begin) * n) / (whole * BATCH);
    expectEqual(new Set(blocks).size, BATCH, 'different blocks');
    return took;
  };
}
