import { heapRegion } from '../memory/heap.ts';
import { tryLockHeap, unlockHeap } from '../memory/heap-lock.ts';
import { regionOf, type Region } from '../memory/region.ts';
import { MAILBOX } from '../memory/thread-block.ts';
import type { SharedMemory } from '../realm/realm.ts';
import { finishDead, leaveRecord } from './death.ts';
import type { HostWorker, Line, ThreadHost } from './host/host.ts';
import type { Message, Start } from './messages.ts';
import * as r from './record.ts';
import { bury } from './undertaker.ts';

/** How long until something that could not be done at once is tried again, in ms. */
const RETRY_MS = 1;

/** A worker that the supervisor watches. */
interface Watched {
  readonly worker: HostWorker;
  readonly block: number;
  /** Numbers that this worker's notes use for memories of the user's own. */
  readonly regions: Map<number, Region>;
  /** Why it is about to end, if that is known. */
  reason: number;
  /** Whether it ever said anything. */
  cameUp: boolean;
}

/**
 * The supervisor: a thread that never blocks. It creates all workers, since one created by a thread that then blocks could not be watched; it passes on
 * what only messages can carry; and when a worker ends, for whatever reason, it tidies up after it, so that no lock is stranded and no join hangs.
 */
export function supervise(host: ThreadHost, first: Line, memory: SharedMemory): void {
  const workers = new Map<number, Watched>();

  const onMessage = (from: Watched | undefined, message: Message): void => {
    if (from !== undefined) from.cameUp = true;
    switch (message.kind) {
      case 'start':
        return start(message);
      case 'end':
        return end(message.record);
      case 'arguments':
        return workers.get(message.block)?.worker.post(message, message.transfer);
      case 'result':
        // The first thread has no block that is known here.
        return (workers.get(message.block)?.worker ?? first).post(message, message.transfer);
      case 'region':
        return void from?.regions.set(message.id, regionOf(message.memory));
      case 'alive':
        return from?.worker.watch(message.name);
      case 'exit':
        return from?.worker.terminate();
    }
  };

  function start({ record, block, name, resourceLimits }: Message & { kind: 'start' }): void {
    heapRegion().refresh();
    const begin: Start = { memory, block };
    heapRegion().i32[(block >>> 2) + MAILBOX] = record; // before the worker starts, which begins with what it finds there
    let worker: HostWorker;
    try {
      worker = host.createWorker(begin, { name, resourceLimits });
    } catch (error) {
      console.error(`lockwright: a worker could not be made: ${String(error)}`);
      return attemptUntilDone(() => {
        if (!tryLockHeap(heapRegion())) return false;
        finishDead(record, r.NOT_STARTED, 0);
        leaveRecord(record);
        unlockHeap(heapRegion());
        return true;
      });
    }
    const watched: Watched = { worker, block, regions: new Map(), reason: 0, cameUp: false };
    workers.set(block, watched);
    worker.onMessage((message) => onMessage(watched, message as Message));
    worker.onError((error) => {
      if (watched.reason === 0) watched.reason = reasonOf(error, watched);
      if (watched.reason !== r.TERMINATED)
        console.error(`lockwright: the worker of thread '${name}' failed: ${String((error as Error)?.stack ?? error)}`);
    });
    worker.onExit((code) => {
      workers.delete(block);
      bury(
        block,
        (id) => watched.regions.get(id),
        attemptUntilDone,
        (ended) => {
          finishDead(ended, watched.reason || (watched.cameUp ? r.EXITED : r.NOT_STARTED), code);
          leaveRecord(ended);
        },
      );
    });
  }

  function end(record: number): void {
    heapRegion().check(record, r.RECORD_BYTES, r.RECORD_BYTES, 'thread record');
    const block = heapRegion().ops.load32(r.wordOf(record, r.WORKER), 'acquire');
    const watched = workers.get(block);
    if (watched === undefined) return;
    watched.reason = r.TERMINATED;
    watched.worker.terminate();
  }

  first.onMessage((message) => onMessage(undefined, message as Message));
}

function reasonOf(error: unknown, { cameUp }: Watched): number {
  if ((error as { code?: unknown } | null)?.code === 'ERR_WORKER_OUT_OF_MEMORY') return r.OUT_OF_MEMORY;
  return cameUp ? r.CRASHED : r.NOT_STARTED;
}

function attemptUntilDone(attempt: () => boolean): void {
  if (!attempt()) setTimeout(() => attemptUntilDone(attempt), RETRY_MS);
}
