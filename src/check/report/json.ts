import type { CheckError, ExploreResult } from '../result.ts';
import type { Place, Trace } from './trace.ts';
import { safeText } from './value-text.ts';

/** What `lockwright check --json` prints for a check: one line. */
export interface CheckLine {
  readonly name: string;
  readonly model: string;
  readonly verdict: ExploreResult['verdict'];
  readonly executions: number;
  readonly blocked: number;
  /** The values that the threads returned, as JSON has them: see `jsonValue`. */
  readonly outcomes: readonly { readonly values: readonly unknown[]; readonly count: number }[];
  readonly error: ErrorLine | null;
  readonly seconds: number;
  /** Why the verdict is `incomplete`. */
  readonly bound?: string;
}

export interface ErrorLine {
  readonly kind: CheckError['kind'];
  readonly message: string;
  readonly threads: readonly number[];
  readonly places: readonly Place[];
  readonly trace: Trace;
}

/** A result without anything that JSON or another thread could not take. */
export function checkLine(name: string, result: ExploreResult): CheckLine {
  const { model, verdict, executions, blocked, outcomes, error, seconds, bound } = result;
  return {
    name,
    model,
    verdict,
    executions,
    blocked,
    outcomes: outcomes.map(({ values, count }) => ({ values: values.map(jsonValue), count })),
    error: error === null ? null : errorLine(error),
    seconds,
    ...(bound === undefined ? {} : { bound }),
  };
}

function errorLine({ kind, message, threads, places, trace }: CheckError): ErrorLine {
  return { kind, message, threads, places, trace };
}

/** Numbers, texts, booleans, null, and arrays and plain objects of them stay; `undefined` becomes null, a BigInt `"5n"`, all else its text. */
export function jsonValue(value: unknown): unknown {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return value;
    case 'number':
      return Number.isFinite(value) && !Object.is(value, -0) ? value : Object.is(value, -0) ? '-0' : String(value);
    case 'undefined':
      return null;
    case 'bigint':
      return `${value}n`;
    case 'object':
      if (value === null) return null;
      if (Array.isArray(value)) return value.map(jsonValue);
      if (Object.getPrototypeOf(value) === Object.prototype)
        return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, jsonValue(item)]));
      return safeText(value);
    default:
      return safeText(value);
  }
}
