/**
 * A long run of one kind of lock with many threads, which take it in every way there is, and are killed at random and replaced. Says what is wrong, and ends with exit code 1 if anything is: two inside at once, a thread that waits
 * for ever, a permit that is lost. Run it with `npm run soak:locks -- [kind] [seconds] [threads]`.
 */
import { AtomicU32 } from '../../src/atomic/index.ts';
import {
  ClhLock,
  Condvar,
  McsLock,
  Mutex,
  OwnerDiedError,
  ParkingMutex,
  ReentrantLock,
  RwLock,
  Semaphore,
  SeqLock,
  SpinLock,
  TicketLock,
} from '../../src/lock/index.ts';
import { u32 } from '../../src/memory/index.ts';
import { type JoinHandle, sleepAsync, spawn } from '../../src/thread/index.ts';
import { killAndReplace, random, soakKinds } from './kill-and-replace.ts';

type ExclusiveLock = Mutex | SpinLock | TicketLock | McsLock | ClhLock | ReentrantLock | SeqLock<number> | ParkingMutex;
type Lock = ExclusiveLock | RwLock | Semaphore;

const PERMITS = 3;
const MOST_WAIT_MS = 2;
/** Rounds of a loop, so that others come meanwhile. */
const MOST_WORK = 300;

const makers: Readonly<Record<string, () => Lock>> = {
  Mutex: () => new Mutex(),
  SpinLock: () => new SpinLock(),
  TicketLock: () => new TicketLock(),
  McsLock: () => new McsLock(),
  ClhLock: () => new ClhLock(),
  ReentrantLock: () => new ReentrantLock(),
  SeqLock: () => new SeqLock(u32),
  ParkingMutex: () => new ParkingMutex(),
  RwLock: () => new RwLock(),
  Semaphore: () => new Semaphore(PERMITS),
};

/** What all threads of a run have: two words that are equal whenever nobody is inside, and what they tell the main thread. */
class Shared {
  readonly first: AtomicU32;
  readonly second: AtomicU32;
  readonly rounds: AtomicU32;
  readonly isOver: AtomicU32;

  constructor(words: readonly AtomicU32[] = Array.from({ length: 4 }, () => new AtomicU32(0))) {
    [this.first, this.second, this.rounds, this.isOver] = words as [AtomicU32, AtomicU32, AtomicU32, AtomicU32];
  }

  get words(): AtomicU32[] {
    return [this.first, this.second, this.rounds, this.isOver];
  }
}

function work(): void {
  for (let left = random(MOST_WORK); left > 0; left--) Math.sqrt(left);
}

/** Changes both words as who is alone may. */
function change({ first, second }: Shared): void {
  const found = first.load();
  if (second.load() !== found) throw new Error(`came in while another one was inside: ${found} and ${second.load()}`);
  first.store(found + 1);
  work();
  if (first.load() !== found + 1 || second.load() !== found) throw new Error('another one came in');
  second.store(found + 1);
}

function look({ first, second }: Shared): void {
  const found = first.load();
  work();
  if (second.load() !== found || first.load() !== found) throw new Error('a reader met a writer');
}

const repair =
  ({ first, second }: Shared) =>
  (): void =>
    second.store(first.load());

function exclusively(lock: ExclusiveLock, shared: Shared): void {
  const way = random(5);
  if (way === 0) lock.withLock(() => change(shared));
  else {
    const guard = way === 1 ? lock.tryLock() : way === 2 ? lock.tryLockFor(random(MOST_WAIT_MS)) : lock.lock();
    if (guard === undefined) return;
    change(shared);
    if (lock instanceof ReentrantLock && way === 3) lock.withLock(() => change(shared));
    if (lock instanceof ParkingMutex && way === 4) lock.unlockFair();
    else guard[Symbol.dispose]();
  }
}

function readOrWrite(lock: RwLock, shared: Shared): void {
  const way = random(10);
  if (way === 0) {
    const guard = lock.write();
    change(shared);
    if (random(2) === 0) guard[Symbol.dispose]();
    else {
      const reading = guard.downgrade();
      look(shared);
      reading[Symbol.dispose]();
    }
  } else if (way === 1) {
    const guard = lock.tryWriteFor(random(MOST_WAIT_MS));
    if (guard !== undefined) change(shared);
    guard?.[Symbol.dispose]();
  } else if (way === 2) {
    const guard = lock.upgradableRead();
    look(shared);
    if (random(2) === 0) guard[Symbol.dispose]();
    else {
      const writing = guard.upgrade();
      change(shared);
      writing[Symbol.dispose]();
    }
  } else {
    const guard = way === 3 ? lock.tryReadFor(random(MOST_WAIT_MS)) : way === 4 ? lock.tryRead() : lock.read();
    if (guard !== undefined) look(shared);
    guard?.[Symbol.dispose]();
  }
}

