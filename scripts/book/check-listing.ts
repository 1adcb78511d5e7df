/** Runs the checks of a listing, and weakens each of its memory orders. Costs the explorations; nothing is started. */
import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { expectedExecutions } from '../../book/lib/claims.ts';
import { adviseOrders, type SiteAdvice } from '../../src/check/advice/advise.ts';
import { type Declared, disagreement, REGISTRY } from '../../src/check/declare.ts';
import type { ModelName } from '../../src/check/index.ts';
import { root } from '../lib/paths.ts';
import type { Listing } from './listings.ts';

export interface Checked {
  /** Complete executions of the checks that are right, under each model. */
  readonly executions: Partial<Record<ModelName, number>>;
  readonly checks: number;
  readonly problems: readonly string[];
}

/** The checks of a listing, and how many executions they say they have, by their names. */
export interface Checks {
  readonly declared: readonly Declared[];
  readonly counts: ReadonlyMap<string, number>;
}

/** A module is evaluated only once, so what it declares is kept. */
const known = new Map<string, Checks>();

/** The checks that the listing's file declares; none if it has no such file. */
export async function checksOf({ checks }: Listing): Promise<Checks> {
  if (checks === undefined) return { declared: [], counts: new Map() };
  const before = known.get(checks);
  if (before !== undefined) return before;
  const declared: Declared[] = [];
  const globals = globalThis as unknown as Record<symbol, Declared[] | undefined>;
  globals[REGISTRY] = declared;
  expectedExecutions.clear();
  try {
    await import(pathToFileURL(`${root}/${checks}`).href);
  } finally {
    globals[REGISTRY] = undefined;
  }
  const found = { declared, counts: new Map(expectedExecutions) };
  known.set(checks, found);
  return found;
}

export async function runChecks({ declared, counts }: Checks): Promise<Checked> {
  const executions: Partial<Record<ModelName, number>> = {};
  const problems: string[] = [];
  for (const { name, options, run } of declared) {
    const result = await run({});
    const why = disagreement(options.expect ?? 'correct', result);
    if (why !== undefined) problems.push(`${name}: ${why}`);
    if (options.expect !== undefined) continue;
    executions[result.model] = (executions[result.model] ?? 0) + result.executions;
    const expected = counts.get(name);
    if (why === undefined && expected !== undefined && expected !== result.executions)
      problems.push(`${name}: ${result.executions} executions, but the check says ${expected}`);
  }
  return { executions, checks: declared.length, problems };
}

/** In a comment above a line: its order is for models with load buffering, which `rc11` excludes. So no check can miss it. */
const BEYOND_RC11 = 'beyond RC11:';

/** The orders that the listing itself declares and that could be weaker, and what came of that. */
export async function weakenOrders({ path }: Listing, { declared }: Checks): Promise<readonly SiteAdvice[]> {
  const { sites } = await adviseOrders(declared, { options: {}, isOurs: (file) => file.endsWith(path) });
  const lines = readFileSync(`${root}/${path}`, 'utf8').split('\n');
  const isMarked = ({ place, finding }: SiteAdvice): boolean => finding === 'tooStrong' && lines[place.line - 2]!.includes(BEYOND_RC11);
  return sites.filter((site) => site.finding !== 'cheapest' && !isMarked(site));
}
