import { time } from '../../../bench/harness/quick.ts';
import { WaitGroup } from '../index.ts';

/** What counting what is to be done costs, one thread alone. Run it with `node src/lock/wait-group/wait-group.bench.ts`, or with bun. */
const busy = new WaitGroup();
busy.add();
const group = new WaitGroup();
const own = WaitGroup.at(new SharedArrayBuffer(64), 16);

time(
  'add and done, not the last one',
  (steps) => {
    for (let i = 0; i < steps; i++) {
      busy.add();
      busy.done();
    }
  },
  'wait-group',
);

time('add and done, the last one', (steps) => {
  for (let i = 0; i < steps; i++) {
    group.add();
    group.done();
  }
});

time('the same in a SharedArrayBuffer of one’s own', (steps) => {
  for (let i = 0; i < steps; i++) {
    own.add();
    own.done();
  }
});

time('add, pledge and keep', (steps) => {
  for (let i = 0; i < steps; i++) {
    group.add();
    group.pledge().keep();
  }
});
