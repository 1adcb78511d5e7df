import type { Headline } from './statistics.ts';

/** All workloads: who takes part, which figure counts, and what is to be reached. */

/** Who can take part. `ours` is the package as users get it, `book` the teaching versions of `book/`. */
export type Side = 'ours' | 'book' | 'rust' | 'native' | 'multithreading' | 'ringbuf' | 'web-locks';

/** One participant of a workload. */
export interface Contestant {
  readonly side: Side;
  /** File under `workloads/<side>/`, without `.ts`; empty for Rust. */
  readonly file: string;
  /** Its name in that file, or in `bench/rust`. */
  readonly workload: string;
  /** Set for those that have no column of the table and no key of `versus`: what to call them in the line below. */
  readonly also?: string;
  /** Does no more operations in a sample, where an effort has a count: for what may take a thousand times as long from one sample to the next. */
  readonly most?: number;
}

/** A figure to reach; only reported. */
export interface Goal {
  readonly engines: readonly string[];
  /** `time`: the headline figure itself, in nanoseconds. Otherwise: ours divided by theirs. */
  readonly of: 'rust' | 'native' | 'multithreading' | 'ringbuf' | 'time';
  readonly atMost: number;
}

export interface Entry {
  readonly name: string;
  /** What one operation is. */
  readonly operation: string;
  readonly headline: Headline;
  /** Ours first. */
  readonly contestants: readonly Contestant[];
  readonly goals: readonly Goal[];
}

const NODE = ['node', 'node-26'];
const BUN = ['bun'];

const nearRust: Goal[] = [
  { engines: NODE, of: 'rust', atMost: 1.3 },
  { engines: BUN, of: 'rust', atMost: 1.1 },
];
const handOff: Goal[] = [{ engines: [...NODE, ...BUN], of: 'rust', atMost: 1.5 }];
const halfOfMalloc: Goal[] = [{ engines: [...NODE, ...BUN], of: 'rust', atMost: 0.5 }];
/** So many times of what Rust takes. */
function withinRust(atMost: number): Goal {
  return { engines: [...NODE, ...BUN], of: 'rust', atMost };
}
const notSlowerThanRingbuf: Goal = { engines: [...NODE, ...BUN], of: 'ringbuf', atMost: 1 };
const twentyTimesFasterThanPosted: Goal = { engines: [...NODE, ...BUN], of: 'native', atMost: 1 / 20 };
const twentyTimesFaster: Goal = { engines: [...NODE, ...BUN], of: 'multithreading', atMost: 1 / 20 };
const hundredMicroseconds: Goal = { engines: [...NODE, ...BUN], of: 'time', atMost: 100_000 };

function entry(name: string, operation: string, headline: Headline, goals: readonly Goal[], contestants: readonly Contestant[]): Entry {
  return { name, operation, headline, goals, contestants };
}

function side(of: Side, file: string, workload: string, also?: string): Contestant {
  return also === undefined ? { side: of, file, workload } : { side: of, file, workload, also };
}

function atomic(name: string, operation: string, goals: readonly Goal[] = nearRust, headline: Headline = 'min'): Entry {
  return entry(name, operation, headline, goals, [side('ours', 'atomic', name), side('rust', '', name), side('native', 'atomic', name)]);
}

function allocation(name: string, operation: string): Entry {
  return entry(name, operation, 'min', halfOfMalloc, [side('ours', 'memory', name), side('rust', '', name)]);
}

/** One of our locks around an increment, beside the one of that name in Rust. */
function lock(name: string, operation: string, headline: Headline = 'min', goals: readonly Goal[] = []): Entry {
  return entry(name, operation, headline, goals, [side('ours', 'lock', name), side('rust', '', name)]);
}

/** Something else of ours, beside what is the same in Rust. */
function pair(name: string, file: string, operation: string, goals: readonly Goal[] = [], rust = name, headline: Headline = 'min'): Entry {
  return entry(name, operation, headline, goals, [side('ours', file, name), side('rust', '', rust)]);
}

/** A form of the mutex that only we have, beside the lock of the others. */
function mutexForm(name: string, operation: string): Entry {
  return entry(name, operation, 'min', [], [side('ours', 'lock', name), side('rust', '', 'mutex'), side('native', 'lock', 'mutex')]);
}

