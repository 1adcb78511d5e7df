/** A step that runs one Vitest project and counts its test cases. Costs a child process and a JSON report. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { installed, root } from '../lib/paths.ts';
import { type Limits, runCommand, type Outcome } from '../lib/run-command.ts';
import { type Report, withEnding } from './step.ts';

interface Counts {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
}

/**
 * V8 aborts a whole process now and then when many workers that use WebAssembly come and go on a loaded machine (Node 18 to 26; see nodejs/node#64500). That says nothing about the tests in it, so these files
 * are run once more, and a line says so. Anything else, and a second abort, is a failure.
 */
const ENGINE_ABORT = /# Check failed: jit_page/;
/** What the watchdog (tests/setup/watchdog.ts) says of a thread that it ended. Once more too, since it is rare, and the rest is worth knowing: but the place is printed, and is to be looked into. */
const BLOCKED = /^BLOCKED: .*(?:\n {4}.*)*/gm;
/** What Vitest says of each process that ended under its tests, and of all errors outside of tests. */
const PROCESS_DIED = /Worker exited unexpectedly.* while running test file (\S+)/g;
const ERRORS_OUTSIDE = /Vitest caught (\d+) unhandled error/;

export async function runVitest(project: string, filters: readonly string[], limits: Limits): Promise<Report> {
  const first = await runVitestOnce(project, filters, limits);
  const files = filesToRepeat(first);
  if (files.length === 0) return first;
  console.log(
    `  V8 aborted in ${project} tests (a known fault of the engine: "Check failed: jit_page"); running once more: ${files.join(', ')}`,
  );
  const second = await runVitestOnce(project, files, limits);
  return {
    passed: first.passed + second.passed,
    failed: second.failed,
    skipped: (first.skipped ?? 0) + (second.skipped ?? 0),
    output: second.output,
  };
}

/** The files whose processes the engine or the watchdog ended, if nothing else went wrong; none otherwise. */
export function filesToRepeat({ failed, output }: Report): readonly string[] {
  if (failed !== 1 || !(ENGINE_ABORT.test(output) || output.match(BLOCKED) !== null)) return [];
  const files = [...output.matchAll(PROCESS_DIED)].map(([, file]) => relative(root, file!));
  const errors = Number(ERRORS_OUTSIDE.exec(output)?.[1] ?? 0);
  return files.length === errors ? files : [];
}

async function runVitestOnce(project: string, filters: readonly string[], limits: Limits): Promise<Report> {
  const folder = mkdtempSync(join(tmpdir(), 'lockwright-test-'));
  try {
    const file = join(folder, 'report.json');
    const args = ['run', '--project', project, '--reporter=default', '--reporter=json', `--outputFile.json=${file}`, ...filters];
    const some = filters.length > 0 ? ['--passWithNoTests'] : [];
    return reportOfVitest(await runCommand(installed('vitest'), [...args, ...some], limits), readCounts(file), filters.length > 0);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A run that failed without a failed test case (a file that does not load, an unhandled error, a hang) counts as one failure, and so does one without any, unless `mayBeNone`. */
export function reportOfVitest(outcome: Outcome, counts: Counts | undefined, mayBeNone = false): Report {
  const passed = counts?.numPassedTests ?? 0;
  const failedCases = counts?.numFailedTests ?? 0;
  const ended = outcome.code === 0 && (passed > 0 || mayBeNone);
  return {
    passed,
    failed: failedCases === 0 && !ended ? 1 : failedCases,
    skipped: counts?.numPendingTests ?? 0,
    output: withEnding(outcome),
  };
}

function readCounts(file: string): Counts | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Counts;
  } catch {
    return undefined;
  }
}
