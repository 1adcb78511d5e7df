import { Worker } from 'node:worker_threads';
import type { Place } from '../check/report/trace.ts';
import { BEATS, HEARTBEAT_WORDS, RUNNING_THREAD, type Job, type Message, type Started, type Work } from './check-messages.ts';
import { errorText } from './error-text.ts';

const POLL_MS = 250;
/** Loading may compile much, and nobody counts its steps. A guess. */
const LOAD_LIMIT_MS = 30_000;

/** Why a worker could not go on. */
export type Halt =
  | { readonly why: 'stuck'; readonly seconds: number; readonly thread: number; readonly places: readonly Place[] }
  | { readonly why: 'crashed'; readonly message: string };

export interface Watcher {
  onMessage(message: Message): void;
  /** While this check ran, or while this file was loaded. */
  onHalt(halt: Halt, during: Started | string): void;
}

/** Runs files in a worker; one that is stuck is ended, and another goes on with what is left. Costs a worker, 40 ms. */
export class Watch {
  #worker: Worker | undefined;
  #stopped = false;
  readonly #watcher: Watcher;
  readonly #stuckMs: number;
  readonly #heartbeat = new Int32Array(new SharedArrayBuffer(HEARTBEAT_WORDS * Int32Array.BYTES_PER_ELEMENT));

  constructor(watcher: Watcher, stuckMs: number) {
    this.#watcher = watcher;
    this.#stuckMs = stuckMs;
  }

  /** Resolves when all is done. */
  async run(work: Work): Promise<void> {
    let { jobs } = work;
    while (jobs.length > 0 && !this.#stopped) jobs = await this.#runWorker(onlyWork({ ...work, jobs }));
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#worker?.terminate();
  }

  /** Returns what is left. */
  async #runWorker(work: Work): Promise<readonly Job[]> {
    const worker = new Worker(new URL('./check-worker.ts', import.meta.url), { workerData: this.#heartbeat.buffer });
    this.#worker = worker;
    worker.postMessage(work);
    const { during, halt, job } = await this.#follow(worker, work);
    await worker.terminate();
    if (halt === undefined || this.#stopped) return [];
    this.#watcher.onHalt(halt, during);
    const index = work.jobs.findIndex(({ file }) => file === job);
    const rest = work.jobs.slice(index + 1);
    return typeof during === 'string' ? rest : [{ ...work.jobs[index]!, skip: during.index + 1 }, ...rest];
  }

  #follow(worker: Worker, work: Work): Promise<{ during: Started | string; halt?: Halt; job: string }> {
    let job = work.jobs[0]!.file;
    let during: Started | string = job;
    let signs = 0;
    return new Promise((resolve) => {
      const timer = this.#poll(
        () => signs,
        () => (typeof during === 'string' ? LOAD_LIMIT_MS : this.#stuckMs),
        async (seconds) => {
          const thread = Atomics.load(this.#heartbeat, RUNNING_THREAD);
          const { whereIs } = await import('./check-stuck.ts');
          end({ why: 'stuck', seconds, thread, places: await whereIs(worker) });
        },
      );
      const end = (halt?: Halt) => {
        clearInterval(timer);
        resolve(halt === undefined ? { during, job } : { during, halt, job });
      };
      worker.on('message', (message: Message) => {
        signs++;
        if (message.type === 'loading') during = job = message.file;
        if (message.type === 'started') during = message;
        if (message.type === 'done') end();
        this.#watcher.onMessage(message);
        if (message.type === 'result' || message.type === 'refused') during = job;
      });
      worker.on('error', (error) => end({ why: 'crashed', message: errorText(error) }));
      worker.on('exit', (code) => end({ why: 'crashed', message: exitText(code) }));
    });
  }

  /** Counts looks at the clock and not time, so that a machine that slept does no harm. */
  #poll(signs: () => number, limitMs: () => number, stuck: (seconds: number) => Promise<void>): NodeJS.Timeout {
    let last = '';
    let unchanged = 0;
    const timer = setInterval(() => {
      const sign = `${signs()} ${Atomics.load(this.#heartbeat, BEATS)}`;
      unchanged = sign === last ? unchanged + 1 : 0;
      last = sign;
      if (unchanged * POLL_MS < limitMs()) return;
      clearInterval(timer);
      void stuck((unchanged * POLL_MS) / 1000);
    }, POLL_MS);
    return timer;
  }
}

/** Without what else a request has: it is sent to a worker. */
function onlyWork({
  jobs,
  only,
  options,
  watch,
  orders = false,
  coverage = false,
  replaced,
  chosen,
  cores = 1,
  resume = false,
  instrument = [],
}: Work): Work {
  return {
    jobs,
    only,
    options,
    watch,
    orders,
    coverage,
    cores,
    resume,
    instrument,
    ...(chosen === undefined ? {} : { chosen }),
    ...(replaced === undefined ? {} : { replaced }),
  };
}

/** Node's code of a module whose top level awaits what never comes. */
const NEVER_SETTLES = 13;

function exitText(code: number): string {
  if (code === NEVER_SETTLES || code === 0) return 'it waits for something that never comes: a promise that nobody settles?';
  return `it ended its thread with exit code ${code}: process.exit() has no place in a check`;
}
