/** What others still wait for, or work on, is not freed under their feet, as far as its words tell. Runs in Node and in a page. */
import { expect, test } from 'vitest';
import { AtomicI32, wakeAll } from '../atomic/index.ts';
import { free, u32 } from '../memory/index.ts';
import type { Region } from '../memory/region.ts';
import { Arc } from '../shared/index.ts';
import { spawn } from '../thread/index.ts';
import { Barrier, Condvar, Latch, LazyLock, Mutex, Once, OnceLock, RwLock, Semaphore, WaitGroup } from './index.ts';
import { initialise, take, work } from './test-forms-work.ts';
import { codeOf, reaches } from './test-real-threads.ts';

/** Where a condition variable counts who waits, and a lock with a line has the first of it. */
const WAITERS = 12;
const FIRST_IN_LINE = 12;

interface Placed {
  readonly region: Region;
  readonly address: number;
  free(): void;
}

/** Resolves when `look` returns what is not 0. */
async function isSet(look: () => number): Promise<void> {
  while (look() === 0) await new Promise((resolve) => setTimeout(resolve));
}

/** A thread that has it by that method until `end()`. */
async function held(lock: Placed, method: string, how = take): Promise<() => Promise<void>> {
  const [inside, over] = [new AtomicI32(0), new AtomicI32(0)];
  const thread = spawn(work, how, lock, method, inside, over);
  await reaches(inside, 1);
  return async () => {
    over.store(1);
    wakeAll(over);
    await thread;
  };
}

/** The text of the error of freeing what is in use. */
function refusal(lock: Placed): string {
  try {
    lock.free();
  } catch (error) {
    expect(error).toMatchObject({ name: 'LockError', code: 'STILL_HELD' });
    return (error as Error).message;
  }
  return 'it was freed';
}

test.for([
  ['Once', () => new Once(), 'call'],
  ['OnceLock', () => new OnceLock(u32), 'getOrInit'],
] as const)('%s: while a thread runs the initialiser, which is named', async ([, make, method]) => {
  const once = make();
  const end = await held(once, method, initialise);
  expect(refusal(once)).toMatch(/free\(\) while thread \d+ runs its initialiser\. Join/);
  await end();
  once.free();
});

test('a lazy value while a promise of another makes it', async () => {
  const lazy = new LazyLock(u32, () => 5);
  const made = Promise.withResolvers<number>();
  const making = OnceLock.at(lazy.region, lazy.address, u32).getOrInitAsync(() => made.promise);
  expect(refusal(lazy)).toMatch(/LazyLock at address .* free\(\) while thread \d+ runs its initialiser/);
  made.resolve(6);
  expect(await making).toBe(6);
  lazy.free();
});

const come = (of: Barrier): unknown => of.wait();

test('a barrier while a thread has come, and not when that has died', async () => {
  const barrier = new Barrier(2);
  const waiting = spawn(come, barrier);
  await isSet(() => barrier.waiting);
  expect(refusal(barrier)).toMatch(/free\(\) while 1 of 2 have come and wait there\. Join/);
  expect(barrier.tryWait()).toBe('leader');
  await waiting;
  const doomed = spawn(come, barrier);
  await isSet(() => barrier.waiting);
  doomed.terminate();
  await expect(doomed).rejects.toThrow(/terminated/);
  expect(barrier.waiting).toBe(1);
  barrier.free();
});

test('a group while a promise waits, and while anything is to be done', async () => {
  const group = new WaitGroup();
  group.add(3);
  expect(refusal(group)).toMatch(/free\(\) when 3 of what was added is not done\. Take off with done\(3\)/);
  group.done(3);
  group.free();
});

test('a latch that some have counted down', () => {
  const latch = new Latch(3);
  latch.countDown();
  expect(refusal(latch)).toMatch(
    /free\(\) when it was counted down 1 of 3 times\. If nobody does the rest any more, do it with countDown\(2\)/,
  );
  latch.countDown(2);
  latch.free();
  new Latch(3).free();
});

test('while a promise waits, and not when that was given up', async () => {
  const latch = new Latch(1);
  const waiting = latch.waitAsync();
  expect(refusal(latch)).toMatch(/while promises of this thread wait for it/);
  latch.countDown();
  await waiting;
  latch.free();
  const other = new Latch(1);
  expect(await other.waitAsync({ timeoutMs: 1 })).toBe(false);
  other.free();
});

test('a condition variable while a thread waits on it, and while a promise does', async () => {
  const [condvar, mutex] = [new Condvar(), new Mutex(u32, 0)];
  const waiting = spawn((c: Condvar, m: Mutex<number>) => m.withLock((guard) => c.waitWhile(guard, (n) => n === 0)), condvar, mutex);
  await isSet(() => condvar.region.ops.load32(condvar.address + WAITERS));
  expect(refusal(condvar)).toMatch(/Condvar at .*free\(\) while threads wait on it/);
  (await mutex.lockAsync()).value = 1;
  mutex.unlock();
  condvar.notifyAll();
  await waiting;
  const promise = condvar.waitAsync(await mutex.lockAsync());
  expect(refusal(condvar)).toMatch(/Condvar at .*while promises of this thread wait/);
  condvar.notifyAll();
  await promise;
  mutex.unlock();
  condvar.free();
});

test('a semaphore while this thread has permits, a promise waits, or a thread stands in line, which is named', async () => {
  const semaphore = new Semaphore(1);
  const permits = semaphore.acquire();
  expect(refusal(semaphore)).toMatch(/while this thread has permits of it/);
  const promise = semaphore.acquireAsync();
  permits.release();
  (await promise).release();
  const none = new Semaphore(0);
  const late = none.acquireAsync();
  expect(refusal(none)).toMatch(/while promises of this thread wait for it/);
  none.add();
  (await late).release();
  const inLine = spawn((s: Semaphore) => s.acquire(2).release(), none);
  await isSet(() => none.region.ops.load32(none.address + FIRST_IN_LINE));
  expect(refusal(none)).toMatch(/while thread \d+ stands in line for it, as the first/);
  none.add();
  await inLine;
  for (const freed of [semaphore, none]) freed.free();
});

test('a reader-writer lock while a promise waits for it', async () => {
  const lock = new RwLock();
  const end = await held(lock, 'read');
  const waiting = lock.writeAsync();
  expect(refusal(lock)).toMatch(/read by 1/);
  await end();
  (await waiting).unlock();
  lock.free();
});

test('an Arc ends a group and a latch that nobody has any more, whatever is not done', () => {
  const group = new WaitGroup();
  group.add();
  const latch = new Latch(2);
  latch.countDown();
  for (const of of [group, latch]) {
    Arc.of(of).dispose();
    expect(codeOf(() => free(of.address))).toBe('DOUBLE_FREE');
  }
});
