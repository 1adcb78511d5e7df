import { valueKey } from './engine/value-key.ts';
import type { ExploreResult, Outcome } from './result.ts';

/** What one exploration came to that was divided among several: the counts of all, and the error of the first that has one. */
export function mergeResults(first: ExploreResult, others: readonly ExploreResult[]): ExploreResult {
  const all = [first, ...others];
  const error = all.find((result) => result.error !== null)?.error ?? null;
  const bound = all.find((result) => result.bound !== undefined)?.bound;
  const sum = (count: (result: ExploreResult) => number): number => all.reduce((total, result) => total + count(result), 0);
  const { bound: _, ...rest } = first;
  return {
    ...rest,
    verdict: error !== null ? 'wrong' : bound === undefined ? 'correct' : 'incomplete',
    executions: sum(({ executions }) => executions),
    blocked: sum(({ blocked }) => blocked),
    outcomes: mergeOutcomes(all.map(({ outcomes }) => outcomes)),
    error,
    ...(bound === undefined || error !== null ? {} : { bound }),
  };
}

function mergeOutcomes(lists: readonly (readonly Outcome[])[]): Outcome[] {
  const merged = new Map<string, { values: readonly unknown[]; count: number }>();
  for (const { values, count } of lists.flat()) {
    const key = valueKey(values);
    const known = merged.get(key);
    if (known === undefined) merged.set(key, { values, count });
    else known.count += count;
  }
  return [...merged.values()];
}
