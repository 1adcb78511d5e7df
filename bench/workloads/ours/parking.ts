import { AtomicI32 } from 'lockwright/atomic';
import { ParkingLot, ReentrantLock } from 'lockwright/lock';
import { spawn } from 'lockwright/thread';
import { expectEqual, nanosecondsSince, on, type Workloads } from '../../harness/workload.ts';
import { incrementMany, takeTurnsParked } from './bodies.ts';
import { expectCount, newCounter } from './counter.ts';

/** The parking lot of the heap: what it adds to a sleep and a wake-up, and passing the turn by it. And a lock that its thread has already. */

const bodies = new URL('./bodies.ts', import.meta.url);
const OURS = 0;
const THEIRS = 1;
const refuse = (): boolean => false;

export const workloads: Workloads = {
  'reentrant-lock-again': () => {
    const lock = new ReentrantLock();
    const counter = newCounter();
    lock.lock();
    return (n) => {
      incrementMany(lock, counter, n);
      expectCount(counter, n);
    };
  },

  'parking-lot-park-invalid': () =>
    on(new AtomicI32(0), ({ address }, n) => {
      const lot = ParkingLot.heap();
      let refused = 0;
      for (let i = 0; i < n; i++) if (lot.park(address, refuse).reason === 'invalid') refused++;
      expectEqual(refused, n, 'parks that were refused');
    }),

  'parking-lot-unpark-nobody': () =>
    on(new AtomicI32(0), ({ address }, n) => {
      const lot = ParkingLot.heap();
      let unparked = 0;
      for (let i = 0; i < n; i++) if (lot.unparkOne(address).unparked) unparked++;
      expectEqual(unparked, 0, 'threads that were unparked');
    }),

  'parking-lot-ping-pong': () => {
    const turns = new AtomicI32(0);
    return (n) => {
      const other = spawn(bodies, 'takeTurnsParked', turns, THEIRS, n);
      const begin = performance.now();
      takeTurnsParked(turns, OURS, n);
      other.join();
      const took = nanosecondsSince(begin);
      expectEqual(turns.exchange(0), 2 * n, 'turns');
      return took;
    };
  },
};
