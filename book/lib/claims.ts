/**
 * How the book's checks say what a listing claims: under which models, with how many executions, with which outcomes. Costs what the
 * explorations cost.
 */
import { check, type CheckOptions, type ErrorKind, type ModelName, type Program } from 'lockwright/check';

/** How many executions a check has under each model: the complete ones. */
export type Counts = Partial<Readonly<Record<ModelName, number>>>;

type Named<V> = Partial<Readonly<Record<ModelName, V>>>;

const entries = <V>(byModel: Named<V>): readonly [ModelName, V][] => Object.entries(byModel) as [ModelName, V][];

/** Declares that the program is right under each model that a count is given for. */
export function holds(counts: Counts, name: string, program: () => Program | void, options: CheckOptions = {}): void {
  for (const [model, count] of entries(counts)) void check(`${name} (${model})`, program, { ...options, model, expectExecutions: count });
}

/** Declares that the program has a fault, and of which kind, under each model. */
export function fails(kinds: Named<ErrorKind>, name: string, program: () => Program | void): void {
  for (const [model, expect] of entries(kinds)) void check(`${name} (${model})`, program, { model, expect });
}

/** A program whose end is an outcome. */
export interface Showing {
  readonly threads: Program['threads'];
  /** What came of it, as a text. */
  readonly outcome: (results: readonly any[]) => string;
}

/** Declares all the outcomes that a program has under each model: it has no other, and each of them in some execution. */
export function hasOutcomes(byModel: Named<readonly string[]>, name: string, program: () => Showing): void {
  for (const [model, allowed] of entries(byModel)) {
    void check(
      `${name}: nothing but ${allowed.join(' | ')} (${model})`,
      judging(program, (found) => allowed.includes(found)),
      { model },
    );
    for (const one of allowed)
      void check(
        `${name}: ${one} can be (${model})`,
        judging(program, (found) => found !== one),
        { model, expect: 'assertion' },
      );
  }
}

function judging(program: () => Showing, isRight: (found: string) => boolean): () => Program {
  return () => {
    const { threads, outcome } = program();
    const judge = (results: readonly unknown[]): void => {
      const found = outcome(results);
      mustBe(isRight(found), true, `whether '${found}' was expected`);
    };
    return { threads, finally: judge };
  };
}

/** Throws unless the two are the same. */
export function mustBe(found: unknown, expected: unknown, what: string): void {
  if (!Object.is(found, expected)) throw new Error(`${what}: expected ${String(expected)}, but found ${String(found)}`);
}
