import { AtomicU32 } from 'lockwright/atomic';
import { spawn } from 'lockwright/thread';
import { newWords } from '../../../book/ch09-locks/readers-and-writers.ts';
import { expectEqual, nanosecondsSince, on, type Workloads } from '../../harness/workload.ts';
import { WRITE_EVERY } from '../ours/bodies.ts';
import { withThreads } from '../ours/partner.ts';
import { bodies, condvarOf, takeTurns, type Turns, type Version } from './bodies.ts';

/** The locks of the book's chapter 9, as `book/ch09-locks` has them. */

const VERSIONS: readonly Version[] = [1, 2, 3];
const FOUR = 4;
const HERE = 0;
const THERE = 1;

export const workloads: Workloads = Object.assign(
  {},
  ...VERSIONS.flatMap((version) => [mutexes(version), rwLocks(version)]),
  condvars(1),
  condvars(2),
);

function mutexes(version: Version): Workloads {
  const by = (threads: number) => () => {
    const total = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
    return withThreads(bodies, threads, 'addMany', [version, new AtomicU32(0), total], (expected) => {
      expectEqual(Atomics.exchange(total, 0, 0), expected, 'the count under the lock');
    });
  };
  return { [`book-mutex-${version}`]: by(1), [`book-mutex-${version}-four-threads`]: by(FOUR) };
}

function rwLocks(version: Version): Workloads {
  const by = (threads: number, work: 'readMany' | 'writeMany' | 'mixMany', written: (share: number) => number) => () => {
    const words = newWords();
    return withThreads(bodies, threads, work, [version, words], (_, share) => {
      expectEqual(Atomics.exchange(words.pair, 0, 0), written(share), 'the number under the lock');
    });
  };
  const name = `book-rw-lock-${version}`;
  return {
    [`${name}-read`]: by(1, 'readMany', () => 0),
    [`${name}-write`]: by(1, 'writeMany', (share) => share),
    [`${name}-read-four-threads`]: by(FOUR, 'readMany', () => 0),
    [`${name}-mixed-four-threads`]: by(FOUR, 'mixMany', (share) => Math.ceil(share / WRITE_EVERY) * FOUR),
  };
}

function newTurns(): Turns {
  return {
    state: new AtomicU32(0),
    counter: new AtomicU32(0),
    waiters: new AtomicU32(0),
    turns: new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT)),
  };
}

function condvars(version: 1 | 2): Workloads {
  return {
    [`book-condvar-${version}-notify`]: () =>
      on(condvarOf(version, newTurns()), (condvar, n) => {
        for (let i = 0; i < n; i++) condvar.notifyOne();
      }),

    [`book-condvar-${version}-ping-pong`]: () =>
      on(newTurns(), (words, n) => {
        const other = spawn(new URL('./bodies.ts', import.meta.url), 'takeTurns', version, words, THERE, n);
        const begin = performance.now();
        takeTurns(version, words, HERE, n);
        other.join();
        const took = nanosecondsSince(begin);
        expectEqual(Atomics.exchange(words.turns, 0, 0), 2 * n, 'turns');
        return took;
      }),
  };
}
