/** Each listing of the book prints what it should, run as a reader runs it, by the runtime that runs this. */
import { availableParallelism } from 'node:os';
import { allListings } from '../../scripts/book/listings.ts';
import { runListing } from '../../scripts/book/run-listing.ts';
import { check } from './lib/check.ts';

const isDeno = 'Deno' in globalThis;
const command = [process.execPath, ...(isDeno ? ['run', '--quiet', '--allow-all', '--no-lock'] : [])] as const;

/** A newer Node than the pinned one runs the first listing of each chapter only: it does the rest no differently, and each takes a process. */
const OLDEST_NODE = 24;
const isNewerNode = !isDeno && !('Bun' in globalThis) && Number.parseInt(process.versions.node) > OLDEST_NODE;

const listings = allListings().filter(({ name }) => !isNewerNode || name.startsWith('01-'));
let next = 0;
async function runSome(): Promise<void> {
  for (let listing = listings[next++]; listing !== undefined; listing = listings[next++]) {
    const fault = await runListing(listing, command as readonly [string, ...string[]]);
    check(fault ?? `${listing.path} prints what it should`, fault === undefined);
  }
}
await Promise.all(Array.from({ length: availableParallelism() }, runSome));
