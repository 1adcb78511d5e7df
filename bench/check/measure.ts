import { spawnSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { McSource } from '../../scripts/lib/mc-syntax.ts';
import { toC } from './to-c.ts';

export type Model = 'sc' | 'tso' | 'rc11';

/** One run of one program by one checker. */
export interface Measured {
  readonly executions: number;
  readonly blocked: number;
  /** Of user and system, of all threads of the process and its children, starting included. */
  readonly cpuSeconds: number;
}

/** So long one run may take; what takes longer is left out. */
const LIMIT_MS = 300_000;

const child = fileURLToPath(new URL('child.ts', import.meta.url));

export function measureOurs({ name }: McSource, model: Model): Measured | undefined {
  const run = timed([process.execPath, '--conditions=lockwright-source', child, name, model]);
  if (run === undefined) return undefined;
  const { executions, blocked } = JSON.parse(run.output.trim().split('\n').at(-1)!) as { executions: number; blocked: number };
  return { executions, blocked, cpuSeconds: run.cpuSeconds };
}

/** What makes GenMC count every execution by itself, as we do. */
const PLAIN_COUNTS = ['--disable-sr', '--disable-ipr', '--disable-estimation', '--disable-mm-detector'];

export const hasGenmc = (): boolean => spawnSync('genmc', ['--version']).error === undefined;

export function measureGenmc(source: McSource, model: Model): Measured | undefined {
  const file = join(mkdtempSync(join(tmpdir(), 'lockwright-genmc-')), 'program.c');
  writeFileSync(file, toC(source));
  const run = timed(['genmc', `--${model}`, ...PLAIN_COUNTS, file]);
  if (run === undefined) return undefined;
  const count = (pattern: RegExp): number => Number(pattern.exec(run.output)?.[1] ?? 0);
  return {
    executions: count(/complete executions explored: (\d+)/),
    blocked: count(/blocked executions(?: seen)?: (\d+)/),
    cpuSeconds: run.cpuSeconds,
  };
}

/** Runs a command under the shell's own clock, which sees all its processes. */
function timed(command: readonly string[]): { output: string; cpuSeconds: number } | undefined {
  const { status, stdout, stderr } = spawnSync('bash', ['-c', 'TIMEFORMAT="cpu %U %S"; time "$@"', 'bash', ...command], {
    encoding: 'utf8',
    timeout: LIMIT_MS,
  });
  const times = /^cpu (\S+) (\S+)$/m.exec(stderr ?? '');
  if (times === null) return undefined;
  if (status !== 0) {
    process.stderr.write(stderr);
    return undefined;
  }
  return { output: stdout, cpuSeconds: Number(times[1]) + Number(times[2]) };
}
