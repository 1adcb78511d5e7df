import { Worker } from 'node:worker_threads';
import { type Checkpoint, joinCheckpoints } from '../../check/checkpoint.ts';
import type { Division } from '../../check/engine/division.ts';
import type { Knowledge } from '../../check/engine/exploration.ts';
import type { Share } from '../../check/options.ts';
import type { ExploreResult, Progress } from '../../check/result.ts';
import type { CheckpointMessage, Helped, Work } from '../check-messages.ts';
import type { Claims } from './claims.ts';

/** A helper needs 0.3 s until it explores, so shorter explorations are over sooner alone. */
const ALONE_MS = 400;

/** One check that other threads may help with: they load the same file, find the same check, and explore what they claim. */
export class Sharing implements Share {
  readonly afterMs = ALONE_MS;
  readonly #work: Work;
  readonly #heartbeat: SharedArrayBuffer;
  readonly #cores: number;
  readonly #resumed: Checkpoint | undefined;
  /** Told how far all of them have come. */
  readonly #say: (checkpoint: Checkpoint) => void;
  #claims: Claims | undefined;
  #results: Promise<readonly (ExploreResult | undefined)[]> | undefined;

  /** @param work has one job, and chooses one check */
  constructor(work: Work, heartbeat: SharedArrayBuffer, resumed: Checkpoint | undefined, say: (checkpoint: Checkpoint) => void) {
    this.#resumed = resumed;
    this.#say = say;
    this.#work = work;
    this.#heartbeat = heartbeat;
    this.#cores = work.cores ?? 1;
  }

  async begin(knowledge: Knowledge, depth: number, done: readonly number[]): Promise<Division> {
    const { Claims, newClaims } = await import('./claims.ts');
    const memory = newClaims();
    this.#claims = new Claims(memory, depth);
    for (let i = 0; i < done.length; i += 2) this.#claims.claim(done[i]!, done[i + 1]!);
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
      worker.on('message', (message: Helped | CheckpointMessage | { readonly type: string }) => {
        if (message.type === 'helped') end((message as Helped).result);
        else if (message.type === 'checkpoint') this.#note(help.explorer, (message as CheckpointMessage).checkpoint);
        else if (message.type === 'done' || message.type === 'refused' || message.type === 'unusable') end(undefined);
      });
      worker.on('error', () => end(undefined));
      worker.on('exit', () => end(undefined));
    });
  }

  readonly #checkpoints: Checkpoint[] = [];

  onCheckpoint(checkpoint: Checkpoint): void {
    this.#note(0, checkpoint);
  }

  /** An explorer has come so far. */
  #note(explorer: number, checkpoint: Checkpoint): void {
    this.#checkpoints[explorer] = checkpoint;
    const others = [...this.#checkpoints.filter((each) => each !== checkpoint), this.#resumed].filter((each) => each !== undefined);
    this.#say(joinCheckpoints([checkpoint, ...others]));
  }

  async end(): Promise<readonly ExploreResult[] | undefined> {
    const results = await this.#results!;
    const whole = results.filter((result) => result !== undefined);
    // What a helper claimed that could not do it is lost.
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
