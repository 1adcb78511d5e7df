import { expect, test } from 'vitest';
import { AtomicI32 } from '../atomic/index.ts';
import { Mutex } from '../lock/index.ts';
import { PENDING_FIRST } from '../memory/header.ts';
import { heapRegion, heapStatistics } from '../memory/index.ts';
import { sleepAsync, spawn, spawnWith, type JoinHandle } from './index.ts';
import { codeOf, isSet } from './end.test-help.ts';
import { work } from './test-work.ts';

/** Chromium takes two seconds to end a worker that does not return to its event loop. */
const inBrowser = typeof window !== 'undefined';
const ROUNDS = 4;

/** A thread that has begun. In an object, since a promise of a handle would wait for the thread. */
async function running(how: string, ...more: unknown[]): Promise<{ handle: JoinHandle<unknown> }> {
  const ready = new AtomicI32(0);
  const handle = spawn(work, 'waitForEver', how, ready, ...more);
  await isSet(ready);
  return { handle };
}

test.for(['spin', 'sleep', 'park', 'wait', 'futex', 'allocate', 'spawn'])(
  'a thread that would go on for ever (%s) is terminated',
  { concurrent: inBrowser },
  async (how) => {
    const { handle } = await running(how);
    handle.terminate();
    handle.terminate();
    expect(await codeOf(handle)).toBe('TERMINATED');
    expect(handle.isFinished).toBe(true);
  },
);

test('a thread that awaits what never comes is terminated', async () => {
  const ready = new AtomicI32(0);
  const handle = spawn(work, 'awaitForEver', ready);
  await isSet(ready);
  handle.terminate();
  await expect(handle).rejects.toThrow(/terminated/);
});

test('a thread that has not begun is terminated', async () => {
  const handles = Array.from({ length: 20 }, () => spawn(work, 'parkThenName'));
  for (const handle of handles) handle.terminate();
  expect(new Set(await Promise.all(handles.map(codeOf)))).toEqual(new Set(['TERMINATED']));
});

test('a thread that has not begun, and whose arguments come by message, is terminated', async () => {
  for (let n = 0; n < 10; n++) {
    const handle = spawn(work, 'echo', new SharedArrayBuffer(8));
    handle.terminate();
    expect(['TERMINATED', 'returned']).toContain(await codeOf(handle));
  }
  expect(await spawn(work, 'echo', 1)).toEqual([1]);
});

test('whether a thread is terminated or returns first, there is one outcome, and it stays', async () => {
  const seen = new Map<unknown, number>();
  for (let n = 0; n < (inBrowser ? 20 : 50); n++) {
    const handle = spawn((x: number) => x, n);
    for (let spins = 0; spins < n * 40; spins++) if (handle.isFinished) break;
    handle.terminate();
    const code = await codeOf(handle);
    expect(code).toBe(await codeOf(handle));
    seen.set(code, (seen.get(code) ?? 0) + 1);
  }
  expect([...seen.keys()].every((code) => code === 'TERMINATED' || code === 'returned')).toBe(true);
});

test.for(['park', 'parkTimeout', 'sleep', 'yield'])('a cancelled thread sees it at once (%s)', async (how) => {
  const ready = new AtomicI32(0);
  const handle = spawnWith({ name: 'worker' }, work, 'untilCancelled', ready, how);
  await isSet(ready);
  handle.cancel();
  await expect(handle).rejects.toMatchObject({ code: 'CANCELLED', message: expect.stringContaining('worker') as string });
});

test('a thread that is cancelled before it begins sees it, and the next thread does not', async () => {
  const handle = spawn(work, 'untilCancelled', new AtomicI32(0), 'park');
  handle.thread.cancel();
  expect(await codeOf(handle)).toBe('CANCELLED');
  handle.cancel();
  for (let n = 0; n < 20; n++) expect(await spawn(work, 'isCancelledNow')).toBe(false);
});

test('the signal of a cancelled thread fires, in the thread and not in the next', async () => {
  const ready = new AtomicI32(0);
  const handle = spawn(work, 'untilSignal', ready);
  await isSet(ready);
  handle.cancel();
  expect(await handle).toBe('CANCELLED');
  expect(await spawn(work, 'signalIsAborted')).toBe(false);
});

test('a thread that ends its worker is told at join', async () => {
  expect(await codeOf(spawn(work, 'closeWorker'))).toBe('EXITED');
});

