import type { ErrorKind } from '../../src/check/index.ts';

/** A seeded fault: a small change of the source text, such as a person could make by mistake. The checks of the repository must find it. */
export interface Mutant {
  /** What was done wrong, as a phrase: unique in its set. */
  readonly name: string;
  /** What goes wrong then, and why, for the table. */
  readonly cause: string;
  /** From the root of the repository. */
  readonly file: string;
  /** Each text must be found exactly once in the file, so that the table cannot rot. */
  readonly edits: readonly Edit[];
  /** As what it must be found: the kind of the first error, or `'missed'` where it hides a fault that a check has on purpose. */
  readonly kind: ErrorKind | 'missed';
}

export interface Edit {
  readonly find: string;
  readonly replace: string;
}

/** The mutants of one primitive, and the file of checks that must find all of them. */
export interface MutantSet {
  /** What it is about, for the table. */
  readonly of: string;
  /** From the root of the repository. */
  readonly checks: string;
  readonly mutants: readonly Mutant[];
}

/** Whether a file, named from the root of the repository, is a part of the checker or of what it exchanges: these are loaded once for several mutants. */
export const stays = (file: string): boolean => /^src\/(?:check|realm)\//.test(file);

/** What came of one mutant. */
export interface Verdict {
  /** The check that found it; undefined if none did. */
  readonly by?: string;
  readonly kind?: string;
  readonly model?: string;
  readonly message?: string;
  /** How many executions that check had explored, the wrong one included. */
  readonly executions?: number;
  /** Checks that came to no end within their time. */
  readonly unfinished: readonly string[];
  /** Why it could not be run at all. */
  readonly failure?: string;
}
