import { CANCELLED, ID, isId, RUNNING, STATE, wordOf } from './record.ts';
import { takeRecord } from './record-memory.ts';
import { heapRegion } from '../memory/heap.ts';
import { BLOCK_RECORD } from '../memory/thread-block.ts';
import { CancelledError } from '../realm/errors.ts';
import { current as state, realm } from '../realm/realm.ts';
import { idOf } from './simulated.ts';
import { Thread } from './thread.ts';

/** Where all copies of this package in one thread find its name; the bootstrap of a spawned thread sets it. */
const SHARED_KEY = Symbol.for('lockwright.thread-name');
const shared = globalThis as unknown as { [SHARED_KEY]?: string | undefined };

/** The record of the thread that runs here. The first thread of a program gets one when it first needs it. */
export function myRecord(): number {
  return state.record === 0 ? findRecord() : state.record;
}

/** For a second copy of the package in a thread the block has the record; it is not kept, since another thread may run here next. */
function findRecord(): number {
  const { i32 } = heapRegion();
  const record = i32[(state.block >>> 2) + BLOCK_RECORD]!;
  return record === 0 ? adoptFirstThread() : record;
}

function adoptFirstThread(): number {
  const record = takeRecord(1);
  const { i32, ops } = heapRegion();
  ops.store32(wordOf(record, STATE), RUNNING, 'relaxed');
  i32[(state.block >>> 2) + BLOCK_RECORD] = record;
  state.record = record;
  shared[SHARED_KEY] = 'main';
  return record;
}

/** Called by the bootstrap when a spawned thread begins (its record) and ends (0). */
export function enterThread(record: number, threadName: string | undefined): void {
  state.record = record;
  shared[SHARED_KEY] = threadName;
  signal = undefined;
}

/** The thread that runs here. About 20 ns. */
export function current(): Thread {
  const record = myRecord();
  if (realm.checked !== undefined) {
    const number = realm.checked.currentThread();
    return new Thread(record, idOf(number), realm.checked.nameOf(number));
  }
  return new Thread(record, heapRegion().ops.load32(wordOf(record, ID), 'relaxed'), shared[SHARED_KEY]);
}

/** Whether someone asked this thread to stop, by `cancel()` on its handle. About 3 ns. */
export function isCancelled(): boolean {
  const record = myRecord();
  return isId(record, heapRegion().ops.load32(wordOf(record, CANCELLED), 'acquire'));
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
  if (signal !== undefined && realm.checked === undefined) return signal;
  const controller = new AbortController();
  const abort = (): void => controller.abort(new CancelledError('CANCELLED', 'this thread was cancelled'));
  void whenCancelled(myRecord(), abort);
  if (realm.checked === undefined) signal = controller.signal; // simulated threads are many in one real one
  return controller.signal;
}

/** Calls `abort` when the thread with that record is cancelled; at once if it was. Gives up once it has ended. */
async function whenCancelled(record: number, abort: () => void): Promise<void> {
  const { ops } = heapRegion();
  const word = wordOf(record, CANCELLED);
  const id = ops.load32(wordOf(record, ID), 'relaxed');
  while (state.record === record && ops.load32(wordOf(record, ID), 'relaxed') === id) {
    const found = ops.load32(word, 'acquire');
    if (found === id) return abort();
    const wait = ops.waitAsync32(word, found, Infinity);
    if (wait.async) await wait.value;
  }
}

/** How many threads the machine runs at once; at least 1. */
export function availableParallelism(): number {
  return realm.availableParallelism();
}
