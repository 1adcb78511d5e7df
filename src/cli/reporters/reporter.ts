import type { CheckLine } from '../../check/report/json.ts';
import type { Place } from '../../check/report/trace.ts';

/** One check as it ended. */
export interface Ended {
  /** As the user named it. */
  readonly file: string;
  readonly line: CheckLine;
  /** Why it is not as expected. */
  readonly disagreement: string | undefined;
  readonly expect: string;
  /** Where it was declared. */
  readonly place?: Place | undefined;
  /** The name under which its trace was kept. */
  readonly id?: string | undefined;
  /** It could not be checked at all, or was interrupted: this says so. */
  readonly refusal?: string | undefined;
}

export interface Counts {
  readonly correct: number;
  readonly wrong: number;
  readonly incomplete: number;
}

/** Tells in one form what came of the checks of one run. A form that is one document is written at the end. */
export interface Reporter {
  /** The checks of a file begin. */
  file?(file: string, names: readonly string[], severalFiles: boolean): void;
  ended(ended: Ended): void;
  /** What could not be run, beside what is told on the standard error output. */
  problem?(message: string, file: string | undefined): void;
  end(counts: Counts): void;
}

/** Takes whole lines. */
export type Write = (text: string) => void;

/** How a check counts. */
export function standingOf({ refusal, line, expect, disagreement }: Ended): keyof Counts {
  if (refusal !== undefined || (line.verdict === 'incomplete' && expect === 'correct')) return 'incomplete';
  return disagreement === undefined ? 'correct' : 'wrong';
}
