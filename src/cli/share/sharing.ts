import { type Checkpoint, joinCheckpoints } from '../../check/checkpoint.ts';
import type { Division } from '../../check/engine/division.ts';
import type { Knowledge } from '../../check/engine/learned.ts';
import type { Share } from '../../check/options.ts';
import type { ExploreResult, Progress } from '../../check/result.ts';
import type { Help } from '../check-messages.ts';
import type { Claims } from './claims.ts';
import type { Helpers } from './helpers.ts';

/** Explorations that take longer may take so long that helpers, which need 0.3 s until they explore, are worth their start. */
const SHORT_MS = 60;
/** Nobody helps: it only tells now and then how far it has come. */
const SHORT_ALONE_MS = 400;

/** One check that other threads may help with: they load the same file, find the same check, and explore what they claim. */
export class Sharing implements Share {
  readonly #helpers: Helpers;
  /** The number of the check in its file. */
  readonly #check: number;
  readonly #resumed: Checkpoint | undefined;
  /** Told how far all of them have come. */
  readonly #say: (checkpoint: Checkpoint) => void;
  #claims: Claims | undefined;
  #help: Omit<Help, 'explorer'> | undefined;
  #results: Promise<readonly (ExploreResult | undefined)[]> | undefined;

  constructor(helpers: Helpers, check: number, resumed: Checkpoint | undefined, say: (checkpoint: Checkpoint) => void) {
    this.#helpers = helpers;
    this.#check = check;
    this.#resumed = resumed;
    this.#say = say;
  }

  get afterMs(): number {
    return this.#helpers.count === 0 ? SHORT_ALONE_MS : SHORT_MS;
  }

  get isReady(): boolean {
    this.#helpers.prepare();
    return this.#helpers.areReady;
  }

  async begin(knowledge: Knowledge, depth: number, done: readonly number[]): Promise<Division> {
    const { Claims, newClaims } = await import('./claims.ts');
    const memory = newClaims();
    this.#claims = new Claims(memory, depth);
    for (let i = 0; i < done.length; i += 2) this.#claims.claim(done[i]!, done[i + 1]!);
    this.#help = { check: this.#check, memory, depth, knowledge };
    return this.#claims;
  }

  start(): void {
    this.#results = this.#helpers.help(this.#help!, (explorer, checkpoint) => this.#note(explorer, checkpoint));
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
    for (let explorer = 1; explorer <= this.#helpers.count; explorer++) {
      const other = this.#claims.progressOf(explorer);
      executions += other.executions;
      blocked += other.blocked;
    }
    return { ...own, executions, blocked };
  }
}
