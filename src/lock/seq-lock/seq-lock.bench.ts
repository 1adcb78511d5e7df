import { time } from '../../../bench/harness/quick.ts';
import { bytes, f64, struct } from '../../memory/index.ts';
import { Mutex, RwLock, SeqLock } from '../index.ts';

/** What reading and writing a seqlock costs beside a mutex and a reader-writer lock, and one of the same design in Rust, one thread alone. Run it with `node src/lock/seq-lock/seq-lock.bench.ts`, or with bun. */
const Point = struct({ x: f64, y: f64 });
const point = new SeqLock(Point);
const number = new SeqLock(f64);
const page = new SeqLock(bytes(1024));
const mutex = new Mutex(Point);
const rw = new RwLock(Point);
let total = 0;

time(
  'read of one number',
  (steps) => {
    for (let i = 0; i < steps; i++) total += number.read();
  },
  'seq-lock-read',
);

time(
  'withLock, one of one number',
  (steps) => {
    for (let i = 0; i < steps; i++) number.withLock((guard) => guard.value++);
  },
  'seq-lock-write',
);

time('read of two numbers', (steps) => {
  for (let i = 0; i < steps; i++) total += point.read().x;
});

time('read of a kilobyte', (steps) => {
  for (let i = 0; i < steps; i++) total += page.read()[0]!;
});

time('write of two numbers', (steps) => {
  for (let i = 0; i < steps; i++) point.write({ x: i, y: i });
});

time('withLock, one of two numbers', (steps) => {
  for (let i = 0; i < steps; i++) point.withLock((guard) => (guard.value.x += 1));
});

time('two numbers under a Mutex', (steps) => {
  for (let i = 0; i < steps; i++) total += mutex.withLock(({ value: { x, y } }) => ({ x, y })).x;
});

time('two numbers under the read lock of an RwLock', (steps) => {
  for (let i = 0; i < steps; i++) {
    const guard = rw.read();
    const { x, y } = guard.value;
    guard.unlock();
    total += { x, y }.x;
  }
});

console.log(`${total} was read`);
