/** The command line of `npm run bench`. */

export interface Options {
  readonly engines: readonly string[];
  readonly only: readonly string[];
  readonly json: boolean;
  readonly quick: boolean;
  readonly build: boolean;
  readonly record: boolean;
  readonly list: boolean;
  readonly help: boolean;
}

export const usage = `npm run bench -- [flags]
  --only NAME[,NAME]      these workloads; 'mutex' means mutex and all mutex-…
  --engines NAME[,NAME]   of node, node-26, bun, deno; without it node and bun
  --quick                 fewer and shorter samples; not recorded
  --json                  one JSON line a workload and engine, nothing else
  --no-record             do not write bench/data
  --no-build              measure dist/ as it is
  --list                  the workloads, and what one operation of each is
  --help                  this text`;

export const knownEngines = ['node', 'node-26', 'bun', 'deno'] as const;
const DEFAULT_ENGINES = ['node', 'bun'];

/** Reads the arguments; throws an error that says what is wrong and what would be right. */
export function parseOptions(args: readonly string[]): Options {
  const options = {
    engines: DEFAULT_ENGINES,
    only: [] as string[],
    json: false,
    quick: false,
    build: true,
    record: true,
    list: false,
    help: false,
  };
  for (let i = 0; i < args.length; i++) {
    const [flag, inline] = split(args[i] as string);
    switch (flag) {
      case '--only':
        options.only = names(flag, inline ?? args[++i]);
        break;
      case '--engines':
        options.engines = names(flag, inline ?? args[++i]);
        break;
      case '--json':
      case '--quick':
      case '--list':
      case '--help':
        options[flag.slice(2) as 'json' | 'quick' | 'list' | 'help'] = true;
        break;
      case '--no-build':
        options.build = false;
        break;
      case '--no-record':
        options.record = false;
        break;
      default:
        throw new Error(`unknown argument '${args[i]}'\n${usage}`);
    }
  }
  const unknown = options.engines.find((engine) => !(knownEngines as readonly string[]).includes(engine));
  if (unknown !== undefined) throw new Error(`unknown engine '${unknown}'; known are ${knownEngines.join(', ')}`);
  return options;
}

function split(argument: string): [string, string | undefined] {
  const equals = argument.indexOf('=');
  return equals < 0 ? [argument, undefined] : [argument.slice(0, equals), argument.slice(equals + 1)];
}

function names(flag: string, value: string | undefined): string[] {
  const list = (value ?? '').split(',').filter((name) => name !== '');
  if (list.length === 0 || value?.startsWith('-')) throw new Error(`${flag} needs one or more names, separated by commas\n${usage}`);
  return list;
}
