/** What threads of the tests run that have to start threads themselves. */
import type { Mutex } from 'lockwright/lock';
import { spawn } from 'lockwright/thread';

export const work = new URL('./join-work.ts', import.meta.url);

export function lockAndGo(lock: Mutex): void {
  lock.lock().unlock();
}

/** Holds the lock, and waits for the end of a thread that wants it. Returns the text of the deadlock, whichever of the two closed it. */
export function holdAndJoin(lock: Mutex): string {
  const guard = lock.lock();
  try {
    spawn(work, lockAndGo, lock).join();
    return '';
  } catch (error) {
    return `${(error as Error).name}: ${(error as Error).message}`;
  } finally {
    guard.unlock();
  }
}
