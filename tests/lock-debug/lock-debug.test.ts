/** The debug mode of the locks on real threads, in Node and in a page. Here and not beside it, since places within src/ are not the user's. */
import { afterEach, expect, test } from 'vitest';
import { AtomicI32 } from 'lockwright/atomic';
import {
  ClhLock,
  Condvar,
  Latch,
  McsLock,
  Mutex,
  Once,
  ParkingMutex,
  ReentrantLock,
  RwLock,
  SeqLock,
  Semaphore,
  TicketLock,
  WaitGroup,
} from 'lockwright/lock';
import { u32 } from 'lockwright/memory';
import { DeadlockError, enableLockDebugging, lockStatistics, waitForDot, waitForGraph, waitForText } from 'lockwright/lock/debug';
import { spawn } from 'lockwright/thread';
import { holdAndJoin, lockAndGo, work } from './join-work.ts';

const reports: string[] = [];
enableLockDebugging({ report: (text) => reports.push(text), watchMs: 0 });

afterEach(() => {
  reports.length = 0;
});

const LOOK_AGAIN_MS = 2;

/** Waits until the graph has so many who wait. */
async function waitersAre(count: number): Promise<void> {
  while (waitForGraph().length !== count) await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN_MS));
}

/** Takes both, when the other thread has its first. Returns the text of the deadlock, if it was this thread that closed it. */
function takeBoth(first: Mutex, second: Mutex, ready: AtomicI32): string {
  const guard = first.lock();
  try {
    ready.fetchAdd(1);
    while (ready.load() < 2);
    second.lock().unlock();
    return '';
  } catch (error) {
    return `${(error as Error).name}: ${(error as Error).message}`;
  } finally {
    guard.unlock();
  }
}

function readThenWrite(mine: RwLock, other: RwLock, ready: AtomicI32): string {
  const guard = mine.read();
  try {
    ready.fetchAdd(1);
    while (ready.load() < 2);
    other.write().unlock();
    return '';
  } catch (error) {
    return `${(error as Error).name}: ${(error as Error).message}`;
  } finally {
    guard.unlock();
  }
}

/** As takeBoth, but gives up when it is told to. */
function takeForATime(first: Mutex, second: Mutex, ready: AtomicI32, isOver: AtomicI32): string {
  const SPELL_MS = 200;
  const guard = first.lock();
  ready.fetchAdd(1);
  while (ready.load() < 2);
  let got;
  while (isOver.load() === 0 && got === undefined) got = second.tryLockFor(SPELL_MS);
  got?.unlock();
  guard.unlock();
  return got === undefined ? 'gave up' : 'got it';
}

function holdForEver(lock: Mutex, holds: AtomicI32): Promise<never> {
  lock.lock();
  holds.store(1);
  return new Promise<never>(() => {});
}

test('of two threads that take two mutexes crosswise, one is told of the deadlock and the other goes on', async () => {
  const [a, b, ready] = [new Mutex({ name: 'accounts' }), new Mutex({ name: 'journal' }), new AtomicI32()];
  const texts = await Promise.all([spawn(takeBoth, a, b, ready), spawn(takeBoth, b, a, ready)]);
  const text = texts.find((one) => one !== '')!;
  expect(texts).toContain('');
  expect(text).toMatch(/^DeadlockError: Deadlock: 2 threads wait for each other in a circle/);
  expect(text).toMatch(/waits for accounts \(exclusive\) at line 6 of takeBoth, sent as text/);
  expect(text).toMatch(/waits for journal \(exclusive\) at line 6 of takeBoth, sent as text/);
  expect(text.match(/which thread \d+ holds \(exclusive\), taken at line 2 of takeBoth/g)).toHaveLength(2);
  expect(waitForGraph()).toEqual([]);
});

test('readers are part of a deadlock', async () => {
  const [a, b, ready] = [new RwLock(), new RwLock(), new AtomicI32()];
  const texts = await Promise.all([spawn(readThenWrite, a, b, ready), spawn(readThenWrite, b, a, ready)]);
  expect(texts).toContain('');
  expect(texts.find((one) => one !== '')).toMatch(/RwLock made at \S+lock-debug.test.ts\S* \(exclusive\).*\n.*holds \(reading\)/);
});

