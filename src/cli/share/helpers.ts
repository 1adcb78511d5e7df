import { Worker } from 'node:worker_threads';
import type { Checkpoint } from '../../check/checkpoint.ts';
import type { ExploreResult } from '../../check/result.ts';
import type { Help, HelperMessage, Work } from '../check-messages.ts';

/** Told how far a helper has come. */
type OnCheckpoint = (explorer: number, checkpoint: Checkpoint) => void;

/** Threads that can help with the checks of one file: each loads it once, which takes about 0.3 s, and then helps with one check after the other. */
export class Helpers {
  readonly #work: Work;
  readonly heartbeat: SharedArrayBuffer;
  #helpers: Helper[] | undefined;

  /** @param work has one job */
  constructor(work: Work, heartbeat: SharedArrayBuffer) {
    this.#work = work;
    this.heartbeat = heartbeat;
  }

  get count(): number {
    return (this.#work.cores ?? 1) - 1;
  }

  /** Starts them, unless it was done. */
  prepare(): void {
    this.#helpers ??= Array.from({ length: this.count }, () => new Helper(this.#work, this.heartbeat));
  }

  /** Whether all of them could begin at once. */
  get areReady(): boolean {
    return this.#helpers?.every(({ isReady }) => isReady) === true;
  }

  /** Has all of them help; resolves to what each found, or undefined for one that could not. They are numbered from 1. */
  async help(help: Omit<Help, 'explorer'>, onCheckpoint: OnCheckpoint): Promise<readonly (ExploreResult | undefined)[]> {
    this.prepare();
    return await Promise.all(this.#helpers!.map((helper, i) => helper.help({ ...help, explorer: i + 1 }, onCheckpoint)));
  }

  dispose(): void {
    for (const helper of this.#helpers ?? []) helper.dispose();
    this.#helpers = undefined;
  }
}

class Helper {
  readonly #worker: Worker;
  #end: ((result: ExploreResult | undefined) => void) | undefined;
  #onCheckpoint: ((checkpoint: Checkpoint) => void) | undefined;
  /** It waits for what to do, or never will do anything. */
  isReady = false;
  #isLost = false;

  constructor(work: Work, heartbeat: SharedArrayBuffer) {
    // What the file prints when it is loaded was printed once already.
    this.#worker = new Worker(new URL('../check-worker.ts', import.meta.url), { workerData: heartbeat, stdout: true, stderr: true });
    this.#worker.postMessage({ ...work, helps: true } satisfies Work);
    this.#worker.on('message', (message: HelperMessage) => this.#onMessage(message));
    this.#worker.on('error', () => this.#lose());
    this.#worker.on('exit', () => this.#lose());
  }

  #onMessage(message: HelperMessage): void {
    if (message.type === 'ready') this.isReady = true;
    else if (message.type === 'helped') this.#end?.(message.result);
    else if (message.type === 'checkpoint') this.#onCheckpoint?.(message.checkpoint);
    else if (message.type === 'done' || message.type === 'unusable') this.#lose();
  }

  /** It cannot help, now or later. */
  #lose(): void {
    this.isReady = true;
    this.#isLost = true;
    this.#end?.(undefined);
  }

  help(help: Help, onCheckpoint: OnCheckpoint): Promise<ExploreResult | undefined> {
    if (this.#isLost) return Promise.resolve(undefined);
    this.#onCheckpoint = (checkpoint) => onCheckpoint(help.explorer, checkpoint);
    this.#worker.postMessage(help);
    return new Promise((resolve) => {
      this.#end = resolve;
    });
  }

  dispose(): void {
    void this.#worker.terminate();
  }
}
