import type { Ordering } from '../../realm/ordering.ts';
import type { Declared } from '../declare.ts';
import type { ExploreResult } from '../result.ts';
import { type Failure, failureOf, type Laboratory } from './laboratory.ts';
import { isWeaker, stronger, STRONGEST } from './lattice.ts';
import type { Override, Site } from './sites.ts';

/** An order in the place of the one that is declared. */
export interface Change {
  readonly site: Site;
  readonly order: Ordering;
}

/** What would make a check that is wrong under `rc11` correct. */
export interface Mending extends Failure {
  /** `order`: stronger orders mend it. `none`: it is wrong with every order `seqCst` too. `undecided`: a bound was reached. */
  readonly by: 'order' | 'none' | 'undecided';
  /** Single changes that mend it, each the cheapest of its place. */
  readonly single: readonly Change[];
  /** Where no single one does: a set of which none can be left out. */
  readonly set: readonly Change[];
}

/** Finds out which stronger orders mend a check. Costs an exploration for each that is tried. */
export async function mend(laboratory: Laboratory, declared: Declared, { error }: ExploreResult): Promise<Mending> {
  const told = failureOf(declared.name, error!);
  const strongest = await laboratory.run(declared, () => STRONGEST);
  if (strongest.verdict !== 'correct') return { ...told, by: strongest.verdict === 'wrong' ? 'none' : 'undecided', single: [], set: [] };
  const sites = [...laboratory.sites.seen].filter((site) => isWeaker(site.declared, STRONGEST));
  const passes = async (override: Override) => (await laboratory.run(declared, override)).verdict === 'correct';
  const single: Change[] = [];
  for (const site of sites) {
    const order = await firstThat(stronger(site.kind, site.declared), (one) => passes((other) => (other === site ? one : other.declared)));
    if (order !== undefined) single.push({ site, order });
  }
  return { ...told, by: 'order', single, set: single.length > 0 ? [] : await leastSet(sites, passes) };
}

/** Begins with all at the strongest, and takes back what can be taken back. */
async function leastSet(sites: readonly Site[], passes: (override: Override) => Promise<boolean>): Promise<readonly Change[]> {
  const orders = new Map<Site, Ordering>(sites.map((site) => [site, STRONGEST]));
  for (const site of sites) {
    const order = await firstThat([site.declared, ...stronger(site.kind, site.declared)], (one) =>
      passes((other) => (other === site ? one : (orders.get(other) ?? other.declared))),
    );
    orders.set(site, order ?? STRONGEST);
  }
  return [...orders].flatMap(([site, order]) => (order === site.declared ? [] : [{ site, order }]));
}

async function firstThat<T>(list: readonly T[], holds: (item: T) => Promise<boolean>): Promise<T | undefined> {
  for (const item of list) if (await holds(item)) return item;
  return undefined;
}
