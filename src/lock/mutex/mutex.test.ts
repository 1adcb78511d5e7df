/** Mutex: as a lock, and between real threads. Runs in Node and in a page. */
import { expect, test } from 'vitest';
import { Mutex } from '../index.ts';
import { testLockOfThreads } from '../test-lock-of-threads.ts';
import { OtherThread } from '../test-other-thread.ts';
import { testOwnedLock } from '../test-owned-lock.ts';

testOwnedLock('Mutex');
testLockOfThreads('Mutex');

test('a lock at byte offset 0 of your own memory is as good as any', async () => {
  const lock = Mutex.at(new SharedArrayBuffer(8), 0);
  const other = new OtherThread();
  other.lock(lock);
  const wait = lock.lockAsync();
  other.die(lock);
  await expect(wait).rejects.toThrow(/SharedArrayBuffer of 8 bytes/);
});

test('a lock does not travel by structuredClone', () => {
  expect(() => structuredClone(new Mutex())).toThrow(/spawn/);
});
