import { letGoOfAll, spawnedRunHere } from './before-end.ts';
import { HEAP_REGION, heapRegion } from '../memory/heap.ts';
import { free } from '../memory/allocate.ts';
import { clearHeld, heldEntries } from '../memory/held-list.ts';
import type { Region } from '../memory/region.ts';
import { BLOCK_ID, BLOCK_RECORD, MAILBOX } from '../memory/thread-block.ts';
import { current } from '../realm/realm.ts';
import { takeBlock } from './blocks.ts';
import { settleArguments } from './death.ts';
import { current as thread, enterThread } from './current.ts';
import { host } from './host/host.ts';
import { becomeIdle, isAnyPending, waitForMail } from './pool.ts';
import { supervisorLine } from './line.ts';
import { loadFunction } from './load-function.ts';
import type { Message } from './messages.ts';
import { ownerEnds, printUnjoined, receiveResult } from './open-handles.ts';
import { writeOutcome } from './outcome.ts';
import * as r from './record.ts';
import { freeTask, releaseRecord } from './record-memory.ts';
import { readTask, type Task } from './task.ts';
import { poisonHeld } from './undertaker.ts';

/**
 * What a worker does all its life: run the thread that it was made for, then wait for others.
 *
 * While a thread's function runs to its end without awaiting anything, the worker goes from one to the next without returning to its event loop, and
 * sleeps in between: a hand-over costs a wake-up, not a message. When something must be awaited (a module, a part of the arguments, an async function) it returns,
 * and goes on from the callback.
 */
export class WorkerLoop {
  /** The thread whose arguments are to come by message, and how it then goes on. */
  #awaited: { id: number; go: (externals: readonly unknown[]) => void } | undefined;
  readonly #regions: ReadonlyMap<number, Region>;
  readonly #once: boolean;
  #isNew = true;
  /** The record that runs now, 0 between two. */
  #running = 0;

  /**
   * @param regions the memories of the user's own in which this worker holds locks, by number
   * @param once whether it is for the thread only that is in its mailbox
   */
  constructor(regions: ReadonlyMap<number, Region>, once: boolean) {
    this.#regions = regions;
    this.#once = once;
    spawnedRunHere();
  }

