/** Each listing of the book prints what it should, run as a reader runs it, by the runtime that runs this. */
import { availableParallelism } from 'node:os';
import { allListings } from '../../scripts/book/listings.ts';
import { runListing } from '../../scripts/book/run-listing.ts';
import { check } from './lib/check.ts';

const isDeno = 'Deno' in globalThis;
const command = [process.execPath, ...(isDeno ? ['run', '--quiet', '--allow-all', '--no-lock'] : [])] as const;

/** A Node runs the first listing of each chapter only: tests/book.node.test.ts runs all in the pinned one, a newer one does it no differently, and each takes a process. */
const isNode = !isDeno && !('Bun' in globalThis);

const listings = allListings().filter(({ name }) => !isNode || name.startsWith('01-'));
let next = 0;
async function runSome(): Promise<void> {
  for (let listing = listings[next++]; listing !== undefined; listing = listings[next++]) {
    const fault = await runListing(listing, command as readonly [string, ...string[]]);
    check(fault ?? `${listing.path} prints what it should`, fault === undefined);
  }
}
await Promise.all(Array.from({ length: availableParallelism() }, runSome));
