import { CANCELLED, ID, RUNNING, STATE, takeRecord, wordOf } from './record.ts';
import { heapRegion } from '../memory/heap.ts';
import { CancelledError } from '../realm/errors.ts';
import { current as state, realm } from '../realm/realm.ts';
import { Thread } from './thread.ts';

/** The name of the thread that runs here; the bootstrap of a spawned thread sets it. */
let name: string | undefined;

/** The record of the thread that runs here. The first thread of a program gets one when it first needs it. */
export function myRecord(): number {
  return state.record === 0 ? adoptFirstThread() : state.record;
}

function adoptFirstThread(): number {
  heapRegion();
  state.record = takeRecord(1);
  const { ops } = heapRegion();
  ops.store32(wordOf(state.record, STATE), RUNNING, 'relaxed');
  name = 'main';
  return state.record;
}

/** Called by the bootstrap when a spawned thread begins (its record) and ends (0). */
export function enterThread(record: number, threadName: string | undefined): void {
  state.record = record;
  name = threadName;
  signal = undefined;
}

/** The thread that runs here. About 20 ns. */
export function current(): Thread {
  const record = myRecord();
  return new Thread(record, heapRegion().ops.load32(wordOf(record, ID), 'relaxed'), name);
}

/** Whether someone asked this thread to stop, by `cancel()` on its handle. About 3 ns. */
export function isCancelled(): boolean {
  return heapRegion().ops.load32(wordOf(myRecord(), CANCELLED), 'acquire') === 1;
}

/**
 * Ends the thread's work where it can be ended well.
 *
 * @throws {CancelledError} `CANCELLED` if someone asked this thread to stop
 */
export function throwIfCancelled(): void {
  if (isCancelled()) throw new CancelledError('CANCELLED', `thread ${current().toString()} was cancelled`);
}

let signal: AbortSignal | undefined;

/** An `AbortSignal` that fires when this thread is cancelled, for `fetch` and others that take one. It fires only while the thread's event loop runs. */
export function cancelSignal(): AbortSignal {
  if (signal !== undefined) return signal;
  const controller = new AbortController();
  signal = controller.signal;
  const abort = (): void => controller.abort(new CancelledError('CANCELLED', 'this thread was cancelled'));
  const word = wordOf(myRecord(), CANCELLED);
  const record = myRecord();
  const { ops } = heapRegion();
  const wait = ops.waitAsync32(word, 0, Infinity);
  if (!wait.async) abort();
  else void wait.value.then(() => state.record === record && isCancelled() && abort());
  return signal;
}

/** How many threads the machine runs at once; at least 1. */
export function availableParallelism(): number {
  return realm.availableParallelism();
}
