import { time } from '../../../bench/harness/quick.ts';
import { Mutex, ClhLock } from '../index.ts';

/** What locking a free CLH lock costs beside a mutex, one thread alone. Run it with `node src/lock/clh-lock/clh-lock.bench.ts`, or with bun. */
const lock = new ClhLock();
const mutex = new Mutex();
let total = 0;

const bump = (): void => {
  total++;
};

time('withLock', (steps) => {
  for (let i = 0; i < steps; i++) lock.withLock(bump);
});

time('tryLock and unlock', (steps) => {
  for (let i = 0; i < steps; i++) {
    lock.tryLock();
    total++;
    lock.unlock();
  }
});

const own = ClhLock.at(new SharedArrayBuffer(512), 16);
time('withLock, in a SharedArrayBuffer of one’s own', (steps) => {
  for (let i = 0; i < steps; i++) own.withLock(bump);
});

time('withLock of a Mutex', (steps) => {
  for (let i = 0; i < steps; i++) mutex.withLock(bump);
});

console.log(`${total} sections were run`);
