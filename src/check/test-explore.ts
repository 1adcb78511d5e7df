/** Helps tests of `explore`: small memories, and results as texts that are easy to compare. */
import { explore, type ExploreOptions, type ExploreResult, type ModelName } from 'lockwright/check';

export const MODELS: readonly ModelName[] = ['js', 'sc', 'tso', 'rc11'];

/** Ends what would run for ever; no test is expected to come near. */
const LIMIT_SECONDS = 10;

/** Shared words, all 0. */
export const words = (count = 4): Int32Array => new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT * count));

/** `explore`, but never for ever. */
export const bounded = (program: () => unknown, options: ExploreOptions = {}): Promise<ExploreResult> =>
  explore(program, { maxSeconds: LIMIT_SECONDS, ...options });

/** Each distinct tuple of results, as a text, with its count. Sorted, so that the order of exploration does not matter. */
export function counted({ outcomes }: ExploreResult): Record<string, number> {
  return Object.fromEntries(outcomes.map(({ values, count }) => [values.map(textOf).join(' '), count] as const).toSorted(byText));
}

/** The distinct tuples, as texts, sorted. */
export const distinct = (result: ExploreResult): string[] => Object.keys(counted(result));

function byText([a]: readonly [string, number], [b]: readonly [string, number]): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

function textOf(value: unknown): string {
  if (value === undefined) return '-';
  if (typeof value === 'bigint') return `${value}n`;
  if (Object.is(value, -0)) return '-0';
  return Array.isArray(value) ? `[${value.map(textOf).join(',')}]` : String(value);
}

/** Verdict, kind of error and counts in a line: `correct 3+0`, `wrong dataRace`. */
export function summary({ verdict, executions, blocked, error }: ExploreResult): string {
  return error === null ? `${verdict} ${executions}+${blocked}` : `${verdict} ${error.kind}`;
}
