/** What the threads of the tests of SeqLock run. */
import { type AtomicI32, wakeAll } from '../../atomic/index.ts';
import { array, u32 } from '../../memory/index.ts';
import { sleep } from '../../thread/index.ts';
import { OwnerDiedError, type SeqLockOf } from '../index.ts';

export const work = new URL('./test-work.ts', import.meta.url);

/** Long enough that a reader often meets a writer, and a thread is often ended in the middle of writing. Odd, so that it is no multiple of 8 bytes. */
export const LENGTH = 4095;
/** All its elements are equal whenever it is whole. */
export const Row = array(u32, LENGTH);
export type RowLock = SeqLockOf<typeof Row>;

function say(ready: AtomicI32): void {
  ready.fetchAdd(1);
  wakeAll(ready);
}

/** The number that all elements are; -1 if they differ. */
export function uniform(row: ArrayLike<number>): number {
  const first = row[0]!;
  for (let i = 1; i < row.length; i++) if (row[i] !== first) return -1;
  return first;
}

/** Adds one to every element so many times, by each form in turn; returns how often. */
export async function addOnes(lock: RowLock, times: number): Promise<number> {
  let added = 0;
  for (let i = 0; i < times; i++) {
    const guard =
      i % 4 === 0 ? lock.tryLock() : i % 4 === 1 ? lock.tryLockFor(0.01 * (i % 7)) : i % 40 === 2 ? await lock.lockAsync() : lock.lock();
    if (guard === undefined) continue;
    const row = guard.value;
    for (let j = 0; j < LENGTH; j++) row.set(j, row.get(j) + 1);
    guard.unlock();
    added++;
  }
  return added;
}

/** Reads until it has seen `last`, by each form in turn; returns how many copies were torn, or older than the one before. */
export async function readUntil(lock: RowLock, last: number): Promise<number> {
  let wrong = 0;
  for (let i = 0, before = 0; before < last; i++) {
    const row =
      i % 4 === 0 ? lock.tryRead() : i % 4 === 1 ? lock.tryReadFor(0.01 * (i % 7)) : i % 40 === 2 ? await lock.readAsync() : lock.read();
    if (row === undefined) continue;
    const now = uniform(row);
    if (now < before) wrong++;
    else before = now;
  }
  return wrong;
}

/** Locks, changes the draft, says so, and never unlocks. */
export function hold(lock: RowLock, ready: AtomicI32): void {
  lock.lock().value.fill(7);
  say(ready);
  for (;;) sleep(1000);
}

/** Writes for ever, through the deaths of others: to be terminated anywhere in between. */
export function writeForEver(lock: RowLock, ready: AtomicI32): void {
  for (let i = 0; ; i++) {
    try {
      lock.withLock((guard) => guard.value.fill(i));
    } catch (error) {
      if (!(error instanceof OwnerDiedError)) throw error;
      lock.recover((guard) => guard.value.fill(i));
    }
    if (i === 10) say(ready);
  }
}

/** Reads one copy; returns what it is of, or that the writer died. */
export function readOnce(lock: RowLock): number | 'OWNER_DIED' {
  try {
    return uniform(lock.read());
  } catch (error) {
    if (!(error instanceof OwnerDiedError)) throw error;
    return 'OWNER_DIED';
  }
}
