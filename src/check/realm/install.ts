import { LockwrightError } from '../../realm/errors.ts';
import { current, realm, setCurrent, setRealm, type Realm, type ThreadState } from '../../realm/realm.ts';
import type { CheckedRealm } from './checked-realm.ts';
import { FINALLY, SET_UP } from './heap-map.ts';
import { ThreadStates } from './thread-states.ts';

/** What surrounds the code of a checked program: its realm in the place of the host's. Entering and leaving take well under a microsecond together. */
let inside: CheckedRealm | undefined;
let running = SET_UP;
let realRealm: Realm;
let realState: ThreadState;

/**
 * Puts `next` in force: its heap is the heap, its threads are the threads, until {@link leaveChecked}. Does nothing if it is in force, so that runs of an exploration may lie in
 * each other.
 *
 * @throws {LockwrightError} `CHECK_IN_CHECK` if that of another exploration is
 */
export function enterChecked(next: CheckedRealm): void {
  if (inside === next) return;
  if (inside !== undefined) {
    throw new LockwrightError('CHECK_IN_CHECK', 'a checked program started another check. Run them one after the other');
  }
  realRealm = realm;
  realState = current;
  inside = next;
  setRealm(next);
  switchThread(SET_UP);
}

/** Makes everything as at the start of the program: an empty heap, threads that have done nothing. The code that sets it up runs next. */
export function beginRun(): void {
  const { heap } = entered();
  heap.reset();
  if (!inside!.threads.isSuspended) inside!.threads.recycle();
  inside!.threads = new ThreadStates();
  switchThread(SET_UP);
}

/** The code of `thread` runs next: one of the program, `SET_UP` or `FINALLY`. About 10 ns. */
export function switchThread(thread: number): void {
  running = thread;
  setCurrent(entered().threads.stateOf(thread));
}

/** Whose code runs now, in which run of the program; undefined outside. What the program asserts in the end belongs to the thread that set it up. */
export function runningThread(): { readonly run: ThreadStates; readonly thread: number } | undefined {
  return inside === undefined ? undefined : { run: inside.threads, thread: running === FINALLY ? SET_UP : running };
}

/** The run that is on: handed to {@link resumeRun} when those that lie in it are over. */
export function suspendRun(): ThreadStates {
  const { threads } = entered();
  threads.isSuspended = true;
  return threads;
}

export function resumeRun(threads: ThreadStates): void {
  const checked = entered();
  if (checked.threads !== threads) checked.threads.recycle();
  checked.threads = threads;
  threads.isSuspended = false;
}

/** Puts back what was there before {@link enterChecked}. Does nothing outside. */
export function leaveChecked(): void {
  if (inside === undefined) return;
  inside = undefined;
  setRealm(realRealm);
  setCurrent(realState);
}

function entered(): CheckedRealm {
  if (inside === undefined) throw new LockwrightError('NOT_IN_CHECK', 'no checked run is on: call enterChecked first');
  return inside;
}
