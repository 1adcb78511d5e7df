/** What an oracle, or an exploration, says about a program. */
export interface Findings {
  /** The canonical texts of all complete executions. */
  readonly graphs: ReadonlySet<string>;
  /** All tuples of registers at the end of complete executions. */
  readonly outcomes: ReadonlySet<string>;
  /** Some execution ends with a thread asleep or on a lock, no thread able to go on, and none ended by an `assume`. */
  readonly deadlock: boolean;
  /** The same, but with all that is left in spin loops. */
  readonly livelock: boolean;
  /** Some execution ends with a thread stopped by an `assume`. */
  readonly blocked: boolean;
  readonly race: boolean;
}