  /** Runs threads until one has to await something. */
  run(): void {
    for (let record = this.#nextRecord(); record !== 0 && this.#start(record); record = this.#nextRecord());
  }

  /** A message of the supervisor. */
  receive(message: Message): void {
    if (message.kind === 'result') return receiveResult(message);
    if (message.kind !== 'arguments' || this.#awaited?.id !== message.id) return;
    const { go } = this.#awaited;
    this.#awaited = undefined;
    go(message.externals);
  }

  /** An error that nobody caught ends the thread, as it would end a program. */
  fail(error: unknown): void {
    if (this.#running === 0) console.error(error);
    else this.#end(this.#running, r.THREW, error);
  }

  /** The next record to run; 0 if this worker is to end. */
  #nextRecord(): number {
    const heap = heapRegion();
    const block = current.block;
    const mailbox = block + MAILBOX * 4;
    // acquire pairs with the release of whoever put the record there: the task is visible
    let record = heap.ops.load32(mailbox, 'acquire');
    if (record === 0) {
      if (this.#once || !becomeIdle()) {
        host.exit();
        return 0;
      }
      // Each thread in the queue has a worker on its way, unless its spawner was killed before it could ask for one.
      if (this.#isNew && isAnyPending()) supervisorLine().post({ kind: 'start', block: takeBlock(), record: 0, resourceLimits: undefined });
      this.#isNew = false;
      record = waitForMail(mailbox);
    }
    heap.check(record, 4, 4, 'thread record');
    // In this order: a worker that dies in between has the record in both places, never in none.
    heap.i32[(block >>> 2) + BLOCK_RECORD] = record;
    heap.ops.store32(mailbox, 0, 'relaxed');
    return record;
  }

  /** Starts a thread; returns whether it has ended already. */
  #start(record: number): boolean {
    const { ops, i32 } = heapRegion();
    this.#running = record;
    const id = ops.load32(r.wordOf(record, r.ID), 'relaxed');
    i32[(current.block >>> 2) + BLOCK_ID] = id;
    ops.store32(r.wordOf(record, r.WORKER), current.block, 'release');
    const byMessage = (ops.load32(r.wordOf(record, r.FLAGS), 'relaxed') & r.ARGUMENTS_BY_MESSAGE) !== 0;
    if (byMessage) supervisorLine().post({ kind: 'want', id });
    if (ops.cas32(r.wordOf(record, r.STATE), r.WAITING, r.RUNNING, 'acqRel', 'acquire') !== r.WAITING) {
      i32[(record >>> 2) + r.OUTCOME_ADDRESS] = r.TERMINATED;
      i32[(record >>> 2) + r.OUTCOME] = r.DIED;
      return this.#leave(record, r.ENDING);
    }
    if (!byMessage) return this.#runTask(record, []);
    this.#awaited = { id, go: (late) => void (this.#runTask(record, late) && this.run()) };
    return false;
  }

  #runTask(record: number, externals: readonly unknown[]): boolean {
    let task: Task;
    let loaded;
    try {
      task = readTask(record);
      enterThread(record, task.name);
      loaded = loadFunction(task);
    } catch (error) {
      return this.#end(record, r.THREW, error);
    }
    if (typeof loaded === 'function') return this.#call(record, task, loaded, externals);
    loaded.then(
      (fn) => this.#call(record, task, fn, externals) && this.run(),
      (error: unknown) => this.#end(record, r.THREW, error) && this.run(),
    );
    return false;
  }

  #call(record: number, task: Task, fn: (...args: unknown[]) => unknown, externals: readonly unknown[]): boolean {
    let result: unknown;
    try {
      const args = task.readArguments(externals);
      freeTask(record);
      result = fn(...args);
    } catch (error) {
      return this.#end(record, r.THREW, error);
    }
    if (!isThenable(result)) return this.#end(record, r.RETURNED, result);
    result.then(
      (value) => this.#end(record, r.RETURNED, value) && this.run(),
      (error: unknown) => this.#end(record, r.THREW, error) && this.run(),
    );
    return false;
  }

  /** The thread has returned or thrown: writes that down, and lets go of what it still held. */
  #end(record: number, kind: number, result: unknown): boolean {
    const { externals, transfer } = writeOutcome(record, kind, result);
    if (externals.length > 0) {
      const block = heapRegion().i32[(record >>> 2) + r.SPAWNER]!;
      const id = heapRegion().ops.load32(r.wordOf(record, r.ID), 'relaxed');
      supervisorLine().post({ kind: 'result', id, block, externals, transfer }, transfer);
    }
    settleArguments(record, heldEntries(current.block), free);
    letGoOfAll();
    // A thread that ends while it holds a lock has left what the lock protects half-changed, however it ended.
    poisonHeld(current.block, (id) => (id === HEAP_REGION ? heapRegion() : this.#regions.get(id)));
    clearHeld();
    ownerEnds(record);
    return this.#leave(record, r.RUNNING);
  }

  #leave(record: number, from: number): boolean {
    if (!r.publishEnd(record, from)) sleepForEver(record);
    printUnjoined(record, () => thread().toString());
    r.unreference(record); // after printing: the program may end now
    const heap = heapRegion();
    // After publishing: if the worker dies here the supervisor finds the record, and that it is DONE. Before releasing: it is not used again until then.
    heap.i32[(current.block >>> 2) + BLOCK_RECORD] = 0;
    this.#running = 0;
    enterThread(0, undefined);
    releaseRecord(record);
    return true;
  }
}

/** The thread is to be terminated, and the supervisor is about to do that: it must not start another. */
function sleepForEver(record: number): never {
  const { ops } = heapRegion();
  for (;;) ops.wait32(r.wordOf(record, r.STATE), r.ENDING, Infinity);
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof value === 'object' && value !== null && typeof (value as { then?: unknown }).then === 'function';
}
