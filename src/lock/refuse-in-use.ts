import { realm } from '../realm/realm.ts';
import { isQueued } from './async-queue.ts';
import { debugHook } from './debug-hook.ts';
import { type Named, stillInUse } from './lock-errors.ts';

/**
 * What `free()` asks before it gives words back that others may wait on: whoever wakes up there later would wait on what is somebody else's by then. A look at the words, and at the promises of this
 * thread; who else waits, words mostly do not tell, but the debug mode does.
 *
 * Nothing of this in a checked run: the checker tells who uses what was freed.
 */

/** How long those who came have until they sleep, a guess: some 50 µs, but on a busy machine a thread may have to wait for its processor in between. */
const FALL_ASLEEP_MS = 100;

/**
 * Refuses to free a thing that is in use.
 *
 * @param use what its words say of that, such as `while thread 3 runs its initialiser`
 * @param count the word that promises sleep on
 * @throws {LockError} `STILL_HELD`
 */
export function refuseInUse(thing: Named, use: string | undefined, count: number): void {
  if (realm.checked !== undefined) return;
  const users = debugHook.usersOf?.(thing) ?? [];
  const found = use ?? (isQueued(thing.region, count) ? 'while promises of this thread wait for it' : undefined);
  if (found !== undefined || users.length > 0) throw stillInUse(thing, found ?? 'while others use it', users);
}

/**
 * Whether some of those who came to sleep on the word, as its thing says, still do: they may have died since. It wakes them for nothing, which tells. Not for words that say nothing of that: a promise
 * that was given up sleeps on, even on what has been freed.
 */
export function someSleep({ region: { ops } }: Named, address: number): boolean {
  for (const deadline = realm.now() + FALL_ASLEEP_MS; realm.now() < deadline; realm.pause()) {
    if (ops.notify(address, Infinity) > 0) return true;
  }
  return false;
}
