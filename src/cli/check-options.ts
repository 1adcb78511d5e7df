import { existsSync, statSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { pathToFileURL } from 'node:url';
import type { ExploreOptions, ModelName } from '../check/result.ts';
import type { Job } from './check-messages.ts';
import { type Argument, readReporters, type ReporterRequest } from './reporters/request.ts';
import { UsageError } from './usage-error.ts';

export const HELP = `Usage: lockwright check FILE… [OPTIONS]

Runs the checks that the files declare: every execution that the memory model allows.

  --model M        js (default), sc, tso or rc11, instead of what a check asks for
  --instrument P   packages that the files import, P,Q or ./FILE, whose code is to be checked with them:
                   each thread has its own instance of it, and all that it does with shared memory is seen
  --only NAME      only checks whose name contains NAME
  --budget LIMIT   ends each check after so many executions (100000) or so long (30s, 500ms, 2m)
  --max-steps N    most steps of one thread in one execution (2000)
  --cores N        threads that explore a check which takes long (as many as there are processors)
  --lock-aware     takes waiting for a Mutex of ours for one step: programs that use locks, in far fewer executions
  --symmetry       explores one of those executions that differ only in which of several equal threads did what
  --resume         goes on with explorations that a budget or Ctrl-C ended, where they were
  --keep-going     counts all executions, also after the first error
  --watchdog TIME  ends a check that did nothing with shared memory for so long (5s)
  --reporter NAME  text (default), json, junit, sarif or github; may be given several times
  --output FILE    where the reporter that was named last writes, instead of the standard output
  --json           short for --reporter json: one line of JSON for each check
  --orders         weakens each declared order in turn: which are stronger than the checks need, and what mends
  --watch          runs again what a change of a file concerns, until q is pressed
  --no-color       no colours (also: NO_COLOR=1)

A check that is wrong is printed with its shortest counterexample, and kept in .lockwright/ for lockwright replay and view.
Exit code: 0 all checks are correct; 1 one is wrong; 2 one is incomplete or could not be run.`;

export interface Request {
  readonly jobs: readonly Job[];
  readonly only: string | undefined;
  /** Packages and paths of files. */
  readonly instrument: readonly string[];
  readonly options: ExploreOptions;
  readonly reporters: readonly ReporterRequest[];
  readonly watch: boolean;
  readonly orders: boolean;
  readonly color: boolean;
  readonly watchdogMs: number;
  readonly cores: number;
  readonly resume: boolean;
  /** Files that cannot be run, and why. */
  readonly problems: readonly string[];
}

const MODELS: Readonly<Record<string, ModelName>> = { js: 'js', sc: 'sc', tso: 'tso', x86tso: 'tso', rc11: 'rc11' };
const WATCHDOG_MS = 5000;

/** Reads the arguments; undefined if they ask for help. Does not open the files. */
export function readArguments(args: readonly string[]): Request | undefined {
  const { values, positionals, tokens } = parseArgs({
    args: [...args],
    allowPositionals: true,
    tokens: true,
    options: {
      help: { type: 'boolean', short: 'h' },
      model: { type: 'string' },
      json: { type: 'boolean' },
      reporter: { type: 'string', multiple: true },
      output: { type: 'string', multiple: true },
      watch: { type: 'boolean' },
      orders: { type: 'boolean' },
      budget: { type: 'string' },
      'keep-going': { type: 'boolean' },
      only: { type: 'string' },
      instrument: { type: 'string', multiple: true },
      'no-color': { type: 'boolean' },
      'max-steps': { type: 'string' },
      cores: { type: 'string' },
      resume: { type: 'boolean' },
      'lock-aware': { type: 'boolean' },
      symmetry: { type: 'boolean' },
      watchdog: { type: 'string' },
    },
  });
  if (values.help === true) return undefined;
  if (positionals.length === 0) throw new UsageError('no file is named: lockwright check FILE…');
  if (values.orders === true) refuseWithOrders(values);
  const files = [...new Set(positionals)];
  const problems = files.flatMap((file) => problemOf(file) ?? []);
  return {
    jobs: files.filter((file) => problemOf(file) === undefined).map((file) => ({ file, url: pathToFileURL(file).href, skip: 0 })),
    only: values.only,
    instrument: [...new Set((values.instrument ?? []).flatMap(readNames))],
    options: {
      ...(values.model === undefined ? {} : { model: readModel(values.model) }),
      ...(values.budget === undefined ? {} : readBudget(values.budget)),
      ...(values['keep-going'] === true ? { keepGoing: true } : {}),
      ...(values['lock-aware'] === true ? { lockAware: true } : {}),
      ...(values.symmetry === true ? { symmetry: true } : {}),
      ...(values['max-steps'] === undefined ? {} : { maxSteps: readCount('--max-steps', values['max-steps']) }),
    },
    reporters: readReporters(tokens as readonly Argument[]),
    watch: values.watch === true,
    orders: values.orders === true,
    color: values['no-color'] !== true,
    watchdogMs: values.watchdog === undefined ? WATCHDOG_MS : readTime('--watchdog', values.watchdog),
    resume: values.resume === true,
    cores: values.cores === undefined ? availableParallelism() : readCount('--cores', values.cores),
    problems,
  };
}

function refuseWithOrders({ model, watch }: { readonly model?: string | undefined; readonly watch?: boolean | undefined }): void {
  if (watch === true) throw new UsageError('--orders and --watch do not go together: it explores each check many times');
  if (model !== undefined && model !== 'rc11')
    throw new UsageError(`--orders judges by the declared orders, which only rc11 does: leave out --model ${model}`);
}

function problemOf(file: string): string | undefined {
  if (!existsSync(file)) return `${file}: there is no such file. Its path is taken from the folder ${process.cwd()}`;
  return statSync(file).isDirectory()
    ? `${file} is a folder: name the files in it, such as ${file.replace(/\/*$/, '')}/*.check.ts`
    : undefined;
}

function readModel(text: string): ModelName {
  if (!Object.hasOwn(MODELS, text)) throw new UsageError(`there is no model '${text}'. Known: ${Object.keys(MODELS).join(', ')}`);
  return MODELS[text]!;
}

function readBudget(text: string): ExploreOptions {
  if (/^[1-9][\d_]*$/.test(text)) return { maxExecutions: Number(text.replaceAll('_', '')) };
  if (TIME.test(text)) return { maxSeconds: readTime('--budget', text) / SECOND_MS };
  throw new UsageError(`--budget ${text} is no limit: give executions, such as 100000, or a time, such as 30s`);
}

const TIME = /^(\d+(?:\.\d+)?)(ms|s|m|h)$/;
const SECOND_MS = 1000;
const MS: Readonly<Record<string, number>> = { ms: 1, s: SECOND_MS, m: 60_000, h: 3_600_000 };

function readTime(option: string, text: string): number {
  const [, amount, unit] = TIME.exec(text) ?? [];
  const ms = Number(amount) * (MS[unit ?? ''] ?? Number.NaN);
  if (!(ms > 0)) throw new UsageError(`${option} ${text} is no time: give one such as 30s, 500ms or 2m`);
  return ms;
}

function readNames(list: string): string[] {
  const names = list.split(',').map((name) => name.trim());
  if (names.includes(''))
    throw new UsageError(`--instrument '${list}' has an empty name: give packages such as ringbuf.js, or files such as ./ring.js`);
  return names;
}

function readCount(option: string, text: string): number {
  if (!/^[1-9]\d*$/.test(text)) throw new UsageError(`${option} ${text} is no count: give a whole number above 0`);
  return Number(text);
}
