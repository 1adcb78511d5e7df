import { Worker } from 'node:worker_threads';
import type { Division } from '../../check/engine/division.ts';
import type { Knowledge } from '../../check/engine/exploration.ts';
import type { Share } from '../../check/options.ts';
import type { ExploreResult, Progress } from '../../check/result.ts';
import type { Helped, Work } from '../check-messages.ts';
import { Claims, newClaims } from './claims.ts';

/** A helper needs 0.3 s until it explores, so shorter explorations are over sooner alone. */
const ALONE_MS = 400;

/** One check that other threads may help with: they load the same file, find the same check, and explore what they claim. */
export class Sharing implements Share {
  readonly afterMs = ALONE_MS;
  readonly #work: Work;
  readonly #heartbeat: SharedArrayBuffer;
  readonly #cores: number;
  #claims: Claims | undefined;
  #results: Promise<readonly (ExploreResult | undefined)[]> | undefined;

  /** @param work has one job, and chooses one check */
  constructor(work: Work, heartbeat: SharedArrayBuffer, cores: number) {
    this.#work = work;
    this.#heartbeat = heartbeat;
    this.#cores = cores;
  }

  begin(knowledge: Knowledge, depth: number): Division {
    const memory = newClaims();
    this.#claims = new Claims(memory, depth);
    const helpers = Array.from({ length: this.#cores - 1 }, (_, i) => this.#help({ memory, depth, knowledge, explorer: i + 1 }));
    this.#results = Promise.all(helpers);
    return this.#claims;
  }

  /** Resolves to what the helper found; undefined if it could not help. */
  #help(help: NonNullable<Work['help']>): Promise<ExploreResult | undefined> {
    // What the file prints when it is loaded was printed once already.
    const worker = new Worker(new URL('../check-worker.ts', import.meta.url), { workerData: this.#heartbeat, stdout: true, stderr: true });
    worker.postMessage({ ...this.#work, help });
    return new Promise((resolve) => {
      const end = (result: ExploreResult | undefined): void => {
        resolve(result);
        void worker.terminate();
      };
      worker.on('message', (message: Helped | { readonly type: string }) => {
        if (message.type === 'helped') end((message as Helped).result);
        else if (message.type === 'done' || message.type === 'refused' || message.type === 'unusable') end(undefined);
      });
      worker.on('error', () => end(undefined));
      worker.on('exit', () => end(undefined));
    });
  }

  async end(): Promise<readonly ExploreResult[] | undefined> {
    const results = await this.#results!;
    const whole = results.filter((result) => result !== undefined);
    // What a helper claimed that could not do it is lost.
    console.error(
      'depth',
      this.#claims!.depth,
      results.map((r) => r && [r.executions, r.seconds]),
      this.#claims!.mustBeginAnew,
    );
    return whole.length < results.length || this.#claims!.mustBeginAnew ? undefined : whole;
  }

  /** The progress of all. */
  all(own: Progress): Progress {
    if (this.#claims === undefined) return own;
    let { executions, blocked } = own;
    for (let explorer = 1; explorer < this.#cores; explorer++) {
      const other = this.#claims.progressOf(explorer);
      executions += other.executions;
      blocked += other.blocked;
    }
    return { ...own, executions, blocked };
  }
}
