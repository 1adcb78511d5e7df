import * as modules from 'node:module';
import { HELP, readArguments, type Request } from './check-options.ts';
import { CheckRun } from './check-run.ts';
import { UsageError } from './usage-error.ts';

const UNUSABLE = 2;

/** `lockwright check`. Exit code 0 if all checks are correct, 1 if one is wrong, 2 if one is incomplete or could not be run. */
export async function check(args: readonly string[]): Promise<number> {
  try {
    const request = readArguments(args);
    if (request !== undefined) return await runRequest(request);
    console.log(HELP);
    return 0;
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    console.error(`lockwright check: ${error.message}`);
    return UNUSABLE;
  }
}

async function runRequest(request: Request): Promise<number> {
  modules.enableCompileCache?.();
  if (request.watch) return (await import('./watch-mode.ts')).watchChecks(request);
  if (request.orders) return (await import('./orders/orders.ts')).orders(request);
  const run = new CheckRun(request);
  const interrupt = () => run.interrupt();
  process.once('SIGINT', interrupt);
  try {
    return (await run.result).code;
  } finally {
    process.off('SIGINT', interrupt);
  }
}
