import { time } from '../../../bench/harness/quick.ts';
import { Mutex, ReentrantLock } from '../index.ts';

/** What locking a reentrant lock costs, free and again, beside a mutex and one of the same design in Rust, one thread alone. Run it with `node src/lock/reentrant-lock/reentrant-lock.bench.ts`, or with bun. */
const lock = new ReentrantLock();
const mutex = new Mutex();
let total = 0;

const bump = (): void => {
  total++;
};

time(
  'withLock',
  (steps) => {
    for (let i = 0; i < steps; i++) lock.withLock(bump);
  },
  'reentrant-lock',
);

time('lock and unlock', (steps) => {
  for (let i = 0; i < steps; i++) {
    lock.lock();
    total++;
    lock.unlock();
  }
});

lock.lock();
time(
  'withLock, again',
  (steps) => {
    for (let i = 0; i < steps; i++) lock.withLock(bump);
  },
  'reentrant-lock-again',
);
lock.unlock();

const own = ReentrantLock.at(new SharedArrayBuffer(64), 16);
time('withLock, in a SharedArrayBuffer of one’s own', (steps) => {
  for (let i = 0; i < steps; i++) own.withLock(bump);
});

own.lock();
time('withLock, again, in a SharedArrayBuffer of one’s own', (steps) => {
  for (let i = 0; i < steps; i++) own.withLock(bump);
});
own.unlock();

time('withLock of a Mutex', (steps) => {
  for (let i = 0; i < steps; i++) mutex.withLock(bump);
});

console.log(`${total} sections were run`);
