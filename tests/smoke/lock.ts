/** Locks in every runtime: run as a plain program, prints `ok N - sentence` lines, ends with exit code 0 if all hold. */
import { ClhLock, Condvar, McsLock, Mutex, OwnerDiedError, ReentrantLock, SeqLock, SpinLock, TicketLock } from 'lockwright/lock';
import { f64, struct, u32 } from 'lockwright/memory';
import { sleep, spawn } from 'lockwright/thread';
import { check } from './lib/check.ts';

type Account = Mutex<{ deposits: number; balance: number }>;

const TIMES = 20_000;

export function deposit(account: Account, times: number): void {
  for (let i = 0; i < times; i++) {
    account.withLock((guard) => {
      guard.value.deposits++;
      guard.value.balance += 0.5;
    });
  }
}

export function count(lock: SpinLock<number> | TicketLock<number> | ClhLock<number> | McsLock<number>, times: number): void {
  for (let i = 0; i < times; i++) lock.withLock((guard) => guard.value++);
}

/** Reads until the last write; returns how many copies were torn. */
export function readToTheEnd(point: SeqLock<{ x: number; y: number }>, last: number): number {
  let torn = 0;
  for (let seen = 0; seen < last;) {
    const { x, y } = point.read();
    if (x !== y) torn++;
    seen = x;
  }
  return torn;
}

/** Each count is made by code that locks what it holds already. */
export function countInside(lock: ReentrantLock<number>, times: number): void {
  for (let i = 0; i < times; i++) lock.withLock(() => lock.withLock((guard) => guard.value++));
}

export async function countAsync(lock: Mutex<number>, times: number): Promise<void> {
  for (let i = 0; i < times; i++) await lock.withLockAsync((guard) => guard.value++);
}

/** Adds 1 whenever the number has this parity. */
export function takeTurns(number: Mutex<number>, changed: Condvar, parity: number, times: number): void {
  for (let i = 0; i < times; i++) {
    const guard = number.lock();
    changed.waitWhile(guard, (value) => value % 2 !== parity);
    guard.value++;
    guard.unlock();
    changed.notifyOne();
  }
}

export function holdForEver(lock: Mutex<number>, held: Mutex<number>, changed: Condvar): void {
  lock.lock();
  held.withLock((guard) => (guard.value = 1));
  changed.notifyAll();
  sleep(60_000);
}

/** The tests proper; the functions above also run in threads, which load this module. */
if (import.meta.main) {
  const account = new Mutex(struct({ deposits: u32, balance: f64 }));
  const depositors = [1, 2, 3].map(() => spawn(import.meta, deposit, account, TIMES));
  deposit(account, TIMES);
  for (const thread of depositors) thread.join();
  const { deposits, balance } = account.withLock((guard) => ({ deposits: guard.value.deposits, balance: guard.value.balance }));
  check('a mutex keeps a struct whole between four threads', deposits === 4 * TIMES && balance === 2 * TIMES);

  const spin = new SpinLock(u32, 0);
  const counters = [1, 2, 3].map(() => spawn(import.meta, count, spin, TIMES));
  for (const thread of counters) thread.join();
  check('a spin lock counts between three threads', spin.withLock((guard) => guard.value) === 3 * TIMES);

  for (const queued of [new TicketLock(u32, 0), new ClhLock(u32, 0), new McsLock(u32, 0)]) {
    const queuing = [1, 2, 3].map(() => spawn(import.meta, count, queued, TIMES));
    for (const thread of queuing) thread.join();
    check(`a ${queued.kind} counts between three threads`, queued.tryLock()?.value === 3 * TIMES);
  }

  const point = new SeqLock(struct({ x: f64, y: f64 }));
  const readers = [1, 2].map(() => spawn(import.meta, readToTheEnd, point, TIMES));
  for (let i = 1; i <= TIMES; i++) point.write({ x: i, y: i });
  check('a seqlock gives whole copies to two threads while a third writes', readers.map((thread) => thread.join()).join() === '0,0');

  const again = new ReentrantLock(u32, 0);
  const inside = [1, 2, 3].map(() => spawn(import.meta, countInside, again, TIMES));
  for (const thread of inside) thread.join();
  check('a reentrant lock counts between three threads that lock it again', again.tryLock()?.value === 3 * TIMES && again.depth === 1);

  const number = new Mutex(u32, 0);
  const asynchronous = spawn(import.meta, countAsync, number, 500);
  await countAsync(number, 500);
  await asynchronous;
  check('promises of two threads take turns at a lock', number.withLock((guard) => guard.value) === 1000);

  const changed = new Condvar();
  const turns = new Mutex(u32, 0);
  const other = spawn(import.meta, takeTurns, turns, changed, 1, 1000);
  takeTurns(turns, changed, 0, 1000);
  other.join();
  check('a condition variable hands over between two threads', turns.withLock((guard) => guard.value) === 2000);

  const doomed = new Mutex(u32, 0);
  const held = new Mutex(u32, 0);
  const heldChanged = new Condvar();
  const holder = spawn(import.meta, holdForEver, doomed, held, heldChanged);
  const guard = held.lock();
  heldChanged.waitWhile(guard, (value) => value === 0);
  guard.unlock();
  holder.terminate();
  let told: unknown;
  try {
    doomed.lock();
  } catch (error) {
    told = error;
  }
  check('the death of the owner is told to who waits for the lock', told instanceof OwnerDiedError);
  check('and the lock can be recovered', doomed.recover(() => {}) && doomed.tryLock() !== undefined);
  doomed.unlock();

  {
    using live = turns.lock();
    live.value = 5;
  }
  check('using unlocks at the end of the block', !turns.isLocked);

  let waited: unknown;
  try {
    waited = await turns.lockAsync({ signal: AbortSignal.abort(new RangeError('enough')) });
  } catch (error) {
    waited = error;
  }
  check('an aborted wait is rejected with the reason', waited instanceof RangeError);
  const own = Mutex.at(new SharedArrayBuffer(64), 16, u32);
  check('a lock in memory of your own', own.withLock((g) => (g.value = 3)) === 3);
}
