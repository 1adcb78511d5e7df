import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Finds the JavaScript engines and says how each runs a TypeScript file. */

export interface Engine {
  readonly name: string;
  readonly version: string;
  readonly command: string;
  /** Arguments before the file. */
  readonly flags: readonly string[];
}

const root = fileURLToPath(new URL('../..', import.meta.url));
const VERSION_TIMEOUT_MS = 20_000;

/** Where each may be, first to last; then the PATH. */
const places: Readonly<Record<string, readonly string[]>> = {
  node: [process.execPath],
  'node-26': ['node_modules/node-26/node_modules/.bin/node'],
  bun: ['node_modules/.bin/bun'],
  deno: ['node_modules/.bin/deno'],
};

const flags: Readonly<Record<string, readonly string[]>> = {
  deno: ['run', '--allow-all', '--no-prompt', '--quiet'],
};

/** The engine of that name, or why there is none. */
export function findEngine(name: string): Engine | { readonly missing: string } {
  for (const command of candidates(name)) {
    const said = spawnSync(command, ['--version'], { encoding: 'utf8', timeout: VERSION_TIMEOUT_MS });
    const version = /\d+\.\d+\.\d+/.exec(said.stdout ?? '')?.[0];
    if (said.status === 0 && version !== undefined) return { name, version, command, flags: flags[name] ?? [] };
  }
  return { missing: `${name} is not there (npm ci installs it), so it is left out` };
}

function candidates(name: string): string[] {
  const own = (places[name] ?? []).map((place) => join(place.startsWith('/') ? '' : root, place));
  const onPath = (process.env['PATH'] ?? '').split(delimiter).map((folder) => join(folder, name));
  return [...own, ...onPath].filter((file) => existsSync(file));
}
