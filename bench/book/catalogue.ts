import type { Contestant, Side } from '../harness/catalogue.ts';

/** The measurements of the book's chapter 9, and more of the same kind: what is measured, how often, and which locks take part. */

/** One design: in TypeScript, which is run on each engine, and in Rust. */
export interface Design {
  readonly label: string;
  readonly contestants: readonly Contestant[];
}

export interface Measurement {
  readonly name: string;
  readonly title: string;
  /** What one operation is. */
  readonly operation: string;
  /** Operations of all threads together in a sample. */
  readonly count: number;
  /** What takes longer than so many milliseconds does fewer. */
  readonly withinMs: number;
  readonly designs: readonly Design[];
}

/** The book's: "5,000,000 times by one thread", "by four threads at the same time, 5,000,000 times each". */
const ALONE = 5_000_000;
const BY_FOUR = 4 * ALONE;
const ROUND_TRIPS = 100_000;
/** Where threads get the lock in the order in which they came, all may stand in line: then each operation waits for a sleeper to wake, some 60 µs, and before and after it none does. */
const IN_LINE = 100_000;
const LONG_MS = 2_000;
const SHORT_MS = 600;

/** What stands in one file per side. */
function design(label: string, side: Side, file: string, workload: string, rust: string | undefined): Design {
  const theirs: Contestant[] = rust === undefined ? [] : [{ side: 'rust', file: '', workload: rust }];
  return { label, contestants: [{ side, file, workload }, ...theirs] };
}

function books(what: string, name: string, versions: readonly number[], suffix: string): Design[] {
  return versions.map((version) => {
    const workload = `book-${name}-${version}${suffix}`;
    return design(`the book's ${what} ${version}`, 'book', 'chapter-9', workload, workload);
  });
}

function ours(label: string, file: string, workload: string, rust: string | undefined = workload): Design {
  return design(label, 'ours', file, workload, rust);
}

/** One of ours that serves in order, by several threads. */
function inLine(label: string, file: string, workload: string): Design {
  const { contestants } = ours(label, file, workload);
  return {
    label,
    contestants: contestants.map((contestant) => (contestant.side === 'ours' ? { ...contestant, most: IN_LINE } : contestant)),
  };
}

const locks = (suffix: string): Design[] => [
  ...books('mutex', 'mutex', [1, 2, 3], suffix),
  ours('`Mutex`', 'lock', `mutex${suffix}`),
  design('`ReentrantLock`', 'ours', 'lock', `reentrant-lock${suffix}`, undefined),
  ours('`ParkingMutex`', 'lock', `parking-mutex${suffix}`),
  ours('`RwLock`, writing', 'lock', `rw-lock-write${suffix}`),
  ours('`Semaphore` of one permit', 'lock', `semaphore${suffix}`),
  ours('`SpinLock`', 'lock', `spin-lock${suffix}`),
  (suffix === '' ? ours : inLine)('`TicketLock`', 'lock', `ticket-lock${suffix}`),
  (suffix === '' ? ours : inLine)('`ClhLock`', 'lock', `clh-lock${suffix}`),
  (suffix === '' ? ours : inLine)('`McsLock`', 'lock', `mcs-lock${suffix}`),
];

const condvars = (suffix: string, file: string): Design[] => [
  ...books('condition variable', 'condvar', [1, 2], suffix),
  ours('`Condvar`', file, `condvar${suffix}`),
];

const rwLocks = (suffix: string): Design[] => [
  ...books('reader-writer lock', 'rw-lock', [1, 2, 3], suffix),
  ours('`RwLock`', suffix === '-write' ? 'lock' : 'at-a-time', `rw-lock${suffix}`),
  ours('`SeqLock`', 'at-a-time', `seq-lock${suffix}`),
];

const alone = { count: ALONE, withinMs: LONG_MS };
const byFour = { count: BY_FOUR, withinMs: SHORT_MS };

export const measurements: readonly Measurement[] = [
  {
    name: 'lock-alone',
    title: 'One thread locks',
    operation: 'a lock, an increment and an unlock, while nobody else wants the lock',
    ...alone,
    designs: locks(''),
  },
  {
    name: 'lock-four-threads',
    title: 'Four threads lock',
    operation: 'the same by four threads at the same time, which do nothing else',
    ...byFour,
    designs: locks('-four-threads'),
  },
  {
    name: 'notify',
    title: 'A notification for nobody',
    operation: 'a notification of one, while nobody waits',
    ...alone,
    designs: condvars('-notify', 'lock'),
  },
  {
    name: 'ping-pong',
    title: 'Two threads take turns',
    operation: 'a round trip between two threads: each waits until it is told that it is its turn',
    count: ROUND_TRIPS,
    withinMs: SHORT_MS,
    designs: condvars('-ping-pong', 'hand-off'),
  },
  {
    name: 'read-alone',
    title: 'One thread reads',
    operation: 'a lock for reading, a look and an unlock, while nobody else wants the lock',
    ...alone,
    designs: rwLocks('-read'),
  },
  {
    name: 'write-alone',
    title: 'One thread writes',
    operation: 'the same for writing',
    ...alone,
    designs: rwLocks('-write'),
  },
  {
    name: 'read-four-threads',
    title: 'Four threads read',
    operation: 'a lock for reading, a look and an unlock by four threads at the same time',
    ...byFour,
    designs: rwLocks('-read-four-threads'),
  },
  {
    name: 'mixed-four-threads',
    title: 'Four threads read and write',
    operation: 'the same, but one in ten is a lock for writing and an increment',
    ...byFour,
    designs: rwLocks('-mixed-four-threads'),
  },
];
