/** What ReentrantLock has of its own, in one thread and between real ones; what it shares with Mutex is in `reentrant-as-lock.test.ts`. Runs in Node and in a page. */
import { expect, test } from 'vitest';
import { AtomicI32 } from '../../atomic/index.ts';
import { f64, u32, u8 } from '../../memory/index.ts';
import { heldEntries } from '../../memory/held-list.ts';
import { current, realm } from '../../realm/realm.ts';
import { spawn } from '../../thread/index.ts';
import { Condvar, type Guard, type Mutex, ReentrantLock } from '../index.ts';
import { OtherThread } from '../test-other-thread.ts';
import { codeOf, memories, OFFSET, reaches } from '../test-real-threads.ts';
import { comeAndGo, comeAndGoForEver, countInside, holdDeep, holdTwice, lockThroughBoth, work } from './test-work.ts';

const TIMES = 2000;
const DEATHS = typeof window === 'undefined' ? 2 : 1;
const MOST_DEPTH = 2 ** 31 - 1;
const everywhere = Object.keys(memories);
/** Chromium takes two seconds to end a worker that does not return to its event loop. */
const whereThreadsDie = typeof window === 'undefined' ? everywhere : everywhere.slice(0, 1);

function make(memory: string): ReentrantLock<number> {
  const own = memories[memory]!();
  return own === undefined ? new ReentrantLock(u32) : ReentrantLock.at(own, OFFSET, u32);
}

/** The word behind the owner word and the count. */
const depthWord = ({ address }: ReentrantLock<number>): number => (address + 8) >>> 2;

const isFree = (lock: ReentrantLock<number>): void => {
  expect([lock.isLocked, lock.depth]).toEqual([false, 0]);
  expect(heldEntries(current.block)).toEqual([]);
};

test.for(everywhere)('in %s: a thread locks again by every form, and the lock is free after as many unlocks', (memory) => {
  const lock = make(memory);
  lock.lock();
  const guards = [lock.lock(), lock.tryLock()!, lock.tryLockFor(0)!, lock.tryLockFor(Infinity)!];
  expect(lock.depth).toBe(1 + guards.length);
  expect(heldEntries(current.block)).toHaveLength(1);
  expect(lock.withLock(() => lock.depth)).toBe(2 + guards.length);
  for (const guard of guards) {
    expect(lock.isLocked).toBe(true);
    guard.unlock();
  }
  expect(lock.depth).toBe(1);
  lock.unlock();
  isFree(lock);
});

test.for(everywhere)('in %s: guards end in any order, each once, and all that are live lead to the value', (memory) => {
  const lock = make(memory);
  const [a, b, c] = [lock.lock(), lock.lock(), lock.lock()];
  a.value = 7;
  b.unlock();
  expect(codeOf(() => b.unlock())).toBe('STALE_GUARD');
  expect(codeOf(() => b.value)).toBe('STALE_GUARD');
  expect(codeOf(() => (b.value = 1))).toBe('STALE_GUARD');
  b[Symbol.dispose](); // no-op, and must not give back what a and c stand for
  expect([lock.depth, a.value, c.value]).toEqual([2, 7, 7]);
  a.unlock();
  expect([a.isLive, b.isLive, c.isLive]).toEqual([false, false, true]);
  c.value = 8;
  lock.unlock();
  expect(codeOf(() => c.value)).toBe('STALE_GUARD');
  expect(codeOf(() => lock.unlock())).toBe('NOT_LOCKED');
  isFree(lock);
});

test.for(everywhere)('in %s: using gives back one time at the end of each block', (memory) => {
  const lock = make(memory);
  {
    using outer = lock.lock();
    {
      using inner = lock.lock();
      inner.value = lock.depth;
    }
    expect([outer.value, lock.depth]).toEqual([2, 1]);
  }
  isFree(lock);
});

test.for(everywhere)('in %s: a section that throws some levels deep leaves the lock as it was', (memory) => {
  const lock = make(memory);
  const guard = lock.lock();
  expect(() =>
    lock.withLock(() =>
      lock.withLock(() => {
        throw new RangeError('mine');
      }),
    ),
  ).toThrow(RangeError);
  expect(lock.depth).toBe(1);
  guard.unlock();
  isFree(lock);
});

test.for(everywhere)('in %s: one handle goes in where the other holds it, and each unlocks only what it locked', (memory) => {
  const lock = make(memory);
  const other = ReentrantLock.at(lock.region, lock.address, u32);
  lock.lock();
  expect(codeOf(() => other.unlock())).toBe('NOT_LOCKED');
  const guard = other.lock();
  expect([lock.depth, other.depth]).toEqual([2, 2]);
  lock.unlock();
  expect(codeOf(() => lock.unlock())).toBe('NOT_LOCKED');
  expect([guard.isLive, lock.depth]).toEqual([true, 1]);
  guard.unlock();
  isFree(lock);
});

