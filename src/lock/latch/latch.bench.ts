import { time } from '../../../bench/harness/quick.ts';
import { Barrier, Latch, WaitGroup } from '../index.ts';

/** What counting costs, one thread alone: Latch, WaitGroup, Barrier and pledges. Run it with `node src/lock/latch/latch.bench.ts`, or with bun. */
const open = new Latch(0);
const group = new WaitGroup();
const alone = new Barrier(1);
const own = WaitGroup.at(new SharedArrayBuffer(64), 16);

time('Latch.wait, open', (steps) => {
  for (let i = 0; i < steps; i++) open.wait();
});

time('Latch.countDown', (steps) => {
  const latch = new Latch(steps + 1);
  for (let i = 0; i < steps; i++) latch.countDown();
  latch.free();
});

time('WaitGroup.add and done, the last one', (steps) => {
  for (let i = 0; i < steps; i++) {
    group.add();
    group.done();
  }
});

time('WaitGroup.add and done in a SharedArrayBuffer of one\u2019s own', (steps) => {
  for (let i = 0; i < steps; i++) {
    own.add();
    own.done();
  }
});

time('WaitGroup.add, pledge and keep', (steps) => {
  for (let i = 0; i < steps; i++) {
    group.add();
    group.pledge().keep();
  }
});

time('Barrier.wait, of one', (steps) => {
  for (let i = 0; i < steps; i++) alone.wait();
});
