import { Barrier, Latch, WaitGroup } from 'lockwright/lock';
import { expectEqual, on, type Workloads } from '../../harness/workload.ts';
import { bodies } from './bodies.ts';
import { withThreads } from './partner.ts';

/** Waiting for others. */

export const workloads: Workloads = {
  barrier: () =>
    on(new Barrier(1), (barrier, n) => {
      let leaders = 0;
      for (let i = 0; i < n; i++) if (barrier.wait() === 'leader') leaders++;
      expectEqual(leaders, n, 'leaders');
    }),

  // One operation is a whole round, so each thread does all n.
  'barrier-two-threads': () => {
    const barrier = new Barrier(2);
    const run = withThreads(bodies, 2, 'meetMany', [barrier], () => expectEqual(barrier.waiting, 0, 'those who wait'));
    return (n) => run(n * 2);
  },

  'latch-count-down': () => (n) => {
    const latch = new Latch(n);
    for (let i = 0; i < n; i++) latch.countDown();
    expectEqual(latch.remaining, 0, 'what remains');
    latch.free();
  },

  'latch-wait': () =>
    on(new Latch(0), (latch, n) => {
      for (let i = 0; i < n; i++) latch.wait();
    }),

  // Something else is still to be done, so nobody is woken.
  'wait-group': () => {
    const group = new WaitGroup();
    group.add();
    return on(group, (all, n) => {
      for (let i = 0; i < n; i++) {
        all.add();
        all.done();
      }
      expectEqual(all.count, 1, 'what is to be done');
    });
  },
};
