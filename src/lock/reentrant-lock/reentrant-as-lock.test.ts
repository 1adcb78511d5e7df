/** ReentrantLock as a lock like the others; what is its own is in `reentrant-lock.test.ts`. Runs in Node and in a page. */
import { testOwnedLock } from '../test-owned-lock.ts';

testOwnedLock('ReentrantLock');