test.for(everywhere)('in %s: locking more often than can be counted is an error, and changes nothing', async (memory) => {
  const lock = make(memory);
  const guard = lock.lock();
  lock.region.i32[depthWord(lock)] = MOST_DEPTH;
  for (const again of [() => lock.lock(), () => lock.tryLock(), () => lock.tryLockFor(1), () => lock.withLock(() => 0)]) {
    expect(codeOf(again)).toBe('TOO_MANY');
  }
  expect(() => lock.lock()).toThrow(`ReentrantLock at address ${lock.address}`);
  expect([lock.depth, guard.isLive]).toEqual([MOST_DEPTH, true]);
  lock.region.i32[depthWord(lock)] = MOST_DEPTH - 1;
  lock.lock().unlock();
  lock.region.i32[depthWord(lock)] = 1;
  guard.unlock();
  isFree(lock);
});

test.for(everywhere.slice(1))('in %s: a thread of another program whose block has the same address is another thread', (memory) => {
  const lock = make(memory);
  // Each program has a heap of its own, and two that share only this memory may give their threads' blocks one address.
  lock.region.ops.store32(lock.address, current.block);
  lock.region.i32[depthWord(lock)] = 1;
  expect(lock.depth).toBe(0);
  expect(lock.tryLock()).toBeUndefined();
  if (realm.canBlock()) expect(lock.tryLockFor(1)).toBeUndefined();
  else expect(codeOf(() => lock.lock())).toBe('CANNOT_BLOCK');
  expect(lock.region.i32[depthWord(lock)]).toBe(1);
});

test.for(everywhere)('in %s: a promise waits for the lock of its own thread, until the last time is given back', async (memory) => {
  const lock = make(memory);
  const [outer, inner] = [lock.lock(), lock.lock()];
  const later = lock.lockAsync();
  expect(await lock.tryLockForAsync(1)).toBeUndefined();
  inner.unlock();
  expect(await lock.tryLockForAsync(1)).toBeUndefined();
  outer.unlock();
  const guard = await later;
  expect([guard.isLive, lock.depth]).toEqual([true, 1]);
  guard.unlock();
  isFree(lock);
});

test.for(everywhere)('in %s: lock() goes in where another task of the thread holds it, and gives back only its own', async (memory) => {
  const lock = make(memory);
  await lock.withLockAsync(async (guard) => {
    await Promise.resolve();
    expect(lock.withLock(() => lock.depth)).toBe(2);
    expect([guard.isLive, lock.depth]).toEqual([true, 1]);
  });
  isFree(lock);
});

test.for(everywhere)('in %s: a dead owner leaves no depth behind, and a repair may lock again', (memory) => {
  const lock = make(memory);
  const other = new OtherThread();
  other.lock(lock);
  lock.region.i32[depthWord(lock)] = 5;
  other.die(lock);
  expect(codeOf(() => lock.lock())).toBe('OWNER_DIED');
  let left: Guard<number, number> | undefined;
  expect(
    lock.recover((guard) => {
      expect(lock.depth).toBe(1);
      lock.withLock((inner) => (inner.value = 3));
      expect([guard.value, lock.depth]).toEqual([3, 1]);
      left = lock.lock();
    }),
  ).toBe(true);
  expect(left!.isLive).toBe(false);
  expect(codeOf(() => left!.unlock())).toBe('STALE_GUARD');
  isFree(lock);
  lock.withLock(() => expect(lock.depth).toBe(1));
});

test('a repair that fails leaves the poison, however deep it was', () => {
  const lock = new ReentrantLock(u32);
  const other = new OtherThread();
  other.lock(lock);
  other.die(lock);
  expect(() =>
    lock.recover(() => {
      lock.lock();
      throw new RangeError('too broken');
    }),
  ).toThrow('too broken');
  expect([lock.isPoisoned, lock.depth]).toEqual([true, 0]);
  expect(lock.clearPoison()).toBe(true);
  lock.lock().unlock();
  isFree(lock);
});

test('recover within the lock finds nothing to repair, and gives back what it took', () => {
  const lock = new ReentrantLock(u32);
  lock.withLock(() => {
    expect(lock.recover(() => expect.fail('there is nothing to repair'))).toBe(false);
    expect(lock.depth).toBe(1);
  });
  isFree(lock);
});

