import { time } from '../../../bench/harness/quick.ts';
import { AtomicI32 } from '../../atomic/index.ts';
import { ParkingLot } from '../index.ts';

/** What the calls cost that make nobody sleep and wake nobody, one thread alone: what they add to a sleep and a wake-up, beside one of the same design in Rust. Run it with `node src/lock/parking-lot/parking-lot.bench.ts`, or with bun. */
const lot = ParkingLot.heap();
const { address: key } = new AtomicI32(0);
const { address: other } = new AtomicI32(0);

time(
  'park, and validate says no',
  (steps) => {
    for (let i = 0; i < steps; i++) lot.park(key, () => false);
  },
  'parking-lot-park-invalid',
);

time(
  'unparkOne, nobody is parked',
  (steps) => {
    for (let i = 0; i < steps; i++) lot.unparkOne(key);
  },
  'parking-lot-unpark-nobody',
);

time('unparkAll, nobody is parked', (steps) => {
  for (let i = 0; i < steps; i++) lot.unparkAll(key);
});

time('unparkRequeue, nobody is parked', (steps) => {
  for (let i = 0; i < steps; i++) lot.unparkRequeue(key, other);
});

time('park for no time at all', (steps) => {
  for (let i = 0; i < steps; i++) lot.park(key, () => true, { timeoutMs: 0 });
});
