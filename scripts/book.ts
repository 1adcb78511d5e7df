/**
 * Runs, checks and breaks every listing of the book, and prints one table.
 *
 *     npm run book                  all: two minutes of an idle machine
 *     npm run book -- ch03          those whose path contains ch03
 *     npm run book -- --faults      the faults of `lockwright mutate` too: half an hour
 */
import { parseArgs } from 'node:util';
import type { ModelName } from '../src/check/index.ts';
import { checksOf, runChecks, weakenOrders } from './book/check-listing.ts';
import { allListings, type Listing } from './book/listings.ts';
import { mutateListing } from './book/mutate-listing.ts';
import { runListing } from './book/run-listing.ts';

const MODELS: readonly ModelName[] = ['sc', 'js', 'tso', 'rc11'];
const NODE = [process.execPath, '--conditions=lockwright-source', '--disable-warning=ExperimentalWarning'] as const;

const { values, positionals } = parseArgs({ allowPositionals: true, options: { faults: { type: 'boolean', default: false } } });
const listings = allListings().filter(({ path }) => positionals.length === 0 || positionals.some((part) => path.includes(part)));
if (listings.length === 0) {
  console.error(`No listing of the book has ${positionals.join(' or ')} in its path: see the folders in book/.`);
  process.exit(2);
}

const WIDTHS = { listing: 58, runs: 6, model: 9, orders: 8, faults: 8 } as const;

function row(listing: string, runs: string, models: readonly string[], orders: string, faults: string): string {
  const counts = models.map((count) => count.padStart(WIDTHS.model)).join('');
  return `${listing.padEnd(WIDTHS.listing)}${runs.padStart(WIDTHS.runs)}${counts}${orders.padStart(WIDTHS.orders)}${faults.padStart(WIDTHS.faults)}`;
}

/** `found/tried`, or nothing where nothing was tried. */
const share = (found: number, tried: number): string => (tried === 0 ? '' : `${found}/${tried}`);

const problems: string[] = [];
const stories: string[] = [];

async function examine(listing: Listing): Promise<string> {
  const fault = await runListing(listing, NODE);
  if (fault !== undefined) problems.push(fault);
  const checks = await checksOf(listing);
  const checked = await runChecks(checks);
  const { sites, unreached } = await weakenOrders(listing, checks);
  const mutated = values.faults ? await mutateListing(listing) : undefined;
  const { killed = 0, survived = 0, undecided = 0 } = mutated?.tally ?? {};
  for (const { finding, place, declared } of sites)
    if (finding !== 'needed') problems.push(`${listing.path}:${place.line}: the order ${declared} is ${finding}`);
  for (const line of unreached) problems.push(`${listing.path}:${line}: no check comes by an order that is declared here`);
  problems.push(...[...checked.problems, ...(mutated?.problems ?? [])].map((problem) => `${listing.path}: ${problem}`));
  if (mutated !== undefined && survived + undecided > 0) stories.push(mutated.story);
  return row(
    listing.path.replace('book/', ''),
    fault === undefined ? '✓' : '✗',
    MODELS.map((model) => checked.executions[model]?.toLocaleString('en') ?? ''),
    share(sites.filter(({ finding }) => finding === 'needed').length, sites.length),
    share(killed, killed + survived + undecided),
  );
}

console.log(row('listing', 'runs', MODELS, 'orders', 'faults'));
for (const listing of listings) console.log(await examine(listing));
console.log(
  '\nUnder a model: executions checked, each once. orders: weakened one at a time, and of these found. faults: those of lockwright mutate, and of these found.',
);
if (stories.length > 0) console.log(`\nFaults that no check finds:\n\n${stories.join('\n')}`);
for (const problem of problems) console.error(`✗ ${problem}`);
if (problems.length > 0) process.exitCode = 1;
