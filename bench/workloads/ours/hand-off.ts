import { AtomicI32 } from 'lockwright/atomic';
import { Condvar, Mutex } from 'lockwright/lock';
import { allocateZeroed, heapRegion } from 'lockwright/memory';
import { current, park, spawn } from 'lockwright/thread';
import { expectEqual, nanosecondsSince, type Workloads } from '../../harness/workload.ts';
import { takeTurns } from './bodies.ts';

/** Passing the turn between two threads of ours, and the life of a thread. */

const bodies = new URL('./bodies.ts', import.meta.url);
const OURS = 0;
const THEIRS = 1;

export const workloads: Workloads = {
  'park-unpark': () => (n) => {
    const turns = new AtomicI32(0);
    const other = spawn(bodies, 'parkInThread', turns, current(), n);
    const begin = performance.now();
    for (let i = 0; i < n; i++) {
      turns.fetchAdd(1);
      other.thread.unpark();
      while (turns.load() % 2 === THEIRS) park();
    }
    const took = nanosecondsSince(begin);
    other.join();
    expectEqual(turns.load(), 2 * n, 'turns');
    turns.free();
    return took;
  },

  'condvar-ping-pong': () => {
    const mutex = new Mutex();
    const changed = new Condvar();
    const counter = allocateZeroed(Int32Array.BYTES_PER_ELEMENT);
    return (n) => {
      const other = spawn(bodies, 'takeTurns', mutex, changed, counter, THEIRS, n);
      const begin = performance.now();
      takeTurns(mutex, changed, counter, OURS, n);
      other.join();
      const took = nanosecondsSince(begin);
      expectEqual(Atomics.exchange(heapRegion().i32, counter >> 2, 0), 2 * n, 'turns');
      return took;
    };
  },

  'spawn-join': () => (n) => {
    for (let i = 0; i < n; i++) spawn(bodies, 'empty').join();
  },
};
