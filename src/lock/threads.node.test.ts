/** Mutex and SpinLock between real threads. Each lock is taken some hundred thousand times in all; `npm run soak:locks` does it for as long as you like. */
import { expect, test } from 'vitest';
import { allocateZeroed } from '../memory/allocate.ts';
import { heapRegion } from '../memory/heap.ts';
import { regionOf } from '../memory/region.ts';
import { Mutex, SpinLock } from './index.ts';
import { runAll, TestThread, type Scene } from './test-threads.ts';

const kinds = { Mutex, SpinLock: SpinLock as unknown as typeof Mutex };
const THREADS = 8;
/** At random moments; with `kill.test-help.ts` threads die before every single store. */
const VICTIMS = 4;
const MANY = 160_000;

function inHeap(kind: keyof typeof kinds): Scene & { lock: Mutex } {
  return { kind, lock: new kinds[kind](), counter: allocateZeroed(128) };
}

/** In a SharedArrayBuffer, which is served by the JavaScript back end. */
function inOwnMemory(kind: keyof typeof kinds): Scene & { lock: Mutex } {
  return { kind, lock: kinds[kind].at(new SharedArrayBuffer(1024), 256), counter: 512 };
}

const places = { 'the heap': inHeap, 'a SharedArrayBuffer': inOwnMemory };
const everywhere = (Object.keys(kinds) as (keyof typeof kinds)[]).flatMap((kind) =>
  (Object.keys(places) as (keyof typeof places)[]).map((place) => [kind, place] as const),
);

const count = (scene: Scene): number => scene.lock.region.i32[scene.counter >>> 2]!;
const jobs = (job: string, times: number, threads = THREADS): { job: string; times: number }[] =>
  Array.from({ length: threads }, () => ({ job, times }));

test.for(everywhere)('%s in %s: eight threads on fewer processors lose no count', async ([kind, place]) => {
  const scene = places[place](kind);
  await runAll(scene, jobs('withLock', MANY / THREADS));
  expect(count(scene)).toBe(MANY);
  expect(scene.lock.isLocked).toBe(false);
});

test.for(everywhere)('%s in %s: two threads lose no count', async ([kind, place]) => {
  const scene = places[place](kind);
  await runAll(scene, jobs('withLock', MANY / 2, 2));
  expect(count(scene)).toBe(MANY);
});

test.for(everywhere)('%s in %s: waits that give up take no wake-up with them', async ([kind, place]) => {
  const scene = places[place](kind);
  const times = 4_000;
  await runAll(scene, jobs('everyForm', times));
  expect(count(scene)).toBe(THREADS * times);
});

test.for(everywhere)('%s in %s: blocked threads and promises of several threads share a lock', async ([kind, place]) => {
  const scene = places[place](kind);
  await runAll(scene, [...jobs('withLock', 20_000, 3), ...jobs('withLockAsync', 100, 3)]);
  expect(count(scene)).toBe(3 * 20_000 + 3 * 100);
});

test.for(everywhere)('%s in %s: a promise gets the lock although two threads lock and unlock all the time', async ([kind, place]) => {
  const scene = places[place](kind);
  const threads = jobs('hammer', 0, 2).map((job) => new TestThread(scene, job));
  await Promise.all(threads.map((thread) => thread.says('hammering')));
  for (let i = 0; i < 50; i++) (await scene.lock.lockAsync()).unlock();
  Atomics.store(scene.lock.region.i32, scene.counter >>> 2, 1);
  const turns = (await Promise.all(threads.map(({ done }) => done))) as number[];
  await Promise.all(threads.map((thread) => thread.end()));
  for (const n of turns) expect(n).toBeGreaterThan(0);
});

test.for(everywhere)('%s in %s: the promise of a thread that blocks strands nobody, itself included', async ([kind, place]) => {
  const scene = places[place](kind);
  scene.lock.lock();
  const threads = jobs('promiseThenBlock', 0, 3).map((job) => new TestThread(scene, job));
  await Promise.all(threads.map((thread) => thread.says('asked')));
  scene.lock.unlock();
  await Promise.all(threads.map(({ done }) => done));
  await Promise.all(threads.map((thread) => thread.end()));
  expect(count(scene)).toBe(6);
});

test.for(everywhere)(
  '%s in %s: a thread that is killed while it holds the lock poisons it, and who waits is told',
  async ([kind, place]) => {
    const scene = places[place](kind);
    const holder = new TestThread(scene, { job: 'hold' });
    await holder.says('held');
    const blocked = new TestThread(scene, { job: 'withLock', times: 1 });
    await blocked.says('started');
    const told = scene.lock.lockAsync().then(
      () => 'locked',
      (error: unknown) => error,
    );
    expect(scene.lock.tryLock()).toBeUndefined();
    expect(scene.lock.tryLockFor(5)).toBeUndefined();
    await holder.kill();
    await expect(blocked.done).rejects.toMatchObject({ name: 'OwnerDiedError' });
    expect(await told).toMatchObject({ code: 'OWNER_DIED' });
    expect(scene.lock.recover(() => {})).toBe(true);
    scene.lock.lock().unlock();
  },
);

test.for(everywhere)('%s in %s: threads killed at any moment never leave the lock held', async ([kind, place]) => {
  const scene = places[place](kind);
  const survivors = jobs('survive', 0, 2).map((job) => new TestThread(scene, job));
  for (let i = 0; i < VICTIMS; i++) {
    const victim = new TestThread(scene, { job: 'forEver' });
    await victim.says('started');
    await new Promise((resolve) => setTimeout(resolve, i)); // for variety, not for correctness
    await victim.kill();
  }
  Atomics.store(scene.lock.region.i32, (scene.counter >>> 2) + 1, 1);
  const times = (await Promise.all(survivors.map(({ done }) => done))) as number[];
  await Promise.all(survivors.map((thread) => thread.end()));
  expect(count(scene)).toBeGreaterThanOrEqual(times[0]! + times[1]!);
  for (const n of times) expect(n).toBeGreaterThan(0);
  if (scene.lock.isPoisoned) scene.lock.clearPoison();
  scene.lock.lock().unlock();
});

test('the heap grows under the feet of threads that lock', async () => {
  const scene = inHeap('Mutex');
  const before = heapRegion().byteLength;
  await runAll(scene, jobs('allocating', 5_000));
  expect(count(scene)).toBe(THREADS * 5_000);
  heapRegion().refresh();
  expect(heapRegion().byteLength).toBeGreaterThan(before);
});

test('a lock in a WebAssembly.Memory of your own is seen by all threads', async () => {
  const region = regionOf(new WebAssembly.Memory({ shared: true, initial: 1, maximum: 1 }));
  const scene = { kind: 'Mutex', lock: Mutex.at(region, 1024), counter: 2048 };
  await runAll(scene, jobs('withLock', 10_000, 4));
  expect(count(scene)).toBe(40_000);
});
