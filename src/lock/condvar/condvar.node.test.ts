/** Condvar between real threads: hand-overs by the thousand, each of which would hang if one wake-up were lost. */
import { expect, test } from 'vitest';
import { allocateZeroed } from '../../memory/allocate.ts';
import { Condvar, Mutex } from '../index.ts';
import { runAll, TestThread } from '../test-threads.ts';

const ROUNDS = 2_000;

const places = {
  'the heap': () => ({ kind: 'Mutex', lock: new Mutex(), condvar: new Condvar(), counter: allocateZeroed(16) }),
  'a SharedArrayBuffer': () => {
    const sab = new SharedArrayBuffer(256);
    return { kind: 'Mutex', lock: Mutex.at(sab, 0), condvar: Condvar.at(sab, 64), counter: 128 };
  },
};
const everywhere = Object.keys(places) as (keyof typeof places)[];

test.for(everywhere)('in %s: two threads take turns', async (place) => {
  const scene = places[place]();
  await runAll(
    scene,
    [0, 1].map((parity) => ({ job: 'pingPong', times: ROUNDS, parity })),
  );
  expect(scene.lock.region.i32[scene.counter >>> 2]).toBe(2 * ROUNDS);
});

test.for(everywhere)('in %s: a thread and a promise take turns', async (place) => {
  const scene = places[place]();
  await runAll(scene, [
    { job: 'pingPong', times: 200, parity: 0 },
    { job: 'pingPongAsync', times: 200, parity: 1 },
  ]);
  expect(scene.lock.region.i32[scene.counter >>> 2]).toBe(400);
});

test.for(everywhere)(
  'in %s: consumers whose waits time out at any moment, and producers that wake one each, lose nothing',
  async (place) => {
    const scene = places[place]();
    const consumers = Array.from({ length: 4 }, () => ({ job: 'consume', times: ROUNDS }));
    const producers = Array.from({ length: 2 }, () => ({ job: 'produce', times: 2 * ROUNDS }));
    await runAll(scene, [...consumers, ...producers]);
    expect(scene.lock.region.i32[scene.counter >>> 2]).toBe(0);
    expect(scene.lock.isLocked).toBe(false);
  },
);

test.for(everywhere)('in %s: notifyAll lets every waiter go, blocked or not', async (place) => {
  const scene = places[place]();
  const threads = Array.from({ length: 4 }, () => new TestThread(scene, { job: 'waitOnce' }));
  await Promise.all(threads.map((thread) => thread.says('held')));
  const guard = await scene.lock.lockAsync();
  const mine = scene.condvar.waitAsync(guard);
  scene.lock.withLock(() => {
    scene.lock.region.i32[scene.counter >>> 2] = 1;
  });
  scene.condvar.notifyAll();
  await mine;
  guard.unlock();
  await Promise.all(threads.map(({ done }) => done));
  await Promise.all(threads.map((thread) => thread.end()));
  expect(scene.lock.isLocked).toBe(false);
});

test.for(everywhere)('in %s: a waiter that is killed takes no wake-up with it', async (place) => {
  const scene = places[place]();
  const survivors = Array.from({ length: 2 }, () => new TestThread(scene, { job: 'consume', times: ROUNDS }));
  const producer = new TestThread(scene, { job: 'produce', times: 2 * ROUNDS });
  const victims = Array.from({ length: 4 }, () => new TestThread(scene, { job: 'waitForEver' }));
  await Promise.all(victims.map((thread) => thread.says('held')));
  for (const victim of victims) await victim.kill();
  await Promise.all([producer, ...survivors].map(({ done }) => done));
  await Promise.all([producer, ...survivors].map((thread) => thread.end()));
  expect(scene.lock.region.i32[scene.counter >>> 2]).toBe(0);
});
