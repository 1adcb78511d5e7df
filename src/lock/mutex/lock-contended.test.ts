/** The slow path of locking, one interleaving at a time: what others do while the thread sleeps is played by a `wait32` of our own. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { CONTENDED } from '../../memory/owner-word.ts';
import { current, realm, setRealm } from '../../realm/realm.ts';
import { Mutex } from '../index.ts';
import { OtherThread } from '../test-other-thread.ts';
import { lockContended } from './lock-contended.ts';

const host = realm;
let clock = 0;

beforeEach(() => {
  clock = 0;
  setRealm({ ...host, now: () => clock, canBlock: () => true });
});
afterEach(() => {
  setRealm(host);
});

/** A handle whose sleeps run these steps instead, one each. */
function sleeping(mutex: Mutex, ...steps: ((expected: number) => 'ok' | 'not-equal' | 'timed-out')[]): Mutex {
  const ops = Object.create(mutex.region.ops, { wait32: { value: (_p: number, expected: number) => steps.shift()!(expected) } });
  const region = Object.create(mutex.region, { ops: { value: ops } });
  return Object.create(mutex, { region: { value: region }, address: { value: mutex.address } });
}

const wordOf = (mutex: Mutex): number => mutex.region.ops.load32(mutex.address);

test('a thread sets the flag before it sleeps, and takes the lock with the flag after it has slept', () => {
  const mutex = new Mutex();
  const owner = new OtherThread();
  owner.lock(mutex);
  const sleeper = sleeping(mutex, (expected) => {
    expect(expected).toBe(owner.block | CONTENDED);
    expect(wordOf(mutex)).toBe(expected);
    owner.unlock(mutex);
    return 'ok';
  });
  expect(lockContended(sleeper, 'lock()', Infinity)).toBe(true);
  expect(wordOf(mutex)).toBe(current.block | CONTENDED);
  mutex.newGuard().unlock();
  expect(wordOf(mutex)).toBe(0);
});

test('a thread that finds the lock free without having slept takes it without the flag', () => {
  const mutex = new Mutex();
  const owner = new OtherThread();
  owner.lock(mutex);
  owner.unlock(mutex);
  expect(lockContended(sleeping(mutex), 'lock()', Infinity)).toBe(true);
  expect(wordOf(mutex)).toBe(current.block);
  mutex.newGuard().unlock();
});

test('a wait that used up a wake-up and is out of time leaves the flag for those who still sleep', () => {
  const mutex = new Mutex();
  const [first, second] = [new OtherThread(), new OtherThread()];
  first.lock(mutex);
  const sleeper = sleeping(mutex, () => {
    first.unlock(mutex); // its one wake-up goes to this thread,
    second.lock(mutex); // another one is faster, and knows nothing of sleepers,
    clock = 10; // and the time is over
    return 'ok';
  });
  expect(lockContended(sleeper, 'tryLockFor()', 5)).toBe(false);
  expect(wordOf(mutex)).toBe(second.block | CONTENDED);
  second.unlock(mutex);
});

test('a wait that is out of time takes the lock if it has become free', () => {
  const mutex = new Mutex();
  const owner = new OtherThread();
  owner.lock(mutex);
  const sleeper = sleeping(mutex, () => {
    owner.unlock(mutex);
    clock = 10;
    return 'timed-out';
  });
  expect(lockContended(sleeper, 'tryLockFor()', 5)).toBe(true);
  mutex.newGuard().unlock();
});

test('a thread that is told of poison stops waiting', () => {
  const mutex = new Mutex();
  const owner = new OtherThread();
  owner.lock(mutex);
  const sleeper = sleeping(mutex, () => {
    owner.die(mutex);
    return 'ok';
  });
  expect(() => lockContended(sleeper, 'lock()', Infinity)).toThrow(/recover/);
  expect(mutex.clearPoison()).toBe(true);
});
