import { time } from '../../../bench/harness/quick.ts';
import { SpinLock } from '../index.ts';

/** What locking a free spin lock costs, one thread alone. Run it with `node src/lock/spin-lock/spin-lock.bench.ts`, or with bun. */
const lock = new SpinLock();
let total = 0;

time(
  'withLock',
  (steps) => {
    for (let i = 0; i < steps; i++) {
      lock.withLock(() => {
        total++;
      });
    }
  },
  'spin-lock',
);

time(
  'lock and unlock',
  (steps) => {
    for (let i = 0; i < steps; i++) {
      lock.lock();
      total++;
      lock.unlock();
    }
  },
  'spin-lock',
);