test('a condition variable refuses its guard: it would have to give back every time', () => {
  const lock = new ReentrantLock(u32);
  const guard = lock.lock();
  expect(codeOf(() => new Condvar().waitFor(guard as unknown as ReturnType<Mutex<number>['lock']>, 1))).toBe('BAD_GUARD');
  guard.unlock();
});

test('sizes and alignments follow the layout, and what does not fit is refused', () => {
  expect([ReentrantLock.byteLength, ReentrantLock.alignment]).toEqual([12, 4]);
  expect([ReentrantLock.bytesFor(), ReentrantLock.bytesFor(f64), ReentrantLock.bytesFor(u8)]).toEqual([12, 24, 13]);
  expect([ReentrantLock.alignmentFor(), ReentrantLock.alignmentFor(f64)]).toEqual([4, 8]);
  expect(ReentrantLock.at(new SharedArrayBuffer(12), 0).withLock(() => 5)).toBe(5);
  expect(codeOf(() => ReentrantLock.at(new SharedArrayBuffer(8), 0))).toBe('OUT_OF_RANGE');
});

test.for(everywhere)('in %s: threads that lock again inside lose no count, and leave nothing behind', async (memory) => {
  const lock = make(memory);
  const threads = [1, 2, 3].map(() => spawn(work, comeAndGo, lock, TIMES));
  let added = 0;
  for (const times of await Promise.all(threads)) {
    expect(times).toBeGreaterThanOrEqual(TIMES / 2);
    added += times;
  }
  expect(lock.tryLock()!.value).toBe(added);
  lock.unlock();
  isFree(lock);
});

test.for(everywhere)('in %s: others get the lock after the last unlock, and not before', async (memory) => {
  const lock = make(memory);
  const [ready, steps] = [new AtomicI32(0), new AtomicI32(0)];
  const holder = spawn(work, holdTwice, lock, ready, steps);
  await reaches(ready, 1);
  const waiting = spawn(work, countInside, lock);
  expect([lock.tryLock(), lock.depth]).toEqual([undefined, 0]);
  steps.store(1);
  await reaches(ready, 2);
  expect([lock.tryLock(), lock.isLocked]).toEqual([undefined, true]);
  expect(codeOf(() => lock.unlock())).toBe('NOT_LOCKED');
  steps.store(2);
  expect(await waiting).toBe(2);
  await holder;
  expect((await lock.lockAsync()).value).toBe(1);
  lock.unlock();
});

test.for(everywhere)('in %s: a thread that was sent the lock twice locks it through both handles', async (memory) => {
  const lock = make(memory);
  const again = ReentrantLock.at(lock.region, lock.address, u32);
  expect(await spawn(work, lockThroughBoth, lock, again)).toEqual([2, 2]);
  expect(lock.withLock(({ value }) => value)).toBe(1);
});

test.for(whereThreadsDie)(
  'in %s: when its holder is terminated some levels deep, all who wait are told, and it begins anew',
  async (memory) => {
    const lock = make(memory);
    const ready = new AtomicI32(0);
    const holder = spawn(work, holdDeep, lock, 3, ready);
    await reaches(ready, 1);
    const waiting = [spawn(work, countInside, lock), spawn(work, countInside, lock)];
    const told = Promise.allSettled([...waiting, lock.lockAsync()]);
    holder.terminate();
    for (const result of await told) expect(result).toMatchObject({ status: 'rejected', reason: { code: 'OWNER_DIED' } });
    await expect(holder).rejects.toThrow(/terminated/);
    expect(codeOf(() => lock.tryLock())).toBe('OWNER_DIED');
    expect(lock.clearPoison()).toBe(true);
    expect(await spawn(work, countInside, lock)).toBe(2);
    isFree(lock);
  },
);

test('wherever threads are terminated, the lock can be had afterwards', async () => {
  const lock = new ReentrantLock(u32);
  for (let i = 0; i < DEATHS; i++) {
    const ready = [new AtomicI32(0), new AtomicI32(0)];
    const threads = ready.map((word) => spawn(work, comeAndGoForEver, lock, word));
    await Promise.all(ready.map((word) => reaches(word, 1)));
    for (const thread of threads) thread.terminate();
    await Promise.allSettled(threads);
    lock.clearPoison();
    lock.tryLock()!.unlock();
    expect(await spawn(work, countInside, lock)).toBe(2);
    expect(lock.withLock(({ value }) => value)).toBe(i + 1);
  }
});

test('a guard cannot be sent to a thread', () => {
  const lock = new ReentrantLock(u32);
  using guard = lock.lock();
  expect(() => spawn(work, countInside, guard as unknown as ReentrantLock<number>)).toThrow(/send the ReentrantLock/);
});