test.each([
  ['RwLock, reading', (name: string) => new RwLock({ name }), (lock: object, body: () => void) => (lock as RwLock).withRead(body)],
  ['RwLock, writing', (name: string) => new RwLock({ name }), (lock: object, body: () => void) => (lock as RwLock).withWrite(body)],
  ['TicketLock', (name: string) => new TicketLock({ name }), (lock: object, body: () => void) => (lock as TicketLock).withLock(body)],
] as const)('what is taken for the time of a function (%s) is held meanwhile, and not afterwards', (_kind, make, withIt) => {
  const [one, mutex] = [make('one'), new Mutex({ name: 'mutex' })];
  withIt(one, () => {});
  mutex.withLock(() => withIt(one, () => {}));
  expect(reports).toEqual([]);
  withIt(one, () => mutex.withLock(() => {}));
  expect(reports).toHaveLength(1);
  expect(reports[0]).toMatch(/held one, taken at/);
});

test.each([
  ['Mutex', (name: string): Mutex => new Mutex({ name })],
  ['ReentrantLock', (name: string): Mutex => new ReentrantLock({ name }) as unknown as Mutex],
  ['TicketLock', (name: string): Mutex => new TicketLock({ name }) as unknown as Mutex],
  ['ClhLock', (name: string): Mutex => new ClhLock({ name }) as unknown as Mutex],
  ['McsLock', (name: string): Mutex => new McsLock({ name }) as unknown as Mutex],
  ['ParkingMutex', (name: string): Mutex => new ParkingMutex({ name }) as unknown as Mutex],
  ['SeqLock', (name: string): Mutex => new SeqLock(u32, 0, { name }) as unknown as Mutex],
])('two orders of two locks (%s) are warned of once, before anything hangs', (_kind, make) => {
  const [a, b] = [make('a'), make('b')];
  for (let i = 0; i < 2; i++) {
    a.withLock(() => b.withLock(() => {}));
    b.withLock(() => a.withLock(() => {}));
  }
  expect(reports).toHaveLength(1);
  expect(reports[0]).toMatch(/took a at \S+lock-debug.test.ts\S+\n.*held b, taken at \S+\n.*took b at \S+\n.*held a, taken at/);
});

test('a lock that its thread has locked again is held until the last unlock', () => {
  const [a, b] = [new ReentrantLock(), new Mutex()];
  a.withLock(() => {
    a.lock();
    a.unlock();
    b.withLock(() => {});
  });
  expect(reports).toEqual([]);
  b.withLock(() => a.withLock(() => {}));
  expect(reports).toHaveLength(1);
});

test('one order, and tryLock in the other, are not warned of', () => {
  const [a, b] = [new Mutex(), new Mutex()];
  a.withLock(() => b.withLock(() => {}));
  b.withLock(() => a.tryLock()!.unlock());
  expect(reports).toEqual([]);
});

test('an order through three locks is found', () => {
  const [a, b, c] = [new Mutex(), new Mutex(), new Mutex()];
  a.withLock(() => b.withLock(() => {}));
  b.withLock(() => c.withLock(() => {}));
  expect(reports).toEqual([]);
  c.withLock(() => a.withLock(() => {}));
  expect(reports).toHaveLength(1);
});

test('the graph says who waits where, for what, and who holds it; a thread that dies is out of it', async () => {
  const [lock, holds] = [new Mutex({ name: 'the door' }), new AtomicI32()];
  const holder = spawn(holdForEver, lock, holds);
  while (holds.load() === 0) await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN_MS));
  const waiter = spawn(lockAndGo, lock);
  await waitersAre(1);
  const [wait] = waitForGraph();
  expect(wait).toMatchObject({ lock: 'the door', mode: 'exclusive', waiting: 'blocked', heldBy: [{ lock: 'the door' }] });
  expect(wait!.thread).not.toBe(wait!.heldBy[0]!.thread);
  expect(waitForText()).toMatch(
    /waits for the door .* at line 2 of lockAndGo.*\n.*held \(exclusive\) by thread \d+, taken at line 2 of holdForEver/,
  );
  expect(waitForDot()).toContain(`"thread ${wait!.thread}" -> "thread ${wait!.heldBy[0]!.thread}" [label="the door"];`);
  await holder.terminate();
  await expect(waiter).rejects.toThrow(/ended without unlocking/);
  expect(waitForGraph()).toEqual([]);
});

