import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Engine } from './engines.ts';
import type { Machine } from './machine.ts';
import type { Result } from './result.ts';
import type { Effort } from './rounds.ts';

/** Keeps results as data, in `bench/data/<date>-<machine>-<engine>/results.json`. */

export interface Header {
  readonly date: string;
  readonly machine: Machine;
  readonly versions: Readonly<Record<string, string>>;
  readonly effort: Effort;
}

const data = new URL('../data/', import.meta.url);

/** Writes the results of one engine; those of other workloads from the same day stay. Returns the file, relative to the project. */
export function record(header: Header, engine: Engine, results: readonly Result[]): string {
  const folder = new URL(`${header.date}-${header.machine.slug}-${engine.name}/`, data);
  const file = new URL('results.json', folder);
  mkdirSync(folder, { recursive: true });
  const before = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as { results: Result[] }).results : [];
  const kept = before.filter((old) => !results.some((result) => result.name === old.name));
  const at = new Date().toISOString();
  const lines = [...kept, ...results.map((result) => ({ ...result, at }))].map((result) => JSON.stringify(result));
  // A line for each workload, so that a change shows as a change of that line.
  const start = JSON.stringify({ ...header, engine: engine.name }).slice(0, -1);
  writeFileSync(file, `${start},"results":[\n${lines.join(',\n')}\n]}\n`);
  return fileURLToPath(file).slice(fileURLToPath(new URL('../../', import.meta.url)).length);
}
