/** ClhLock: as a lock, and as a queue of real threads. Runs in Node and in a page. */
import { testOwnedLock } from '../test-owned-lock.ts';
import { testQueueLock } from '../test-queue-lock.ts';

testOwnedLock('ClhLock');
testQueueLock('ClhLock', 268);
