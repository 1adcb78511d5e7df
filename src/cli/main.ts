#!/usr/bin/env node
/** The `lockwright` command: finds the file for the first argument, and runs it. Each command is a file of its own. */
import { parseArgs } from 'node:util';

/** What a command does with its arguments. It returns the exit code. */
type Run = (args: readonly string[]) => number | Promise<number>;

interface Command {
  readonly summary: string;
  /** Loads the command: only the one that is run, since each file costs time. */
  load(): Promise<Run>;
}

const COMMANDS: Readonly<Record<string, Command>> = {
  check: {
    summary: 'check programs in every execution that the memory model allows',
    load: async () => (await import('./check.ts')).check,
  },
  mutate: {
    summary: 'put the usual faults into a module, and tell which of them its checks do not find',
    load: async () => (await import('./mutate/mutate.ts')).mutate,
  },
  replay: { summary: 'step through a counterexample that a check found', load: async () => (await import('./replay.ts')).replay },
  view: {
    summary: 'look at a counterexample, or at all executions of a check, in a browser',
    load: async () => (await import('./view.ts')).view,
  },
  litmus: {
    summary: 'tell which final states a memory model allows a litmus test',
    load: async () => (await import('./litmus/litmus.ts')).litmus,
  },
  doctor: {
    summary: 'tell whether threads can share memory here, and which headers a web page needs',
    load: async () => (await import('./doctor.ts')).doctor,
  },
};

/** The arguments could not be understood. */
const USAGE = 2;

function help(): string {
  const width = Math.max(...Object.keys(COMMANDS).map((name) => name.length));
  const lines = Object.entries(COMMANDS).map(([name, { summary }]) => `  ${name.padEnd(width)}  ${summary}`);
  return `Usage: lockwright COMMAND [OPTIONS]\n\nCommands:\n${lines.join('\n')}\n\nlockwright COMMAND --help tells more.`;
}

async function main(args: readonly string[]): Promise<number> {
  const [name, ...rest] = args;
  if (name === undefined || name === '--help' || name === '-h' || name === 'help') {
    console.log(help());
    return 0;
  }
  if (name === '--version') {
    parseArgs({ args: rest });
    console.log(await (await import('./version.ts')).version());
    return 0;
  }
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (command === undefined) {
    console.error(`lockwright: there is no command '${name}'\n\n${help()}`);
    return USAGE;
  }
  try {
    const run = await command.load();
    return await run(rest);
  } catch (error) {
    if ((error as { code?: string }).code?.startsWith('ERR_PARSE_ARGS') !== true) throw error;
    console.error(`lockwright ${name}: ${(error as Error).message}`);
    return USAGE;
  }
}

// Who reads may have seen enough: `lockwright check … | head`.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit();
});
process.exitCode = await main(process.argv.slice(2));
