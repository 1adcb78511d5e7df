/** Runs the checks of a listing, and weakens each of its memory orders. Costs the explorations; nothing is started. */
import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
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

/** A module is evaluated only once, so what it declares is kept. */
const known = new Map<string, readonly Declared[]>();

/** The checks that the listing's file declares; none if it has no such file. */
export async function checksOf({ checks }: Listing): Promise<readonly Declared[]> {
  if (checks === undefined) return [];
  const before = known.get(checks);
  if (before !== undefined) return before;
  const declared: Declared[] = [];
  const globals = globalThis as unknown as Record<symbol, Declared[] | undefined>;
  globals[REGISTRY] = declared;
  try {
    await import(pathToFileURL(`${root}/${checks}`).href);
  } finally {
    globals[REGISTRY] = undefined;
  }
  known.set(checks, declared);
  return declared;
}

export async function runChecks(declared: readonly Declared[]): Promise<Checked> {
  const executions: Partial<Record<ModelName, number>> = {};
  const problems: string[] = [];
  for (const { name, options, run } of declared) {
    const result = await run({});
    const why = disagreement(options, result);
    if (why !== undefined) problems.push(`${name}: ${why}`);
    if (options.expect !== undefined) continue;
    executions[result.model] = (executions[result.model] ?? 0) + result.executions;
  }
  return { executions, checks: declared.length, problems };
}

/** In a comment above a line: its order is for models with load buffering, which `rc11` excludes. So no check can miss it. */
const BEYOND_RC11 = 'beyond RC11:';

/** An order in the text that could be weaker. */
const ORDER = /'(?:acquire|release|acqRel|seqCst)'/g;
const COMMENT = /^\s*\/?\*.*|\/\/.*/;
const written = (line: string): number => line.replace(COMMENT, '').match(ORDER)?.length ?? 0;

/** What is to be known of the orders that a listing declares. */
export interface Orders {
  /** Those that could be weaker, and what came of that. */
  readonly sites: readonly SiteAdvice[];
  /** Lines with orders that no check under `rc11` comes by: nobody has asked whether they are needed. */
  readonly unreached: readonly number[];
}

/** Weakens the orders that the listing itself declares. */
export async function weakenOrders({ path }: Listing, declared: readonly Declared[]): Promise<Orders> {
  const { sites } = await adviseOrders(declared, { options: {}, isOurs: (file) => file.endsWith(path) });
  const lines = readFileSync(`${root}/${path}`, 'utf8').split('\n');
  const weakenable = sites.filter(({ finding }) => finding !== 'cheapest');
  const reached = (line: number): number => weakenable.filter(({ place }) => place.line === line).length;
  const isMarked = ({ place, finding }: SiteAdvice): boolean => finding === 'tooStrong' && lines[place.line - 2]!.includes(BEYOND_RC11);
  return {
    sites: weakenable.filter((site) => !isMarked(site)),
    unreached: lines.flatMap((text, i) => (written(text) > reached(i + 1) ? [i + 1] : [])),
  };
}
