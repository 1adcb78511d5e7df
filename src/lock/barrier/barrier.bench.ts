import { time } from '../../../bench/harness/quick.ts';
import { Barrier } from '../index.ts';

/** What meeting costs where nobody else is to come. Run it with `node src/lock/barrier/barrier.bench.ts`, or with bun. */
const alone = new Barrier(1);
const own = Barrier.at(new SharedArrayBuffer(64), 16, 1);

time(
  'wait, of one',
  (steps) => {
    for (let i = 0; i < steps; i++) alone.wait();
  },
  'barrier',
);

time('wait, of one, in a SharedArrayBuffer of one’s own', (steps) => {
  for (let i = 0; i < steps; i++) own.wait();
});

time('tryWait, of one', (steps) => {
  for (let i = 0; i < steps; i++) alone.tryWait();
});
