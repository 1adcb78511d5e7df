import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { readArguments, type Request } from '../check-options.ts';
import { UsageError } from '../usage-error.ts';

export const HELP = `Usage: lockwright mutate FILE… [OPTIONS]

Puts the usual faults into the modules that the files of checks import, one at a time, and says which of them no check finds.

  --of FILE        mutates this file instead; may be given several times
  --only NAME      only checks whose name contains NAME
  --budget LIMIT   ends each check after so many executions (100000) or so long (30s); default: ten times what the slowest takes
  --max-steps N    most steps of one thread in one execution (2000)
  --watchdog TIME  ends a check that did nothing with shared memory for so long (5s)
  --instrument P   packages whose code is to be checked with the files, as lockwright check takes it
  --jobs N         workers at a time (one for each core)
  --json           prints one line of JSON
  --no-color       no colours (also: NO_COLOR=1)

The files stay as they are. A comment \`// mutate-ignore: reason\` marks faults of its line, or of the next one, that change nothing.
Exit code: 0 all are found or marked; 1 one is not; 2 one is undecided, or the checks could not be run.`;

export interface MutateRequest extends Request {
  readonly of: readonly string[];
  readonly jobsAtOnce: number;
  readonly json: boolean;
}

/** Reads the arguments; undefined if they ask for help. */
export function readMutateArguments(args: readonly string[]): MutateRequest | undefined {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      help: { type: 'boolean', short: 'h' },
      of: { type: 'string', multiple: true },
      jobs: { type: 'string' },
      instrument: { type: 'string', multiple: true },
      json: { type: 'boolean' },
      only: { type: 'string' },
      budget: { type: 'string' },
      'max-steps': { type: 'string' },
      watchdog: { type: 'string' },
      'no-color': { type: 'boolean' },
    },
  });
  if (values.help === true) return undefined;
  if (positionals.length === 0) throw new UsageError('no file of checks is named: lockwright mutate FILE…');
  const passed = (['only', 'budget', 'max-steps', 'watchdog'] as const).flatMap((name) => {
    const value = values[name];
    return value === undefined ? [] : [`--${name}`, value];
  });
  const instrument = (values.instrument ?? []).flatMap((names) => ['--instrument', names]);
  const request = readArguments([...positionals, ...passed, ...instrument, ...(values['no-color'] === true ? ['--no-color'] : [])])!;
  if (request.problems.length > 0) throw new UsageError(request.problems.join('\n'));
  const of = (values.of ?? []).map((file) => {
    if (!existsSync(file)) throw new UsageError(`--of ${file}: there is no such file. Its path is taken from the folder ${process.cwd()}`);
    return resolve(file);
  });
  return { ...request, of, jobsAtOnce: readJobs(values.jobs), json: values.json === true };
}

function readJobs(text: string | undefined): number {
  if (text === undefined) return availableParallelism();
  if (!/^[1-9]\d*$/.test(text)) throw new UsageError(`--jobs ${text} is no count: give a whole number above 0`);
  return Number(text);
}
