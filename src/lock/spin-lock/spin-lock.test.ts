/** SpinLock: as a lock, and between real threads. Runs in Node and in a page. */
import { testLockOfThreads } from '../test-lock-of-threads.ts';
import { testOwnedLock } from '../test-owned-lock.ts';

testOwnedLock('SpinLock');
testLockOfThreads('SpinLock');
