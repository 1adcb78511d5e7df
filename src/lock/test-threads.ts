/** Starts the threads of the tests of this room as raw workers, without the room that is for that, and buries them as its supervisor does. Node only. */
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { heapRegion } from '../memory/heap.ts';
import { heldEntries, HELD_OWNER_WORD, HELD_WAKE_UP, pendingEntry } from '../memory/held-list.ts';
import { poisonIfOwned } from '../memory/owner-word.ts';
import type { Region } from '../memory/region.ts';
import { WAIT_ADDRESS } from '../memory/thread-block.ts';
import type { SharedMemory } from '../realm/realm.ts';
import { newBlock } from './test-other-thread.ts';

export interface Job {
  readonly job: string;
  readonly times?: number;
  readonly parity?: number;
}

export interface Scene {
  readonly kind: string;
  readonly lock: { readonly region: Region; readonly address: number };
  readonly condvar?: { readonly address: number };
  /** Address of a plain word. */
  readonly counter: number;
}

export interface Start {
  readonly heap: SharedMemory;
  readonly block: number;
  /** Undefined for the heap. */
  readonly memory: SharedMemory | undefined;
  readonly kind: string;
  readonly lock: number;
  readonly condvar: number;
  readonly counter: number;
  readonly job: string;
  readonly times: number;
  readonly parity: number;
}

export class TestThread {
  readonly block = newBlock();
  readonly #worker: Worker;
  readonly #region: Region;
  /** Settles with the result of the job. */
  readonly done: Promise<unknown>;

  constructor(scene: Scene, { job, times = 0, parity = 0 }: Job) {
    const heap = heapRegion();
    this.#region = scene.lock.region;
    const workerData: Start = {
      heap: heap.memory,
      block: this.block,
      memory: scene.lock.region === heap ? undefined : scene.lock.region.memory,
      kind: scene.kind,
      lock: scene.lock.address,
      condvar: scene.condvar?.address ?? 0,
      counter: scene.counter,
      job,
      times,
      parity,
    };
    this.#worker = new Worker(new URL('./test-worker.ts', import.meta.url), { workerData, execArgv: [] });
    this.done = new Promise((resolve, reject) => {
      this.#worker.on('error', reject);
      this.#worker.on('message', (message: unknown) => {
        if (typeof message === 'object') resolve((message as { done: unknown }).done);
      });
    });
    this.done.catch(() => {}); // a test that kills the thread does not wait for it
  }

  /** Waits for a message of the job. */
  async says(what: string): Promise<void> {
    for (;;) {
      const [message] = (await Promise.race([once(this.#worker, 'message'), this.done.then(() => [what])])) as [unknown];
      if (message === what) return;
    }
  }

  /** Ends the thread wherever it is, and does what the supervisor does then. */
  async kill(): Promise<void> {
    await this.#worker.terminate();
    for (const { address, kind } of [...heldEntries(this.block), pendingEntry(this.block)]) {
      if (kind === HELD_OWNER_WORD) poisonIfOwned(this.#region, address, this.block);
      if (kind === HELD_WAKE_UP) this.#region.ops.notify(address, Infinity);
    }
    const sleptOn = heapRegion().i32[(this.block >>> 2) + WAIT_ADDRESS]!;
    if (sleptOn !== 0) this.#region.ops.notify(sleptOn, Infinity);
  }

  async end(): Promise<void> {
    await this.#worker.terminate();
  }
}

/** Runs one thread for each job and waits for all. */
export async function runAll(scene: Scene, jobs: readonly Job[]): Promise<unknown[]> {
  const threads = jobs.map((job) => new TestThread(scene, job));
  try {
    return await Promise.all(threads.map(({ done }) => done));
  } finally {
    await Promise.all(threads.map((thread) => thread.end()));
  }
}
