import { LockwrightError } from '../realm/errors.ts';
import { type Attach, testRunner } from '../realm/runner.ts';
import { sourceLine } from '../realm/source-text.ts';
import { currentStack } from './engine/places.ts';
import type { Checkpoint } from './checkpoint.ts';
import type { OrderOf } from './engine/run-operations.ts';
import type { InternalOptions, Share } from './options.ts';
import { finishTrace } from './report/finish-trace.ts';
import { report } from './report/report.ts';
import type { Place, Trace } from './report/trace.ts';
import type { ErrorKind, ExploreOptions, ExploreResult, Program } from './result.ts';

/** What is to come out of a check. `'wrong'` is any error; a kind of error is that one. */
export type Expected = 'correct' | 'wrong' | ErrorKind;

export interface CheckOptions extends ExploreOptions {
  /** Default `'correct'`. Of a program with a fault on purpose: that it must be found, and which. */
  readonly expect?: Expected;
  /**
   * How many complete executions the program has (`executions` of the result): fewer mean that it no longer does what it did, or is no longer seen to. Compared when the check is right. Not by
   * `lockwright check` when it is told to explore with other options than the check's own.
   */
  readonly expectExecutions?: number | undefined;
}

/** What `lockwright check` hands to `explore` besides. */
export interface WatchedOptions extends ExploreOptions {
  /** `[0]` changes with each operation and each execution, `[1]` is the number of the thread that runs (-1: none). */
  readonly heartbeat?: Int32Array;
  /** Which order an operation is judged by: see `advice/`. */
  readonly orderOf?: OrderOf;
  readonly share?: Share;
  readonly shared?: InternalOptions['shared'];
  readonly resumed?: Checkpoint | undefined;
}

export type Explore = (program: () => Program | unknown, options?: WatchedOptions) => Promise<ExploreResult>;

/** A check that `lockwright check` is to run. */
export interface Declared {
  readonly name: string;
  readonly options: CheckOptions;
  /** Where it was declared. */
  readonly place?: Place | undefined;
  /** Explores with these options on top of its own. */
  run(options: WatchedOptions): Promise<ExploreResult>;
}

/** Where `lockwright check` waits for declarations: a list under this key of the global object. Registered, so that every copy of this module finds it. */
export const REGISTRY = Symbol.for('lockwright.checks');

/** What `check` throws if the result is not what was expected. Its message is the whole report, and its stack only the places that it is about: those of the checker tell nothing. */
export class CheckFailedError extends LockwrightError {
  static override readonly name: string = 'CheckFailedError';
  declare readonly result: ExploreResult;
  /** The execution that is wrong, if one is. */
  declare readonly trace: Trace | undefined;

  constructor(message: string, result: ExploreResult, places: readonly Place[] = []) {
    super('CHECK_FAILED', message);
    const stack = [`${this.name}: ${message}`, ...places.map(frameOf)].join('\n');
    // Not enumerable, so that who prints the error does not print these after the report.
    Object.defineProperties(this, {
      result: { value: result },
      trace: { value: result.error?.trace },
      stack: { value: stack, writable: true, configurable: true },
    });
  }
}

function frameOf({ function: name = 'check', file, line, column }: Place): string {
  return `    at ${name} (${file}:${line}:${column})`;
}

/** Makes the function `check`, over an explorer. */
export function makeCheck(explore: Explore) {
  /**
   * Declares a check: every execution of `program` that the memory model allows has to be right. In a file that `lockwright check` runs, it is run by that; in a file of tests of
   * Vitest or `node --test` it becomes a test; elsewhere it is run at once, and the promise rejects if it fails.
   */
  return function check(name: string, program: () => Program | unknown, options: CheckOptions = {}): Promise<ExploreResult> | undefined {
    requireArguments(name, program);
    requireCount(name, options.expectExecutions);
    const [place] = currentStack();
    const run = (more: WatchedOptions = {}) => explore(program, { name, ...options, ...more });
    const registry = (globalThis as unknown as Record<symbol, Declared[] | undefined>)[REGISTRY];
    if (registry !== undefined) {
      registry.push({ name, options, place, run });
      return undefined;
    }
    const runAndJudge = async (attach?: Attach) => judge({ name, options, place }, await run(), attach);
    const runner = testRunner();
    if (runner === undefined) return runAndJudge();
    runner.declare(name, runAndJudge);
    return undefined;
  };
}

function requireArguments(name: unknown, program: unknown): void {
  if (typeof name !== 'string' || name === '' || typeof program !== 'function') {
    throw new TypeError(
      `check(name, program, options) takes a name and a function, but was called with ${typeof name} and ${typeof program}`,
    );
  }
}

function requireCount(name: string, count: unknown): void {
  if (count === undefined || (Number.isSafeInteger(count) && (count as number) > 0)) return;
  throw new RangeError(`check '${name}': expectExecutions must be a whole number greater than 0, but is ${String(count)}`);
}

/** Why the result is not what was expected, in a few words; undefined if it is. */
export function disagreement(
  { expect: expected = 'correct', expectExecutions }: Pick<CheckOptions, 'expect' | 'expectExecutions'>,
  { verdict, error, executions, blocked, bound }: ExploreResult,
): string | undefined {
  if (expected === 'correct') {
    if (verdict === 'correct')
      return expectExecutions === undefined || expectExecutions === executions
        ? undefined
        : `${expectExecutions} executions were expected, but it has ${executions}`;
    return verdict === 'wrong' ? `${error!.kind}: ${error!.message}` : `incomplete: ${bound ?? 'a bound was hit'}`;
  }
  const wanted = expected === 'wrong' ? 'something wrong' : `a ${expected}`;
  if (error === null)
    return `${wanted} was to be found, but nothing is wrong in ${executions + blocked} executions${verdict === 'incomplete' ? ', which are not all' : ''}`;
  return expected === 'wrong' || error.kind === expected
    ? undefined
    : `${wanted} was to be found, but the first error is: ${error.kind}: ${error.message}`;
}

async function judge(
  { name, options, place }: Pick<Declared, 'name' | 'options' | 'place'>,
  result: ExploreResult,
  attach: Attach | undefined,
): Promise<ExploreResult> {
  const { expect = 'correct' } = options;
  const why = disagreement(options, result);
  if (why === undefined) return result;
  const declared = place === undefined ? [] : [place];
  if (result.error === null) throw new CheckFailedError(`${name}: ${why}`, result, declared);
  const { error, id } = finishTrace(result.error, (message) => console.error(`check: ${message}`));
  const first = expect === 'correct' ? `${name} is wrong` : `${name}: ${why}`;
  const attached = await attach?.(`${error.kind}: ${error.message}${id === undefined ? '' : `; npx lockwright replay ${id}`}`, {
    contentType: 'application/json',
    text: JSON.stringify(error.trace),
  });
  const text = report(error, { sourceLine, id: id ?? attached });
  throw new CheckFailedError(`${first}\n\n${text}\n`, { ...result, error }, [
    ...error.places.filter(({ file }) => file.includes('/')),
    ...declared,
  ]);
}
