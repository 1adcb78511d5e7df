#!/usr/bin/env node
/** The `lockwright` command: finds the file for the first argument, and runs it. Each command is a file of its own. */
import { parseArgs } from 'node:util';
import { doctor } from './doctor.ts';

/** What a command is. It returns the exit code. */
interface Command {
  readonly summary: string;
  run(args: readonly string[]): number | Promise<number>;
}

const COMMANDS: Readonly<Record<string, Command>> = {
  doctor: { summary: 'tell whether threads can share memory here, and which headers a web page needs', run: doctor },
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
    const { default: manifest } = (await import('../../package.json', { with: { type: 'json' } })) as { default: { version: string } };
    console.log(manifest.version);
    return 0;
  }
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (command === undefined) {
    console.error(`lockwright: there is no command '${name}'\n\n${help()}`);
    return USAGE;
  }
  try {
    return await command.run(rest);
  } catch (error) {
    if ((error as { code?: string }).code?.startsWith('ERR_PARSE_ARGS') !== true) throw error;
    console.error(`lockwright ${name}: ${(error as Error).message}`);
    return USAGE;
  }
}

process.exitCode = await main(process.argv.slice(2));
