/** For tests with real threads, in Node and in a page: what they need besides `spawn`. */
import { type AtomicI32, waitAsync } from '../atomic/index.ts';
import type { SharedMemory } from '../realm/realm.ts';

/** The memories in which a primitive must work: undefined for the heap. */
export const memories: Readonly<Record<string, () => SharedMemory | undefined>> = {
  'the heap': () => undefined,
  'a SharedArrayBuffer': () => new SharedArrayBuffer(1024),
  'a WebAssembly.Memory': () => new WebAssembly.Memory({ shared: true, initial: 1, maximum: 1 }),
};

/** Where things are put in memories of the tests' own. */
export const OFFSET = 128;

/** Resolves once the count is at least `least`: threads raise it with `fetchAdd` and `wakeAll`, or just raise it. */
export async function reaches(count: AtomicI32, least: number): Promise<void> {
  const LOOK_AGAIN_MS = 5; // for those who only raise it
  for (let now = count.load(); now < least; now = count.load()) await waitAsync(count, now, { timeoutMs: LOOK_AGAIN_MS });
}

/** The code of the error that `run` throws. */
export function codeOf(run: () => unknown): unknown {
  try {
    run();
  } catch (error) {
    return (error as { code?: unknown }).code;
  }
  return 'nothing was thrown';
}