test('a promise that waits is in the graph until it is kept', async () => {
  const lock = new Mutex({ name: 'asked for' });
  const guard = lock.lock();
  const later = lock.lockAsync();
  expect(waitForGraph()).toMatchObject([{ lock: 'asked for', waiting: 'promise', heldBy: [{ lock: 'asked for' }] }]);
  guard.unlock();
  (await later).unlock();
  expect(waitForGraph()).toEqual([]);
});

const of = (name: string) => lockStatistics().find((one) => one.name === name)!;

test('times and counts are kept for each lock, by name', () => {
  const lock = new Mutex({ name: 'counted' });
  for (let i = 0; i < 3; i++) lock.withLock(() => {});
  const semaphore = new Semaphore(2, { name: 'permits' });
  semaphore.acquire(2).release();
  semaphore.withPermits(1, () => {});
  expect(of('counted')).toMatchObject({ kind: 'Mutex', count: 3, contended: 0 });
  expect(of('permits')).toMatchObject({ kind: 'Semaphore', count: 2 });
  const { hold } = of('counted');
  expect(hold.maxMs).toBeLessThanOrEqual(hold.totalMs);
  expect(hold.meanMs).toBeCloseTo(hold.totalMs / 3);
  expect(hold.p99Ms).toBeLessThanOrEqual(hold.maxMs);
});

test('a guard that goes over to another mode is one hold, and the end of it the end of that', async () => {
  const lock = new RwLock({ name: 'modes' });
  const upgraded = lock.upgradableRead().tryUpgrade()!;
  const later = lock.readAsync();
  expect(waitForGraph()).toMatchObject([{ heldBy: [{ mode: 'exclusive' }] }]);
  const reading = upgraded.downgrade();
  (await later).unlock();
  const writing = lock.writeAsync();
  expect(waitForGraph()).toMatchObject([{ heldBy: [{ mode: 'reading' }] }]);
  reading.unlock();
  (await writing).unlock();
});

test('who waits for a notice holds no mutex meanwhile, and holds it again afterwards', async () => {
  const [lock, condvar] = [new Mutex({ name: 'noticed' }), new Condvar({ name: 'notice' })];
  const guard = await lock.lockAsync();
  const waited = condvar.waitAsync(guard);
  expect(waitForGraph()).toMatchObject([{ lock: 'notice', mode: 'notice', heldBy: [] }]);
  lock.withLock(() => condvar.notifyOne());
  expect(await waited).toBe('notified');
  const later = lock.lockAsync();
  expect(waitForGraph()).toMatchObject([{ lock: 'noticed', heldBy: [{ lock: 'noticed' }] }]);
  guard.unlock();
  (await later).unlock();
});

test('who has permits of a semaphore may be whom others wait for, and is drawn as such', async () => {
  const semaphore = new Semaphore(1, { name: 'seats' });
  const permits = semaphore.acquire();
  const later = semaphore.acquireAsync();
  expect(waitForGraph()).toMatchObject([{ lock: 'seats', mode: 'permits', heldBy: [{ mode: 'permits' }] }]);
  expect(waitForDot()).toContain('[label="seats", style=dashed]');
  permits.release();
  (await later).release();
  expect(waitForGraph()).toEqual([]);
});

const circles = (): string[] => reports.filter((text) => /in a circle, and have for/.test(text));

test('a circle through a timed wait is not thrown but reported once it has stood, and ends with the time', async () => {
  const [a, b, ready, holds] = [new Mutex({ name: 'timed a' }), new Mutex({ name: 'timed b' }), new AtomicI32(), new AtomicI32()];
  enableLockDebugging({ watchMs: LOOK_AGAIN_MS });
  const blocked = spawn(takeBoth, a, b, ready);
  const timed = spawn(takeForATime, b, a, ready, holds);
  while (circles().length === 0) await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN_MS));
  holds.store(1);
  enableLockDebugging({ watchMs: 0 });
  expect(await blocked).toBe('');
  expect(await timed).toBe('gave up');
  expect(circles()).toHaveLength(1);
  expect(circles()[0]).toMatch(/waits for timed a [\s\S]*holds \(exclusive\), taken at line 2 of takeBoth/);
});

