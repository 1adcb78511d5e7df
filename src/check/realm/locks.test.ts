import { expect, test } from 'vitest';
import { Condvar, Mutex, SpinLock } from '../../lock/index.ts';
import { f64 } from '../../memory/index.ts';
import { SET_UP_BLOCKS } from './heap-map.ts';
import { events, run } from './test-machine.ts';
import { withInstrumentedFloats } from './test-views.ts';
import { blockOf, threadOf } from './thread-states.ts';

const P = SET_UP_BLOCKS;
const TAKE = `cas 4 @${P} acquire relaxed`;
const GIVE = `cas 4 @${P} release relaxed`;

const seen = (use: (mutex: Mutex) => void): unknown => run(() => new Mutex(), use).events;

test('a mutex that nobody else wants is two events, in each of its forms', () => {
  const twoEvents = [TAKE, GIVE];
  expect(seen((mutex) => mutex.lock().unlock())).toEqual(twoEvents);
  expect(seen((mutex) => mutex.withLock(() => 1))).toEqual(twoEvents);
  expect(seen((mutex) => mutex.tryLock()!.unlock())).toEqual(twoEvents);
  expect(seen((mutex) => mutex.tryLockFor(5)!.unlock())).toEqual(twoEvents);
});

test('so is a spin lock, and a mutex in memory of the program', () => {
  expect(
    run(
      () => new SpinLock(),
      (lock) => lock.lock().unlock(),
    ).events,
  ).toEqual([TAKE, GIVE]);
  const memory = new SharedArrayBuffer(64);
  expect(
    run(
      () => Mutex.at(memory, 16),
      (mutex) => mutex.lock().unlock(),
    ).events,
  ).toEqual(['cas 4 @16 acquire relaxed', 'cas 4 @16 release relaxed']);
});

test('the value of a mutex is read and written by plain accesses at its address', () => {
  const { events: steps, result } = withInstrumentedFloats(() =>
    run(
      () => new Mutex(f64, 1.5),
      (mutex) =>
        mutex.withLock((guard) => {
          guard.value += 1;
          return guard.value;
        }),
    ),
  );
  expect(result).toBe(2.5);
  expect(steps).toEqual([TAKE, `load 8 @${P + 8} plain`, `store 8 @${P + 8} plain`, `load 8 @${P + 8} plain`, GIVE]);
});

test('notifying a condition variable on which nobody waits is one load', () => {
  expect(
    run(
      () => new Condvar(),
      (condvar) => condvar.notifyOne(),
    ).events,
  ).toEqual([`load 4 @${P + 12} relaxed`]);
});

test('a wait on a condition variable is its own operations and those of the mutex, and no notes', () => {
  const { events: steps } = run(
    () => ({ mutex: new Mutex(), condvar: new Condvar() }),
    ({ mutex, condvar }) => {
      const guard = mutex.lock();
      condvar.waitFor(guard, 5);
      guard.unlock();
    },
  );
  const C = P + 16;
  expect(steps).toEqual([
    TAKE,
    `load 4 @${C + 8} relaxed`,
    `cas 4 @${C + 8} relaxed relaxed`,
    `add 4 @${C + 12} relaxed`,
    `load 4 @${C} relaxed`,
    GIVE,
    `wait 4 @${C} 5`,
    `sub 4 @${C + 12} relaxed`,
    TAKE,
    GIVE,
  ]);
});

test('a held mutex makes the next thread set its flag and sleep, without a spin', () => {
  const { events: steps } = run(
    () => {
      const mutex = new Mutex();
      mutex.lock(); // held by the code that sets up
      return mutex;
    },
    (mutex) => mutex.tryLockFor(0),
  );
  expect(steps).toEqual([TAKE, `load 4 @${P} relaxed`, `cas 4 @${P} relaxed relaxed`]);
});

test('errors name the simulated thread that holds a lock', () => {
  const { result } = run(
    () => new Mutex(),
    (mutex) => {
      mutex.lock();
      try {
        mutex.free();
      } catch (error) {
        return (error as Error).message;
      }
      return undefined;
    },
  );
  expect(result).toMatch(/free\(\) while thread 0 holds it/);
});

test('a lock that was freed through its handle refuses', () => {
  const { result } = run(
    () => new Mutex(),
    (mutex) => {
      mutex.free();
      expect(() => mutex.lock()).toThrow(expect.objectContaining({ code: 'FREED' }));
      return 'refused';
    },
  );
  expect(result).toBe('refused');
});

test('the owner in a word says which thread it is, with or without flags', () => {
  for (const thread of [-2, -1, 0, 1, 59]) {
    expect(threadOf(blockOf(thread))).toBe(thread);
    expect(threadOf(blockOf(thread) + 3)).toBe(thread);
  }
  expect(threadOf(0)).toBeUndefined();
  expect(threadOf(4)).toBeUndefined();
});

test('making a lock in a thread is one event', () => {
  expect(events(() => new Mutex())).toHaveLength(1);
  expect(events(() => new Condvar())).toHaveLength(1);
});
