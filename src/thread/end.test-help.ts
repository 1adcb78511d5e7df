/** For the tests of how threads end: waits for what they come to. */
import { type AtomicI32, waitAsync } from '../atomic/index.ts';
import type { JoinHandle } from './index.ts';

/** Resolves once the word that a thread sets when it runs is 1. */
export async function isSet(ready: AtomicI32): Promise<void> {
  while (ready.load() === 0) await waitAsync(ready, 0);
}

/** The code of the error that it ended with, the error if it has none; or that it returned. */
export async function codeOf(handle: JoinHandle<unknown>): Promise<unknown> {
  return handle.then(
    () => 'returned',
    (error: unknown) => (error as { code?: unknown }).code ?? error,
  );
}
