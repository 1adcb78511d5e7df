import { time } from '../../../bench/harness/quick.ts';
import { u32 } from '../../memory/index.ts';
import { RwLock } from '../index.ts';

/** What the forms of taking a free reader-writer lock cost, one thread alone. Run it with `node src/lock/rw-lock/rw-lock.bench.ts`, or with bun. */
const lock = new RwLock(u32, 1);
let total = 0;

time(
  'withRead',
  (steps) => {
    for (let i = 0; i < steps; i++) lock.withRead((guard) => (total += guard.value));
  },
  'rw-lock-read',
);

time(
  'read and unlock',
  (steps) => {
    for (let i = 0; i < steps; i++) lock.read().unlock();
  },
  'rw-lock-read',
);

time(
  'withWrite',
  (steps) => {
    for (let i = 0; i < steps; i++) lock.withWrite((guard) => (guard.value += 1));
  },
  'rw-lock-write',
);

time('upgradableRead, upgrade and unlock', (steps) => {
  for (let i = 0; i < steps; i++) lock.upgradableRead().upgrade().unlock();
});

const own = RwLock.at(new SharedArrayBuffer(64), 16, u32);
time('withRead, in a SharedArrayBuffer of one\u2019s own', (steps) => {
  for (let i = 0; i < steps; i++) own.withRead((guard) => (total += guard.value));
});

console.log(`${total} were read`);
