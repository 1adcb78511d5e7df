/** Runs a listing as a reader does, and judges what it prints. Costs a process. */
import { runCommand } from '../lib/run-command.ts';
import { type Listing, outputOf } from './listings.ts';

/** Far more than any takes on a loaded machine: it ends what hangs. */
const LIMIT_MS = 30_000;

/** What is wrong, or undefined. `command` is a runtime, and what stands between it and the file. */
export async function runListing(listing: Listing, [program, ...args]: readonly [string, ...string[]]): Promise<string | undefined> {
  const expected = await outputOf(listing);
  const { code, timedOut, output } = await runCommand(program, [...args, listing.path], { timeLimitMs: LIMIT_MS });
  if (timedOut) return `${listing.path} did not end within ${LIMIT_MS} ms; it printed:\n${output}`;
  if (code !== 0) return `${listing.path} ended with exit code ${code}; it printed:\n${output}`;
  return expected.test(output) ? undefined : `${listing.path} was to print ${String(expected)}, but printed:\n${output}`;
}
