import type { Ordering } from '../../realm/ordering.ts';
import type { Declared, WatchedOptions } from '../declare.ts';
import type { ExploreResult } from '../result.ts';
import { type Failure, Laboratory, type Tested } from './laboratory.ts';
import { weaker } from './lattice.ts';
import { mend, type Mending } from './mend.ts';
import type { Site } from './sites.ts';

/** What became of one order that is declared. */
export interface SiteAdvice extends Site {
  /** `needed`: every weaker order makes a check fail. `tooStrong`: `enough` will do. `cheapest`: there is no weaker one. `undecided`: a bound was reached. */
  readonly finding: 'needed' | 'tooStrong' | 'cheapest' | 'undecided';
  /** The cheapest order with which all checks still pass while all others are as declared. */
  readonly enough?: Ordering;
  /** The weaker orders that were tried, and what failed with them. */
  readonly refuted: readonly Refuted[];
}

export interface Refuted extends Failure {
  readonly order: Ordering;
}

export interface Asked {
  readonly name: string;
  readonly executions: number;
  /** Why it says nothing of orders that are too strong: it is wrong, on purpose or not; it asks for another model; a bound was reached. */
  readonly left?: 'wrong' | 'wrongOnPurpose' | 'otherModel' | 'incomplete';
}

/** What is to be known of the orders of a program under `rc11`. */
export interface Advice {
  readonly checks: readonly Asked[];
  readonly sites: readonly SiteAdvice[];
  /** Of the sites that are too strong, what all of them may be at the same time. */
  readonly together: readonly { readonly site: Site; readonly order: Ordering }[];
  /** For each check that is wrong: what would mend it. */
  readonly mendings: readonly Mending[];
  /** What it cost. */
  readonly explorations: number;
  readonly executions: number;
  readonly seconds: number;
}

export interface AdviseOptions {
  /** Those of the command line, which hold for each exploration. */
  readonly options: WatchedOptions;
  readonly isOurs: (file: string) => boolean;
  onStep?(text: string): void;
}

/**
 * Weakens each declared order in turn, and explores again: which are stronger than what the checks need. For a check that is wrong, which stronger orders mend it. Costs an exploration
 * of the checks that reach it for each weaker order of each place.
 */
export async function adviseOrders(declared: readonly Declared[], { options, isOurs, onStep = () => {} }: AdviseOptions): Promise<Advice> {
  const start = performance.now();
  const laboratory = new Laboratory(isOurs, options);
  const tested: Tested[] = [];
  const checks: Asked[] = [];
  const mendings: Mending[] = [];
  for (const one of declared) {
    onStep(one.name);
    const asked = whyNot(one);
    if (asked !== undefined) {
      checks.push({ name: one.name, executions: 0, left: asked });
      continue;
    }
    const { result, sites } = await laboratory.asDeclared(one);
    checks.push({ name: one.name, executions: result.executions + result.blocked, ...leftOf(result) });
    if (result.verdict === 'correct')
      tested.push({ declared: one, sites, executions: result.executions + result.blocked, seconds: result.seconds });
    if (result.verdict === 'wrong') mendings.push(await mend(laboratory, one, result));
  }
  tested.sort((a, b) => a.executions - b.executions);
  const sites: SiteAdvice[] = [];
  for (const site of sitesOf(tested)) {
    onStep(`${site.place.file}:${site.place.line}`);
    sites.push(await adviseSite(laboratory, tested, site));
  }
  const together = await allAtOnce(laboratory, tested, sites);
  const { explorations, executions } = laboratory;
  return { checks, sites, together, mendings, explorations, executions, seconds: (performance.now() - start) / 1000 };
}

function whyNot({ options: { expect = 'correct', model = 'rc11' } }: Declared): Asked['left'] {
  if (expect !== 'correct') return 'wrongOnPurpose';
  return model === 'rc11' ? undefined : 'otherModel';
}

function leftOf({ verdict }: ExploreResult): Pick<Asked, 'left'> {
  return verdict === 'correct' ? {} : { left: verdict };
}

/** In the order of the source. */
function sitesOf(tested: readonly Tested[]): readonly Site[] {
  const all = new Set(tested.flatMap(({ sites }) => [...sites]));
  return [...all].toSorted(
    ({ place: a }, { place: b }) => (a.file < b.file ? -1 : a.file > b.file ? 1 : a.line - b.line) || a.column - b.column,
  );
}

async function adviseSite(laboratory: Laboratory, tested: readonly Tested[], site: Site): Promise<SiteAdvice> {
  const refuted: Refuted[] = [];
  const concerned = tested.filter(({ sites }) => sites.has(site));
  const orders = weaker(site.kind, site.declared);
  if (orders.length === 0) return { ...site, finding: 'cheapest', refuted };
  let undecided = false;
  for (const order of orders) {
    const outcome = await laboratory.allPass(concerned, (other) => (other === site ? order : other.declared));
    if (outcome === 'pass') return { ...site, finding: 'tooStrong', enough: order, refuted };
    if (outcome === 'bound') undecided = true;
    else refuted.push({ order, ...outcome });
  }
  return { ...site, finding: undecided ? 'undecided' : 'needed', refuted };
}

/** Two orders can each be weaker while the other is as it is, but not both. So they are weakened one after the other, and each as far as it goes then. */
async function allAtOnce(laboratory: Laboratory, tested: readonly Tested[], sites: readonly SiteAdvice[]): Promise<Advice['together']> {
  const loose = sites.flatMap((advice) => (advice.enough === undefined ? [] : [advice]));
  if (loose.length < 2) return loose.map((advice) => ({ site: advice, order: advice.enough! }));
  const chosen = new Map<string, Ordering>(loose.map((advice) => [keyOf(advice), advice.enough!]));
  const pass = async () => (await laboratory.allPass(tested, (site) => chosen.get(keyOf(site)) ?? site.declared)) === 'pass';
  if (!(await pass())) {
    chosen.clear();
    for (const advice of loose) {
      const orders = weaker(advice.kind, advice.declared).filter((order) => !advice.refuted.some((one) => one.order === order));
      for (const order of orders) {
        chosen.set(keyOf(advice), order);
        if (await pass()) break;
        chosen.delete(keyOf(advice));
      }
    }
  }
  return loose.flatMap((site) => {
    const order = chosen.get(keyOf(site));
    return order === undefined ? [] : [{ site, order }];
  });
}

const keyOf = ({ place: { file, line, column }, kind, declared }: Site): string => `${file}:${line}:${column} ${kind} ${declared}`;
