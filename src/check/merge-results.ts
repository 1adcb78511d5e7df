import { valueKey } from './engine/value-key.ts';
import type { ExploreResult, Outcome } from './result.ts';

/** What has been counted of an exploration, or of a part of it. */
export type Counted = Pick<ExploreResult, 'executions' | 'blocked' | 'outcomes'>;

/** The counts of several parts of one exploration together. Costs a look at each outcome. */
export function mergeCounts(parts: readonly Counted[]): Counted {
  const sum = (count: (part: Counted) => number): number => parts.reduce((total, part) => total + count(part), 0);
  return {
    executions: sum(({ executions }) => executions),
    blocked: sum(({ blocked }) => blocked),
    outcomes: mergeOutcomes(parts.flatMap(({ outcomes }) => outcomes)),
  };
}

function mergeOutcomes(outcomes: readonly Outcome[]): Outcome[] {
  const merged = new Map<string, { values: readonly unknown[]; count: number }>();
  for (const { values, count } of outcomes) {
    const key = valueKey(values);
    const known = merged.get(key);
    if (known === undefined) merged.set(key, { values, count });
    else known.count += count;
  }
  return [...merged.values()];
}

/** What one exploration came to that was divided among several: the counts of all, and of what was explored before, and the error of the first that has one. */
export function mergeResults(first: ExploreResult, others: readonly ExploreResult[], before: readonly Counted[] = []): ExploreResult {
  const all = [first, ...others];
  const error = all.find((result) => result.error !== null)?.error ?? null;
  const bound = all.find((result) => result.bound !== undefined)?.bound;
  const { bound: _, ...rest } = first;
  return {
    ...rest,
    ...mergeCounts([...all, ...before]),
    verdict: error !== null ? 'wrong' : bound === undefined ? 'correct' : 'incomplete',
    error,
    ...(bound === undefined || error !== null ? {} : { bound }),
  };
}
