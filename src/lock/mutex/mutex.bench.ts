import { time } from '../../../bench/harness/quick.ts';
import { f64, struct, u32 } from '../../memory/index.ts';
import { Mutex } from '../index.ts';

/** What the forms of locking a free mutex cost, one thread alone. Run it with `node src/lock/mutex/mutex.bench.ts`, or with bun. */
const mutex = new Mutex();
const account = new Mutex(struct({ deposits: u32, balance: f64 }));
let total = 0;

const bump = (): void => {
  total++;
};

time(
  'withLock',
  (steps) => {
    for (let i = 0; i < steps; i++) mutex.withLock(bump);
  },
  'mutex',
);

time(
  'lock and unlock in try and finally',
  (steps) => {
    for (let i = 0; i < steps; i++) {
      mutex.lock();
      try {
        total++;
      } finally {
        mutex.unlock();
      }
    }
  },
  'mutex',
);

time(
  'guard, unlocked by hand',
  (steps) => {
    for (let i = 0; i < steps; i++) {
      const guard = mutex.lock();
      total++;
      guard.unlock();
    }
  },
  'mutex',
);

time(
  'using',
  (steps) => {
    for (let i = 0; i < steps; i++) {
      // oxlint-disable-next-line no-underscore-dangle -- the underscore says that it is there to be disposed of
      using _guard = mutex.lock();
      total++;
    }
  },
  'mutex',
);

time('tryLock', (steps) => {
  for (let i = 0; i < steps; i++) mutex.tryLock()?.unlock();
});

time('withLock, one field of its value', (steps) => {
  for (let i = 0; i < steps; i++) {
    account.withLock((guard) => {
      guard.value.balance += 1;
    });
  }
});

const own = Mutex.at(new SharedArrayBuffer(64), 16);
time('withLock, in a SharedArrayBuffer of one\u2019s own', (steps) => {
  for (let i = 0; i < steps; i++) own.withLock(bump);
});
