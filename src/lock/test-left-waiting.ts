/** What the threads of left-waiting.test.ts run. */
import { sleepAsync } from '../thread/index.ts';
import { RwLock, Semaphore } from './index.ts';

export const leftWaiting = new URL('./test-left-waiting.ts', import.meta.url);

/** Returns while a promise of it waits. */
export function leaveWaiting(lock: RwLock | Semaphore | { lockAsync(): Promise<unknown> }): void {
  void (lock instanceof RwLock ? lock.writeAsync() : lock instanceof Semaphore ? lock.acquireAsync() : lock.lockAsync());
}

/** Lives for some turns of the event loop, in which what an earlier thread of this worker left would run. */
export async function letPromisesRun(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await sleepAsync(1);
}
