import { time } from '../../../bench/harness/quick.ts';
import { Semaphore } from '../index.ts';

/** What the forms of acquiring permits that are there cost, one thread alone. Run it with `node src/lock/semaphore/semaphore.bench.ts`, or with bun. */
const semaphore = new Semaphore(4);
let total = 0;

const bump = (): void => {
  total++;
};

time(
  'withPermits',
  (steps) => {
    for (let i = 0; i < steps; i++) semaphore.withPermits(1, bump);
  },
  'semaphore',
);

time(
  'acquire and release',
  (steps) => {
    for (let i = 0; i < steps; i++) semaphore.acquire().release();
  },
  'semaphore',
);

time('tryAcquire(2) and release', (steps) => {
  for (let i = 0; i < steps; i++) semaphore.tryAcquire(2)?.release();
});

time('add and forget', (steps) => {
  for (let i = 0; i < steps; i++) {
    semaphore.add();
    semaphore.acquire().forget();
  }
});

const own = Semaphore.at(new SharedArrayBuffer(64), 16);
own.add(4);
time('withPermits, in a SharedArrayBuffer of one\u2019s own', (steps) => {
  for (let i = 0; i < steps; i++) own.withPermits(1, bump);
});

console.log(`${total} sections were run`);
