/**
 * Two threads that each lock two accounts, in opposite orders: they deadlock, and the debug mode of the locks says so.
 *
 *     node --conditions=lockwright-source examples/lock-debug/main.ts
 */
import type { AtomicI32 } from 'lockwright/atomic';
import type { Mutex } from 'lockwright/lock';

const THREADS = 2;

/** Returns the text of the deadlock, if it was this thread that closed it. */
export function transfer(from: Mutex, to: Mutex, ready: AtomicI32): string | undefined {
  const guard = from.lock();
  try {
    ready.fetchAdd(1);
    while (ready.load() < THREADS); // so that it happens each time
    to.lock().unlock();
    return undefined;
  } catch (error) {
    return String(error);
  } finally {
    guard.unlock();
  }
}
