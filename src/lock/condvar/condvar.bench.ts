import { time } from '../../../bench/harness/quick.ts';
import { Condvar, Mutex } from '../index.ts';

/** What notifying costs while nobody waits, and a wait that has nothing to wait for. Run it with `node src/lock/condvar/condvar.bench.ts`, or with bun. */
const mutex = new Mutex();
const changed = new Condvar();

time(
  'notifyOne, nobody waits',
  (steps) => {
    for (let i = 0; i < steps; i++) changed.notifyOne();
  },
  'condvar-notify',
);

time('notifyAll, nobody waits', (steps) => {
  for (let i = 0; i < steps; i++) changed.notifyAll();
});

time('lock, waitWhile(false), unlock', (steps) => {
  for (let i = 0; i < steps; i++) {
    const guard = mutex.lock();
    changed.waitWhile(guard, () => false);
    guard.unlock();
  }
});
