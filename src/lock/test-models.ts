import { check, type ErrorKind, type ExploreOptions, type Program } from 'lockwright/check';

/** What our primitives are checked under: what JavaScript gives, and what the declared orders alone give. */
export const MODELS = ['js', 'rc11'] as const;
export type Model = (typeof MODELS)[number];

/**
 * How many executions a check has under each model: the complete ones, counted once and looked at. Left out where they are too many for a check that is run all the time.
 */
export type Counts = Partial<Record<Model, number>>;

/** The full names of all. */
const names = new Set<string>();

/** Declares the check under each model that a count is given for. */
export function checkUnder(counts: Counts, name: string, program: () => Program | void, options: ExploreOptions = {}): void {
  for (const model of MODELS) {
    const count = counts[model];
    if (count === undefined) continue;
    const full = `${name} (${model})`;
    if (names.has(full)) throw new Error(`two checks have the name '${full}'`);
    names.add(full);
    void check(full, program, { ...options, model, expectExecutions: count });
  }
}

/** Declares a program with a fault on purpose under each model: the checker must find a fault of that kind. */
export function checkFinds(kind: ErrorKind, name: string, program: () => Program | void): void {
  for (const model of MODELS) void check(`${name} (${model})`, program, { model, expect: kind });
}

const NOTHING_THROWN = 'nothing was thrown';

/** What `f` threw: its code, for programs that are misused on purpose. */
export function codeOf(f: () => unknown): unknown {
  try {
    f();
  } catch (error) {
    return (error as { code?: unknown }).code;
  }
  return NOTHING_THROWN;
}

/** Throws unless the two are the same: what `finally` of a check asserts. */
export function mustBe(found: unknown, expected: unknown, what: string): void {
  if (!Object.is(found, expected)) throw new Error(`${what}: expected ${String(expected)}, but found ${String(found)}`);
}

/** What came of taking a lock beside a thread that ends with it: both are right, but nothing else is. */
export function mustBeToldOrGetIt(code: unknown): void {
  if (code !== 'OWNER_DIED') mustBe(code, NOTHING_THROWN, 'what a thread met');
}
