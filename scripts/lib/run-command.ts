/**
 * Runs a command as a child with a time limit, and gives back its exit code and all that it printed.
 * Costs one process group: when the limit is reached, or this program ends, the whole group is ended.
 */
import { spawn } from 'node:child_process';
import { constants, setPriority } from 'node:os';
import { stripVTControlCharacters } from 'node:util';
import { root } from './paths.ts';

export interface Outcome {
  /** The exit code; null when a signal ended the command or it could not start. */
  readonly code: number | null;
  readonly timedOut: boolean;
  /** Standard output and standard error, in the order in which they came, without colours. */
  readonly output: string;
}

export interface Limits {
  readonly timeLimitMs: number;
  readonly env?: Readonly<Record<string, string>>;
  /** It leaves the processors to others wherever they want them. */
  readonly isBeside?: boolean;
}

/** Between the polite signal and the final one. Playwright needs about a second to end its browser; this is a guess above that. */
const GRACE_MS = 4000;
/** How long to wait for output of a command that has ended, when a child it left behind still holds the pipe. */
const LINGER_MS = 1000;

const running = new Set<number>();

export function runCommand(command: string, args: readonly string[], limits: Limits): Promise<Outcome> {
  const { promise, resolve } = Promise.withResolvers<Outcome>();
  const child = spawn(command, args, {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
    env: { ...process.env, NO_COLOR: '1', FORCE_COLOR: '0', ...limits.env },
  });
  const group = child.pid;
  const chunks: Buffer[] = [];
  let timedOut = false;
  let code: number | null = null;

  const finish = (): void => {
    clearTimeout(limit);
    if (group !== undefined) {
      endGroup(group, 'SIGKILL');
      running.delete(group);
    }
    resolve({ code: timedOut ? null : code, timedOut, output: stripVTControlCharacters(Buffer.concat(chunks).toString()) });
  };
  const limit = setTimeout(() => {
    timedOut = true;
    if (group === undefined) return;
    endGroup(group, 'SIGTERM');
    setTimeout(endGroup, GRACE_MS, group, 'SIGKILL').unref();
  }, limits.timeLimitMs);

  if (group !== undefined) {
    running.add(group);
    if (limits.isBeside) leaveProcessors(group);
  }
  child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => chunks.push(chunk));
  child.once('error', (error) => {
    chunks.push(Buffer.from(`${command}: ${error.message}\n`));
    finish();
  });
  child.once('exit', (exitCode) => {
    code = exitCode;
    const linger = setTimeout(finish, LINGER_MS);
    child.once('close', () => {
      clearTimeout(linger);
      finish();
    });
  });
  return promise;
}

/** What `nice` calls the lowest priority. The processes that it starts have it too. */
function leaveProcessors(pid: number): void {
  try {
    setPriority(pid, constants.priority.PRIORITY_LOW);
  } catch {
    // It has ended already.
  }
}

function endGroup(group: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-group, signal);
  } catch {
    // The group has ended already.
  }
}

function endAll(): void {
  for (const group of running) endGroup(group, 'SIGKILL');
}

process.on('exit', endAll);
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => process.exit(1));
