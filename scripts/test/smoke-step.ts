/**
 * A step that runs the programs of tests/smoke, each under every runtime, on the built package: what a user gets.
 * A program prints `ok N - sentence` lines and ends with exit code 0. Costs one process per program and runtime.
 */
import { readdirSync } from 'node:fs';
import { installed, root } from '../lib/paths.ts';
import { runCommand, type Outcome } from '../lib/run-command.ts';
import { type Report, withEnding } from './step.ts';

interface Runtime {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
}

export const runtimes: readonly Runtime[] = [
  { name: 'Node 24', command: installed('node'), args: [] },
  { name: 'Node 26', command: `${root}/tools/node-26/node_modules/.bin/node`, args: [] },
  { name: 'Bun', command: installed('bun'), args: [] },
  { name: 'Deno', command: installed('deno'), args: ['run', '--quiet', '--allow-all', '--no-lock'] },
];

const PROGRAM_LIMIT_MS = 60_000;

export async function runSmoke(): Promise<Report> {
  const programs = readdirSync(`${root}/tests/smoke`).filter((name) => name.endsWith('.ts'));
  let passed = 0;
  let failed = programs.length === 0 ? 1 : 0;
  const outputs: string[] = programs.length === 0 ? ['There is no program in tests/smoke.\n'] : [];
  for (const runtime of runtimes) {
    for (const program of programs) {
      const outcome = await runCommand(runtime.command, [...runtime.args, `tests/smoke/${program}`], { timeLimitMs: PROGRAM_LIMIT_MS });
      const report = reportOfProgram(outcome);
      passed += report.passed;
      failed += report.failed;
      if (report.failed > 0) outputs.push(`--- ${runtime.name}: tests/smoke/${program} (exit code ${outcome.code})\n${report.output}`);
    }
  }
  return { passed, failed, output: outputs.join('\n') };
}

/** A program that reports no failure and yet ends badly, or reports nothing at all, counts as one failure. */
export function reportOfProgram(outcome: Outcome): Report {
  const passed = countLines(outcome.output, /^ok \d+ - /gm);
  const failedLines = countLines(outcome.output, /^not ok \d+ - /gm);
  const ended = outcome.code === 0 && passed > 0;
  return { passed, failed: failedLines === 0 && !ended ? 1 : failedLines, output: withEnding(outcome) };
}

const countLines = (output: string, line: RegExp): number => output.match(line)?.length ?? 0;
