import { time } from '../../../bench/harness/quick.ts';
import { Latch } from '../index.ts';

/** What counting down and looking cost, one thread alone. Run it with `node src/lock/latch/latch.bench.ts`, or with bun. */
const open = new Latch(0);

time(
  'wait, open',
  (steps) => {
    for (let i = 0; i < steps; i++) open.wait();
  },
  'latch-wait',
);

time(
  'countDown',
  (steps) => {
    const latch = new Latch(steps + 1);
    for (let i = 0; i < steps; i++) latch.countDown();
    latch.free();
  },
  'latch-count-down',
);
