/** What a step of `npm test` is, and what it reports. */
import type { Outcome } from '../lib/run-command.ts';

export interface Report {
  /** Test cases; a step that has none counts as one. */
  readonly passed: number;
  readonly failed: number;
  readonly skipped?: number;
  /** What to show when something failed. */
  readonly output: string;
}

export interface Step {
  readonly name: string;
  readonly what: string;
  /** The steps that must have run before. */
  readonly needs?: readonly string[];
  /** It begins with the first of the steps that run, and its line comes last: it leaves the processors to the others wherever they want them. */
  readonly isBeside?: boolean;
  /** It runs files of tests: those whose path has one of the filters, if there are any. */
  readonly hasFiles?: boolean;
  /** `filters`: parts of paths. */
  run(filters: readonly string[]): Promise<Report>;
}

/** The report of a step that is one command without test cases. */
export function reportOf(outcome: Outcome): Report {
  const passed = outcome.code === 0;
  return { passed: passed ? 1 : 0, failed: passed ? 0 : 1, output: withEnding(outcome) };
}

/** The output of a command, and how it ended if that was not by itself. */
export function withEnding({ code, timedOut, output }: Outcome): string {
  if (timedOut) return `${output}\nThe time limit was reached: the step was ended.\n`;
  return code === null ? `${output}\nA signal ended the command.\n` : output;
}
