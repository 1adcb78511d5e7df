import { time } from '../../../bench/harness/quick.ts';
import { Mutex, ParkingLot, ParkingMutex } from '../index.ts';

/** What locking and unlocking a free mutex costs, one thread alone, of one byte and of two words, beside one of the same design in Rust. Run it with `node src/lock/parking-mutex/parking-mutex.bench.ts`, or with bun. */
const mutex = new ParkingMutex();
const twoWords = new Mutex();
const memory = new SharedArrayBuffer(4096);
const own = ParkingMutex.at(memory, 3, ParkingLot.at(memory, 1024));
let total = 0;

const bump = (): void => {
  total++;
};

time('lock and unlock', (steps) => {
  for (let i = 0; i < steps; i++) mutex.lock().unlock();
});

time(
  'withLock',
  (steps) => {
    for (let i = 0; i < steps; i++) mutex.withLock(bump);
  },
  'parking-mutex',
);

time('tryLock and unlock', (steps) => {
  for (let i = 0; i < steps; i++) mutex.tryLock()?.unlock();
});

time('withLock, in a SharedArrayBuffer of one\u2019s own', (steps) => {
  for (let i = 0; i < steps; i++) own.withLock(bump);
});

time('withLock of a Mutex', (steps) => {
  for (let i = 0; i < steps; i++) twoWords.withLock(bump);
});

console.log(`${total} sections were run`);