export const catalogue: readonly Entry[] = [
  atomic('atomic-load', 'AtomicI32.load', []),
  atomic('atomic-store', 'AtomicI32.store', []),
  atomic('atomic-exchange', 'AtomicI32.exchange'),
  atomic('atomic-compare-exchange', 'AtomicI32.compareExchange that succeeds'),
  atomic('atomic-fetch-add', 'AtomicI32.fetchAdd'),
  atomic('atomic-fetch-add-64', 'AtomicI64.fetchAdd of a bigint'),
  atomic('atomic-fetch-add-two-threads', 'AtomicI32.fetchAdd by two threads on one word', nearRust, 'median'),

  entry(
    'mutex',
    'withLock around an increment, nobody else there',
    'min',
    [...nearRust, twentyTimesFaster],
    [
      side('ours', 'lock', 'mutex'),
      side('rust', '', 'mutex'),
      side('native', 'lock', 'mutex'),
      side('multithreading', 'lock', 'mutex'),
      side('rust', '', 'book-mutex-3', 'Rust, a mutex of three states on the futex'),
    ],
  ),
  mutexForm('mutex-lock-unlock', 'lock() and unlock() in try and finally'),
  mutexForm('mutex-guard', 'lock() and the unlock() of its guard'),
  mutexForm('mutex-using', 'using guard = lock()'),
  entry(
    'mutex-async',
    'await of an asynchronous lock, and its release',
    'min',
    [twentyTimesFaster],
    [
      side('ours', 'lock', 'mutex-async'),
      side('multithreading', 'lock', 'mutex-async'),
      side('web-locks', 'lock', 'mutex-async', 'navigator.locks.request'),
    ],
  ),
  entry(
    'mutex-two-threads',
    'withLock around an increment, by two threads',
    'median',
    [...nearRust, twentyTimesFaster],
    [
      side('ours', 'lock', 'mutex-two-threads'),
      side('rust', '', 'mutex-two-threads'),
      side('native', 'lock', 'mutex-two-threads'),
      side('multithreading', 'lock', 'mutex-two-threads'),
      side('rust', '', 'book-mutex-3-two-threads', 'Rust, a mutex of three states on the futex'),
    ],
  ),
  entry(
    'spin-lock',
    'SpinLock.withLock around an increment, nobody else there',
    'min',
    [],
    [side('ours', 'lock', 'spin-lock'), side('rust', '', 'spin-lock'), side('native', 'lock', 'spin-lock')],
  ),
  entry(
    'spin-lock-two-threads',
    'SpinLock.withLock around an increment, by two threads',
    'median',
    [],
    [
      side('ours', 'lock', 'spin-lock-two-threads'),
      side('rust', '', 'spin-lock-two-threads'),
      side('native', 'lock', 'spin-lock-two-threads'),
    ],
  ),
  lock('ticket-lock', 'TicketLock.withLock around an increment, nobody else there'),
  lock('ticket-lock-two-threads', 'TicketLock.withLock around an increment, by two threads', 'median'),
  lock('clh-lock', 'ClhLock.withLock around an increment, nobody else there'),
  lock('clh-lock-two-threads', 'ClhLock.withLock around an increment, by two threads', 'median'),
  lock('mcs-lock', 'McsLock.withLock around an increment, nobody else there'),
  lock('mcs-lock-two-threads', 'McsLock.withLock around an increment, by two threads', 'median'),
  lock('parking-mutex', 'ParkingMutex.withLock around an increment, nobody else there'),
  lock('parking-mutex-two-threads', 'ParkingMutex.withLock around an increment, by two threads', 'median'),
  lock('reentrant-lock', 'ReentrantLock.withLock around an increment, nobody else there'),
  lock('reentrant-lock-two-threads', 'ReentrantLock.withLock around an increment, by two threads', 'median'),
  pair('reentrant-lock-again', 'parking', 'ReentrantLock.withLock around an increment, by a thread that has it'),
  pair('parking-lot-park-invalid', 'parking', 'ParkingLot.park that is not to sleep after all'),
  pair('parking-lot-unpark-nobody', 'parking', 'ParkingLot.unparkOne where nobody is parked'),
  pair('parking-lot-ping-pong', 'parking', 'round trip between two threads by a ParkingLot', [], 'parking-lot-ping-pong', 'median'),

  pair('rw-lock-read', 'at-a-time', 'RwLock.withRead and a look at the value, nobody else there', nearRust),
  pair('rw-lock-read-guard', 'at-a-time', 'RwLock.read(), a look at the value, and unlock() of the guard', nearRust, 'rw-lock-read'),
  lock('rw-lock-write', 'RwLock.withWrite around an increment, nobody else there'),
  lock('rw-lock-write-two-threads', 'RwLock.withWrite around an increment, by two threads', 'median'),
  pair('seq-lock-read', 'at-a-time', 'SeqLock.read of a number, nobody else there'),
  pair('seq-lock-write', 'at-a-time', 'SeqLock.withLock around an increment of its number, nobody else there'),
  lock('semaphore', 'Semaphore.withPermits around an increment, of one permit', 'min', nearRust),
  pair('semaphore-acquire-release', 'at-a-time', 'Semaphore.acquire() and release()', nearRust, 'semaphore'),

  pair('once-call', 'once', 'Once.call of what is done', nearRust),
  pair('once-lock-get', 'once', 'OnceLock.get of a number that is set', nearRust),
  pair('lazy-lock-get', 'once', 'LazyLock.get of a number that is made', nearRust),
  pair('barrier', 'counting', 'Barrier.wait, of one'),
  pair('barrier-two-threads', 'counting', 'a round of two threads at a Barrier', [], 'barrier-two-threads', 'median'),
  pair('latch-count-down', 'counting', 'Latch.countDown that does not open it'),
  pair('latch-wait', 'counting', 'Latch.wait at an open one'),
  pair('wait-group', 'counting', 'WaitGroup.add and done, not the last'),

  entry(
    'condvar-notify',
    'Condvar.notifyOne that nobody waits for',
    'min',
    [],
    [side('ours', 'lock', 'condvar-notify'), side('rust', '', 'condvar-notify'), side('multithreading', 'lock', 'condvar-notify')],
  ),
  entry(
    'condvar-ping-pong',
    'round trip between two threads by a Condvar',
    'median',
    [],
    [side('ours', 'hand-off', 'condvar-ping-pong'), side('rust', '', 'condvar-ping-pong')],
  ),

  entry('park-unpark', 'round trip between two threads by unpark and park', 'median', handOff, [
    side('ours', 'hand-off', 'park-unpark'),
    side('rust', '', 'park-unpark'),
    side('native', 'hand-off', 'post-message'),
    side('native', 'hand-off', 'wait-notify', 'Atomics.wait and notify on one word'),
  ]),
  entry(
    'spawn-join',
    'spawn of an empty function, and its join, after the first',
    'median',
    [hundredMicroseconds],
    [
      side('ours', 'hand-off', 'spawn-join'),
      side('rust', '', 'spawn-join'),
      side('native', 'hand-off', 'worker'),
      side('multithreading', 'spawn', 'spawn-join'),
    ],
  ),

  allocation('allocate-16', 'allocate(16) and free'),
  allocation('allocate-64', 'allocate(64) and free'),
  allocation('allocate-256', 'allocate(256) and free'),
  allocation('allocate-batch-16', 'one of 1000 allocate(16), then 1000 free'),
  allocation('allocate-batch-64', 'one of 1000 allocate(64), then 1000 free'),
  allocation('allocate-batch-256', 'one of 1000 allocate(256), then 1000 free'),

  entry(
    'spsc',
    'a u32 from thread to thread by spsc, one by one',
    'median',
    [withinRust(3), notSlowerThanRingbuf, twentyTimesFasterThanPosted],
    [
      side('ours', 'channel', 'spsc'),
      side('rust', '', 'spsc'),
      side('native', 'channel', 'post-number'),
      side('ringbuf', 'channel', 'spsc', 'ringbuf.js'),
      side('rust', '', 'std-sync-channel', 'Rust, std sync_channel'),
    ],
  ),
  entry(
    'spsc-batch',
    'a u32 from thread to thread by spsc, 64 at a time in typed arrays',
    'median',
    [withinRust(2), notSlowerThanRingbuf],
    [side('ours', 'channel', 'spsc-batch'), side('rust', '', 'spsc-batch'), side('ringbuf', 'channel', 'spsc-batch', 'ringbuf.js')],
  ),
  pair(
    'spsc-batch-of-values',
    'channel',
    'a u32 from thread to thread by spsc, 64 at a time in ordinary arrays',
    [],
    'spsc-batch',
    'median',
  ),
  entry(
    'spsc-object',
    'an object of a number and a string from thread to thread by spsc',
    'median',
    [],
    [side('ours', 'channel', 'spsc-object'), side('native', 'channel', 'post-object')],
  ),
  pair('spsc-one-thread', 'channel', 'a u32 sent and received by spsc in one thread'),
  entry(
    'mpmc',
    'a u32 from thread to thread by mpmc',
    'median',
    [withinRust(3), twentyTimesFasterThanPosted],
    [
      side('ours', 'channel', 'mpmc'),
      side('rust', '', 'mpmc'),
      side('native', 'channel', 'post-number'),
      side('multithreading', 'channel', 'mpmc'),
    ],
  ),
  pair('mpmc-one-thread', 'channel', 'a u32 sent and received by mpmc in one thread'),
  pair('unbounded', 'channel', 'a u32 from thread to thread by unbounded; std channel', [], 'std-channel', 'median'),
  pair('rendezvous', 'channel', 'a u32 from thread to thread by rendezvous; std sync_channel(0)', [], 'std-rendezvous', 'median'),
  pair('oneshot', 'channel', 'a oneshot made, used and closed in one thread'),

  pair('arc-clone-drop', 'shared', 'Arc.clone and dispose', nearRust),
  pair('weak-upgrade-drop', 'shared', 'Weak.upgrade and dispose', nearRust),
  pair('arc-new-drop', 'shared', 'new Arc(u32) and dispose'),
];

/** The workloads that `--only` names: a whole name, or the first words of one (`mutex` means `mutex` and `mutex-…`). */
export function select(names: readonly string[]): readonly Entry[] {
  if (names.length === 0) return catalogue;
  for (const name of names) {
    if (!catalogue.some((candidate) => isNamed(candidate, name))) {
      throw new Error(
        `unknown workload '${name}'; known are ${catalogue.map((candidate) => candidate.name).join(', ')}, and their first words`,
      );
    }
  }
  return catalogue.filter((candidate) => names.some((name) => isNamed(candidate, name)));
}

function isNamed(candidate: Entry, name: string): boolean {
  return candidate.name === name || candidate.name.startsWith(`${name}-`);
}
