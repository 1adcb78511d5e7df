import type { Division } from './engine/division.ts';
import type { Knowledge } from './engine/learned.ts';
import { type Counted, mergeCounts } from './merge-results.ts';

/** How far an exploration has come: enough to go on with it later, in another process. */
export interface Checkpoint extends Counted {
  readonly knowledge: Knowledge;
  readonly depth: number;
  /** Pairs of halves: the names of the parts of the tree that are explored. */
  readonly names: readonly number[];
}

/**
 * Notes which parts of the tree of choices an explorer has taken. A part is done when it takes the next one, so that is where a checkpoint can be made, which costs a copy of the
 * names and outcomes: hence only when it is asked for one.
 */
export class Recorder implements Division {
  readonly #division: Division;
  readonly #knowledge: Knowledge;
  readonly #counted: () => Counted;
  readonly #names: number[] = [];
  #isStarted = false;
  #isDue = false;
  #made: Checkpoint | undefined;

  constructor(division: Division, knowledge: Knowledge, counted: () => Counted) {
    this.#division = division;
    this.#knowledge = knowledge;
    this.#counted = counted;
  }

  get depth(): number {
    return this.#division.depth;
  }

  claim(high: number, low: number): boolean {
    if (this.#isDue && this.#isStarted) this.#make();
    const isOurs = this.#division.claim(high, low);
    if (isOurs) this.#names.push(high, low);
    return isOurs;
  }

  #make(): void {
    this.#isDue = false;
    this.#made = { knowledge: this.#knowledge, depth: this.depth, names: [...this.#names], ...this.#counted() };
  }

  /** What was claimed until now was begun before the exploration was divided, the last part of it not yet ended: from the next claim on, all is. */
  start(): void {
    this.#isStarted = true;
    this.#isDue = true;
  }

  /** The checkpoint that was made since the last call, if one was; asks for the next. */
  take(): Checkpoint | undefined {
    const made = this.#made;
    this.#made = undefined;
    this.#isDue = true;
    return made;
  }

  get isOver(): boolean {
    return this.#division.isOver;
  }

  stop(anew: boolean): void {
    this.#division.stop(anew);
  }
}

/** The checkpoints of several explorers of one exploration as one. */
export function joinCheckpoints(checkpoints: readonly [Checkpoint, ...Checkpoint[]]): Checkpoint {
  const [{ knowledge, depth }] = checkpoints;
  return { knowledge, depth, names: checkpoints.flatMap(({ names }) => names), ...mergeCounts(checkpoints) };
}