test('an error that nobody catches ends the thread, and is thrown at join', async () => {
  await expect(spawn(work, 'throwFromTimer')).rejects.toThrow(SyntaxError);
  await expect(spawn(work, 'rejectUnseen')).rejects.toThrow(/unseen/);
  expect(await spawn(work, 'add', 1, 2)).toBe(3);
});

test('a thread that ends while it holds a lock leaves it poisoned, however it ends', async () => {
  const returned = new Mutex();
  await spawn(work, 'lockAndReturn', returned);
  expect(returned.isPoisoned).toBe(true);
  await expect(returned.lockAsync()).rejects.toMatchObject({ name: 'OwnerDiedError' });
  const killed = new Mutex();
  const { handle } = await running('sleep', killed);
  const waiting = killed.lockAsync().then(undefined, (error: unknown) => error);
  handle.terminate();
  expect(await codeOf(handle)).toBe('TERMINATED');
  expect(await waiting).toMatchObject({ name: 'OwnerDiedError' });
  expect(killed.isPoisoned).toBe(true);
});

test("a lock in the user's own memory is poisoned too, for waiters that block and that do not", async () => {
  const memory = new SharedArrayBuffer(64);
  const lock = Mutex.at(memory, 16);
  const ready = new AtomicI32(0);
  const holder = spawn(work, 'holdAt', memory, 16, ready);
  await isSet(ready);
  const blocked = spawn(work, 'lockAt', memory, 16);
  const promised = lock.lockAsync().then(undefined, (error: unknown) => error);
  holder.terminate();
  expect(await blocked).toBe('OwnerDiedError');
  expect(await promised).toMatchObject({ name: 'OwnerDiedError' });
});

test('threads that are killed while they fight for a lock leave the others going', async () => {
  const lock = new Mutex();
  const turns = new AtomicI32(0);
  const stop = new AtomicI32(0);
  const survivors = [1, 2].map(() => spawn(work, 'fightFor', lock, turns, stop));
  const someTurns = async (): Promise<void> => {
    const before = turns.load();
    while (turns.load() - before < 1000) await sleepAsync(1);
  };
  for (let n = 0; n < ROUNDS; n++) {
    const victim = spawn(work, 'fightFor', lock, turns, stop);
    await someTurns();
    victim.terminate();
    expect(await codeOf(victim)).toBe('TERMINATED');
    await someTurns();
  }
  stop.store(1);
  await Promise.all(survivors);
}, 60_000);

test('threads that are killed inside the allocator and in spawn hold nobody up', async () => {
  const rounds = inBrowser ? 2 : 4;
  const survivor = spawn(work, 'growHeap', 200, 2000);
  for (let n = 0; n < rounds; n++) {
    const handles = await Promise.all([running('allocate'), running(n % 2 === 0 ? 'spawn' : 'allocate')]);
    for (const { handle } of handles) handle.terminate();
    expect(await Promise.all(handles.map(({ handle }) => codeOf(handle)))).toEqual(['TERMINATED', 'TERMINATED']);
  }
  await survivor;
  expect(await spawn(work, 'growHeap', 100, 3000)).toBeGreaterThan(0);
}, 120_000);

function isAnyWaiting(): boolean {
  return heapRegion().ops.load32(PENDING_FIRST * 4) !== 0;
}

test('what a thread has spawned runs, also if it is killed before it could ask for workers', async () => {
  for (let n = 0; n < 3; n++) {
    const ready = new AtomicI32(0);
    const spawner = spawn(work, 'spawnMany', ready, 40);
    await isSet(ready);
    spawner.terminate();
    await codeOf(spawner);
    while (isAnyWaiting()) await sleepAsync(5);
  }
  expect(await spawn(work, 'meetAll', 4)).toHaveLength(4);
}, 60_000);

test('one thread makes the heap grow while others use it', async () => {
  const before = heapStatistics().committedBytes;
  const grower = spawn(work, 'growHeap', 3000, 4096);
  const others = Array.from({ length: 4 }, () => spawn(work, 'shortThreads', 50));
  await Promise.all([grower, ...others]);
  expect(heapStatistics().committedBytes).toBeGreaterThan(before);
  expect(await spawn(work, 'echo', 'after the heap has grown')).toEqual(['after the heap has grown']);
});