function withPermits(semaphore: Semaphore, shared: Shared): void {
  const amount = 1 + random(PERMITS);
  const permits = random(3) === 0 ? semaphore.tryAcquireFor(random(MOST_WAIT_MS), amount) : semaphore.acquire(amount);
  if (permits === undefined) return;
  // Who has all is alone; but a thread that died with permits may have left the words different.
  if (amount === PERMITS) {
    const found = shared.first.load();
    shared.first.store(found + 1);
    work();
    if (shared.first.load() !== found + 1) throw new Error('another one came in');
  } else work();
  permits[Symbol.dispose]();
}

function once(lock: Lock, shared: Shared): void {
  try {
    if (lock instanceof Semaphore) withPermits(lock, shared);
    else if (lock instanceof RwLock) readOrWrite(lock, shared);
    else exclusively(lock, shared);
  } catch (error) {
    if (!(error instanceof OwnerDiedError) || lock instanceof Semaphore) throw error;
    lock.recover(repair(shared));
  }
  shared.rounds.fetchAdd(1);
}

export function take(lock: Lock, ...words: AtomicU32[]): void {
  const shared = new Shared(words);
  while (shared.isOver.load() === 0) once(lock, shared);
}

/** As {@link take}, by promises, some of which are given up. */
export async function takeAsync(lock: Lock, ...words: AtomicU32[]): Promise<void> {
  const shared = new Shared(words);
  while (shared.isOver.load() === 0) {
    const options = random(4) === 0 ? { signal: AbortSignal.timeout(random(MOST_WAIT_MS)) } : {};
    try {
      if (lock instanceof Semaphore) {
        using permits = await lock.acquireAsync(1 + random(PERMITS), options);
        void permits;
        work();
      } else if (lock instanceof RwLock) {
        if (random(2) === 0) {
          using guard = await lock.writeAsync(options);
          void guard;
          change(shared);
        } else {
          using guard = await lock.readAsync(options);
          void guard;
          look(shared);
        }
      } else {
        using guard = await lock.lockAsync(options);
        void guard;
        change(shared);
      }
      shared.rounds.fetchAdd(1);
    } catch (error) {
      if (error instanceof OwnerDiedError && !(lock instanceof Semaphore)) lock.recover(repair(shared));
      else if ((error as Error).name !== 'TimeoutError') throw error;
    }
    await sleepAsync(0);
  }
}

/** Some give what others wait for; the main thread gives, too, so that there is always more to come. */
export function exchange(mutex: Mutex<number>, condvar: Condvar, ...words: AtomicU32[]): void {
  const shared = new Shared(words);
  while (shared.isOver.load() === 0) {
    try {
      if (random(3) === 0) give(mutex, condvar);
      else {
        const guard = mutex.lock();
        if (random(2) === 0) condvar.waitWhile(guard, (count) => count === 0);
        else condvar.waitWhileFor(guard, (count) => count === 0, random(MOST_WAIT_MS));
        if (guard.value > 0) guard.value--;
        guard[Symbol.dispose]();
      }
    } catch (error) {
      if (!(error instanceof OwnerDiedError)) throw error;
      mutex.clearPoison();
    }
    shared.rounds.fetchAdd(1);
  }
}

function give(mutex: Mutex<number>, condvar: Condvar): void {
  const guard = mutex.lock();
  guard.value++;
  condvar.notifyOne();
  guard[Symbol.dispose]();
}

async function soakLock(kind: string, threads: number, seconds: number): Promise<string[]> {
  const lock = makers[kind]!();
  const shared = new Shared();
  const start = (): JoinHandle<void> =>
    random(4) === 0 ? spawn(import.meta, takeAsync, lock, ...shared.words) : spawn(import.meta, take, lock, ...shared.words);
  const { faults } = await killAndReplace(start, shared, { threads, seconds });
  if (lock instanceof Semaphore && lock.available !== PERMITS) faults.push(`${lock.available} permits are left of ${PERMITS}`);
  return faults;
}

async function soakCondvar(threads: number, seconds: number): Promise<string[]> {
  const mutex = new Mutex(u32, 0);
  const condvar = new Condvar();
  const shared = new Shared();
  const start = (): JoinHandle<void> => spawn(import.meta, exchange, mutex, condvar, ...shared.words);
  const pulse = (): void => {
    try {
      for (let i = 0; i < threads; i++) give(mutex, condvar);
    } catch (error) {
      if (!(error instanceof OwnerDiedError)) throw error;
      mutex.clearPoison();
    }
  };
  return (await killAndReplace(start, shared, { threads, seconds, pulse })).faults;
}

if (import.meta.main) {
  const [kind, seconds = '20', threads = '4'] = process.argv.slice(2);
  await soakKinds(kind === undefined ? [...Object.keys(makers), 'Condvar'] : [kind], (each) =>
    each === 'Condvar' ? soakCondvar(Number(threads), Number(seconds)) : soakLock(each, Number(threads), Number(seconds)),
  );
}