/** Asks for what happens once with the lock held, when the other thread is at it. */
function askWithLock(lock: Mutex, once: Once, ready: AtomicI32): string {
  const guard = lock.lock();
  try {
    ready.fetchAdd(1);
    while (ready.load() < 2);
    once.call(() => {});
    return '';
  } catch (error) {
    return `${(error as Error).name}: ${(error as Error).message}`;
  } finally {
    guard.unlock();
  }
}

/** Wants the lock in the initialiser, when the other thread has it. */
function lockInInitialiser(lock: Mutex, once: Once, ready: AtomicI32): string {
  try {
    once.call(() => {
      ready.fetchAdd(1);
      while (ready.load() < 2);
      lock.lock().unlock();
    });
    return '';
  } catch (error) {
    return `${(error as Error).name}: ${(error as Error).message}`;
  }
}

test('an initialiser that waits for one that waits for it is a deadlock', async () => {
  const [lock, once, ready] = [new Mutex({ name: 'settings' }), new Once({ name: 'loading' }), new AtomicI32()];
  const texts = await Promise.all([spawn(askWithLock, lock, once, ready), spawn(lockInInitialiser, lock, once, ready)]);
  expect(texts).toContain('');
  const text = texts.find((one) => one !== '')!;
  expect(text).toMatch(/^DeadlockError: Deadlock: 2 threads wait for each other in a circle/);
  expect(text).toMatch(/waits for loading \(exclusive\) at line 6 of askWithLock/);
  expect(text).toMatch(/waits for settings \(exclusive\) at line 6 of/);
  expect(once.isDone).toBe(true);
});

test('a thread that waits for the end of one that wants its lock is a deadlock', async () => {
  const lock = new Mutex({ name: 'kept' });
  const text = await spawn(work, holdAndJoin, lock);
  expect(text).toMatch(/^DeadlockError: Deadlock: 2 threads wait for each other in a circle/);
  expect(text).toMatch(/waits for the end of thread \S+ \(exclusive\) at \S+join-work.ts/);
  expect(text).toMatch(/waits for kept \(exclusive\) at \S+join-work.ts/);
  await spawn(work, lockAndGo, lock);
});

test('who waits at a latch is in the graph, and nobody has it', async () => {
  const latch = new Latch(1, { name: 'start' });
  const waiting = spawn((door: Latch) => door.wait(), latch);
  await waitersAre(1);
  expect(waitForGraph()).toMatchObject([{ lock: 'start', mode: 'notice', waiting: 'blocked', heldBy: [] }]);
  latch.countDown();
  await waiting;
  expect(waitForGraph()).toEqual([]);
});

test('what is no option is refused', () => {
  expect(() => enableLockDebugging({ onDeadlock: 'hang' as 'throw' })).toThrow(
    /onDeadlock to be 'throw' or 'report', but got the string "hang"/,
  );
  expect(() => enableLockDebugging({ watchMs: -1 })).toThrow(/watchMs to be a number of milliseconds/);
  expect(() => enableLockDebugging({ report: 1 as never })).toThrow(/report to be a function, but got 1/);
  expect(new DeadlockError('DEADLOCK', 'x')).toBeInstanceOf(Error);
});

test('who frees what others have, or wait for, is told by whom and where', async () => {
  const [semaphore, latch, group] = [new Semaphore(1), new Latch(1), new WaitGroup()];
  const [inside, end] = [new AtomicI32(0), new AtomicI32(0)];
  const has = spawn(
    (s: Semaphore, i: AtomicI32, e: AtomicI32) =>
      s.withPermits(1, () => {
        i.store(1);
        while (e.load() === 0);
      }),
    semaphore,
    inside,
    end,
  );
  const waits = spawn((l: Latch) => l.wait(), latch);
  while (inside.load() === 0) await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN_MS));
  await waitersAre(1);
  expect(() => semaphore.free()).toThrow(/free\(\) while others use it\. .*\n {2}thread \d+ has it \(permits\), taken at /);
  expect(() => latch.free()).toThrow(/free\(\) while others use it\. .*\n {2}thread \d+ waits for it \(notice\) at /);
  end.store(1);
  latch.countDown();
  await Promise.all([has, waits]);
  const doomed = spawn((s: Semaphore) => s.acquireAsync().then(() => new Promise<never>(() => {})), semaphore);
  while (semaphore.available > 0) await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN_MS));
  doomed.terminate();
  await expect(doomed).rejects.toThrow(/terminated/);
  for (const freed of [semaphore, latch, group]) freed.free();
});
