/** The book: each listing is right in every execution, and needs each of the memory orders that it declares. What it prints is a test of `tests/smoke`, on the built package. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { checksOf, runChecks, weakenOrders } from '../scripts/book/check-listing.ts';
import { allListings } from '../scripts/book/listings.ts';

/** Far more than any takes: it ends what hangs. */
const LIMIT_MS = 120_000;

describe('checks of the book', { timeout: LIMIT_MS }, () => {
  const checked = allListings().filter(({ checks }) => checks !== undefined);

  test.for(checked.map((listing) => [listing.path, listing] as const))('%s is right in every execution', async ([, listing]) => {
    const { checks, problems } = await runChecks(await checksOf(listing));
    expect(problems).toEqual([]);
    expect(checks).toBeGreaterThan(0);
  });

  test.for(checked.map((listing) => [listing.path, listing] as const))('%s needs each order that it declares', async ([, listing]) => {
    const { sites, unreached } = await weakenOrders(listing, await checksOf(listing));
    const spare = sites.filter(({ finding }) => finding !== 'needed');
    expect(spare.map(({ place, declared, finding }) => `line ${place.line}: ${declared} is ${finding}`)).toEqual([]);
    expect(unreached, 'lines whose orders no check comes by').toEqual([]);
  });
});

test('the README of the book has a link to each listing', () => {
  const readme = readFileSync(new URL('../book/README.md', import.meta.url), 'utf8');
  const missing = allListings().filter(({ path }) => !readme.includes(`(${path.replace('book/', '')})`));
  expect(missing.map(({ path }) => path)).toEqual([]);
});
