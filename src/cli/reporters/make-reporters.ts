import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { type Terminal, terminalOf, WITHOUT_TERMINAL } from '../terminal.ts';
import { UsageError } from '../usage-error.ts';
import { version } from '../version.ts';
import type { Reporter, Write } from './reporter.ts';
import type { ReporterName, ReporterRequest } from './request.ts';

type Make = (write: Write, terminal: Terminal) => Promise<Reporter>;

/** Each is loaded only when it is asked for. */
const MAKERS: Readonly<Record<ReporterName, Make>> = {
  text: async (write, terminal) => new (await import('./text-reporter.ts')).TextReporter(write, terminal),
  json: async (write) => new (await import('./json-reporter.ts')).JsonReporter(write),
  github: async (write) => new (await import('./github-reporter.ts')).GithubReporter(write),
  junit: async (write) => new (await import('./junit-reporter.ts')).JUnitReporter(write),
  sarif: async (write) => new (await import('./sarif-reporter.ts')).SarifReporter(write, await version()),
};

/**
 * The reporters of one run. Their files are emptied at once, so that what is in them is never of an earlier run.
 *
 * @throws {UsageError} if a file cannot be written
 */
export function makeReporters(requests: readonly ReporterRequest[], color: boolean): Promise<readonly Reporter[]> {
  return Promise.all(
    requests.map(({ name, output }) =>
      MAKERS[name](openOutput(output), output === undefined ? terminalOf(process.stdout, color) : WITHOUT_TERMINAL),
    ),
  );
}

/**
 * What writes to a file, which is emptied, or to the standard output.
 *
 * @throws {UsageError} if the file cannot be written
 */
export function openOutput(file: string | undefined): Write {
  if (file === undefined) return (text) => console.log(text);
  try {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, '');
  } catch (error) {
    throw new UsageError(`--output ${file} cannot be written: ${(error as Error).message}`);
  }
  return (text) => appendFileSync(file, `${text}\n`);
}
