import { freeLocked } from '../memory/allocate.ts';
import { heapRegion } from '../memory/heap.ts';
import type { HeldEntry } from '../memory/held-list.ts';
import { regionOf, type Region } from '../memory/region.ts';
import { initialiseBlock, MAILBOX } from '../memory/thread-block.ts';
import { realm, type SharedMemory } from '../realm/realm.ts';
import { giveBlock } from './blocks.ts';
import { finishDead, leaveRecord, settleUnread } from './death.ts';
import type { HostWorker, Line, ThreadHost } from './host/host.ts';
import type { Message, Start } from './messages.ts';
import { dequeue, firstPending, isAnyPending } from './pool.ts';
import * as r from './record.ts';
import { bury, withHeapLock } from './undertaker.ts';

type StartMessage = Message & { readonly kind: 'start' };
type ArgumentsMessage = Message & { readonly kind: 'arguments' };

/** A worker that the supervisor watches. */
interface Watched {
  readonly worker: HostWorker;
  readonly block: number;
  /** Numbers that this worker's notes use for memories of the user's own. */
  readonly regions: Map<number, Region>;
  /** Why it is about to end, if that is known. */
  reason: number;
  /** Whether it has come up, and takes its first thread. */
  isUp: boolean;
}

/**
 * The supervisor: a thread that never blocks. It creates all workers, since one created by a thread that then blocks could not be watched; it passes on
 * what only messages can carry; and when a worker ends, for whatever reason, it tidies up after it, so that no lock is stranded and no join hangs.
 */
export class Supervisor {
  readonly #host: ThreadHost;
  readonly #first: Line;
  readonly #memory: SharedMemory;
  readonly #workers = new Map<number, Watched>();
  /** Workers that were asked for and not yet made. */
  readonly #requests: StartMessage[] = [];
  #comingUp = 0;
  /** Arguments that no worker has wanted yet, and workers that want some which are not there yet, by the thread's id. */
  readonly #arguments = new Map<number, ArgumentsMessage>();
  readonly #wanting = new Map<number, Watched>();

  constructor(host: ThreadHost, first: Line, memory: SharedMemory) {
    this.#host = host;
    this.#first = first;
    this.#memory = memory;
    first.onMessage((message) => this.#receive(undefined, message as Message));
  }

  #receive(from: Watched | undefined, message: Message): void {
    switch (message.kind) {
      case 'start':
        this.#requests.push(message);
        return this.#makeWorkers();
      case 'end':
        return this.#end(message);
      case 'arguments':
        this.#arguments.set(message.id, message);
        return this.#passArguments(message.id);
      case 'want':
        this.#wanting.set(message.id, from!);
        return this.#passArguments(message.id);
      case 'result':
        // The first thread has no block that is known here.
        return (this.#workers.get(message.block)?.worker ?? this.#first).post(message, message.transfer);
      case 'region':
        return void from!.regions.set(message.id, regionOf(message.memory));
      case 'alive':
        from!.worker.watch(message.name);
        return this.#isUp(from!);
      case 'exit':
        return from!.worker.terminate();
    }
  }

  /** As many at a time as the processors can bring up; those that are up take the threads that still wait. */
  #makeWorkers(): void {
    const most = Math.max(2, realm.availableParallelism());
    for (let [request] = this.#requests; request !== undefined; [request] = this.#requests) {
      const { record, block } = request;
      // Each thread in the queue has a request, so none is left without a worker if requests are dropped while the queue is empty. Also while no more workers can come up, or their blocks would pile up.
      const isNeedless = record === 0 && !isAnyPending();
      if (!isNeedless && this.#comingUp >= most) return;
      this.#requests.shift();
      if (isNeedless) withHeapLock(() => giveBlock(block));
      else this.#makeWorker(request);
    }
  }

  #makeWorker({ record, block, resourceLimits }: StartMessage): void {
    const heap = heapRegion();
    heap.refresh();
    heap.i32[(block >>> 2) + MAILBOX] = record; // before the worker starts, which begins with what it finds there
    const begin: Start = { memory: this.#memory, block, once: record !== 0 };
    let worker: HostWorker;
    try {
      worker = this.#host.createWorker(begin, { name: 'lockwright worker', resourceLimits });
    } catch (error) {
      console.error(`lockwright: a worker could not be made: ${String(error)}`);
      return withHeapLock(() => finish(record || firstPending(), r.NOT_STARTED, 0, []));
    }
    const watched: Watched = { worker, block, regions: new Map(), reason: 0, isUp: false };
    this.#comingUp++;
    this.#workers.set(block, watched);
    worker.onMessage((message) => this.#receive(watched, message as Message));
    worker.onError((error) => {
      if (watched.reason === 0) watched.reason = reasonOf(error);
      if (watched.reason !== r.TERMINATED) console.error(`lockwright: a worker failed: ${String((error as Error)?.stack ?? error)}`);
    });
    worker.onExit((code) => this.#bury(watched, code));
  }

  #isUp(watched: Watched): void {
    if (watched.isUp) return;
    watched.isUp = true;
    this.#comingUp--;
    this.#makeWorkers();
  }

  #passArguments(id: number): void {
    const message = this.#arguments.get(id);
    const watched = this.#wanting.get(id);
    if (message === undefined || watched === undefined) return;
    this.#arguments.delete(id);
    this.#wanting.delete(id);
    watched.worker.post(message, message.transfer);
  }

  #end({ record, id }: Message & { readonly kind: 'end' }): void {
    const heap = heapRegion();
    heap.check(record, r.RECORD_BYTES, r.RECORD_BYTES, 'thread record');
    const word = (which: number): number => heap.ops.load32(r.wordOf(record, which), 'acquire');
    // It may have died meanwhile, and the record be another thread's. One that is ENDING stays so until this thread, and no other, has ended it.
    if (word(r.ID) !== id || word(r.STATE) !== r.ENDING) return;
    const watched = this.#workers.get(word(r.WORKER));
    if (watched === undefined) return;
    watched.reason = r.TERMINATED;
    watched.worker.terminate();
  }

  #bury(watched: Watched, code: number): void {
    const { block, regions, reason, isUp } = watched;
    this.#workers.delete(block);
    bury(
      block,
      (id) => regions.get(id),
      (records, held) => {
        // One that never came up owes the queue a worker.
        if (!isUp && records.length === 0) records.push(firstPending());
        for (const record of records) finish(record, isUp ? reason || r.EXITED : r.NOT_STARTED, code, held);
      },
      (free) => this.#useAgain(free),
    );
    this.#isUp(watched);
  }

  /**
   * A block is free, and the heap's lock held. The worker may have been killed while it spawned, and its children be in the queue without a request for a worker: one
   * more is made, and asks for the next.
   */
  #useAgain(block: number): void {
    if (!isAnyPending()) return giveBlock(block);
    initialiseBlock(heapRegion().i32, block, 0);
    this.#requests.push({ kind: 'start', block, record: 0, resourceLimits: undefined });
    queueMicrotask(() => this.#makeWorkers()); // without the lock
  }
}

function reasonOf(error: unknown): number {
  return (error as { code?: unknown } | null)?.code === 'ERR_WORKER_OUT_OF_MEMORY' ? r.OUT_OF_MEMORY : r.CRASHED;
}

/** The caller holds the heap's lock. `held` is what the thread held. */
function finish(record: number, reason: number, code: number, held: readonly HeldEntry[]): void {
  if (record === 0) return;
  dequeue(record);
  settleUnread(record, held, (address) => withHeapLock(() => freeLocked(address)));
  finishDead(record, reason, code);
  leaveRecord(record);
}
