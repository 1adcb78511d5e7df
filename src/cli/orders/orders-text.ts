import type { Advice, SiteAdvice } from '../../check/advice/advise.ts';
import type { OrderedKind } from '../../check/advice/lattice.ts';
import type { Change, Mending } from '../../check/advice/mend.ts';
import type { Site } from '../../check/advice/sites.ts';
import { wholePlace } from '../../check/report/places.ts';
import { columns, cut, paint as paintIf, type Paint } from '../../check/report/text.ts';
import { sourceLine } from '../../realm/source-text.ts';
import { countText } from '../reporters/text-reporter.ts';
import type { Terminal } from '../terminal.ts';

/** What is said of an operation. */
const KINDS: Readonly<Record<OrderedKind, string>> = {
  load: 'load',
  store: 'store',
  update: 'update',
  compareExchange: 'compareExchange',
  failure: 'compareExchange, on failure',
  fence: 'fence',
};
const FINDINGS = {
  tooStrong: 'too strong: cheaper orders that still pass',
  needed: 'needed: with any weaker order a check fails',
  undecided: 'undecided: a bound was reached',
};

/** What is to be known of the orders of a program, for a person. */
export function ordersText(advice: Advice, { color }: Terminal): string {
  const paint = paintIf(color);
  const { checks, sites, together, mendings } = advice;
  const asked = checks.filter(({ left }) => left === undefined);
  const cheapest = sites.filter(({ finding }) => finding === 'cheapest').length;
  const sections = [
    [
      `${countText(sites.length, 'declared order')} of ${countText(asked.length, 'check')} under rc11${cheapest === 0 ? '' : `, of which ${cheapest} cannot be weaker`}`,
    ],
    ...mendings.map((mending) => mendingLines(mending, paint)),
    ...(['tooStrong', 'needed', 'undecided'] as const).map((finding) =>
      findingLines(
        sites.filter((site) => site.finding === finding),
        FINDINGS[finding],
        paint,
      ),
    ),
    togetherLines(sites, together, paint),
    leftLines(checks, paint),
    [
      paint.dim(
        `${countText(advice.explorations, 'exploration')}, ${countText(advice.executions, 'execution')}, ${advice.seconds.toFixed(2)} s`,
      ),
    ],
  ];
  return sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n');
}

const LEFT = {
  wrongOnPurpose: 'wrong on purpose',
  otherModel: 'asks for another model',
  incomplete: 'incomplete: a larger --budget may help',
} as const;

/** Checks that say nothing of orders that are too strong. Those that are wrong were told already. */
function leftLines(checks: Advice['checks'], paint: Paint): string[] {
  return Object.entries(LEFT).flatMap(([left, why]) => {
    const names = checks.flatMap((check) => (check.left === left ? [check.name] : []));
    return names.length === 0
      ? []
      : [paint.dim(`not asked, since ${why}: ${names.length === 1 ? names[0] : countText(names.length, 'check')}`)];
  });
}

function findingLines(sites: readonly SiteAdvice[], title: string, paint: Paint): string[] {
  if (sites.length === 0) return [];
  const rows = columns(sites.map((site) => [`  ${whereText(site)}`, KINDS[site.kind], remark(site, paint), paint.dim(sourceOf(site))]));
  return [paint.bold(title), ...rows];
}

function remark({ kind, declared, finding, enough, refuted }: SiteAdvice, paint: Paint): string {
  if (finding === 'tooStrong') return paint.yellow(`${declared} → ${orderText(kind, enough!)}`);
  const last = refuted.at(-1);
  return last === undefined ? declared : `${declared}; ${orderText(kind, last.order)} fails: ${last.kind}`;
}

/** A fence that orders nothing is none. */
const orderText = (kind: OrderedKind, order: string): string => (kind === 'fence' && order === 'relaxed' ? 'no fence' : order);
const whereText = ({ place }: Site): string => wholePlace(place, process.cwd());
const sourceOf = ({ place }: Site): string => cut((sourceLine(place.file, place.line) ?? '').trim(), MOST_SOURCE);
/** Enough to know the line by. */
const MOST_SOURCE = 60;

function togetherLines(sites: readonly SiteAdvice[], together: readonly Change[], paint: Paint): string[] {
  const loose = sites.filter(({ enough }) => enough !== undefined);
  if (loose.length < 2) return [];
  const same = together.length === loose.length && together.every(({ site, order }) => order === (site as SiteAdvice).enough);
  if (same) return ['All of these may be weakened at the same time.'];
  return ['Not all of these may be weakened at the same time. These may:', ...changeLines(together, paint)];
}

function changeLines(changes: readonly Change[], paint: Paint): string[] {
  return columns(
    changes.map(({ site, order }) => [
      `  ${whereText(site)}`,
      KINDS[site.kind],
      `${site.declared} → ${orderText(site.kind, order)}`,
      paint.dim(sourceOf(site)),
    ]),
  );
}

function mendingLines({ check, kind, message, by, single, set }: Mending, paint: Paint): string[] {
  const title = `${paint.red('✗')} ${paint.bold(check)}  ${kind}: ${message}`;
  if (by === 'none') return [title, '  No order mends it: it is wrong with every order seqCst too.'];
  if (by === 'undecided') return [title, '  With every order seqCst a bound was reached: a larger --budget may tell.'];
  if (single.length > 0)
    return [title, single.length === 1 ? '  This mends it:' : '  Each of these alone mends it:', ...changeLines(single, paint)];
  return [title, '  No single order mends it, but these together do, and none of them can be left out:', ...changeLines(set, paint)];
}
