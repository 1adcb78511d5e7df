import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import type { Machine } from '../harness/machine.ts';
import type { Effort } from '../harness/rounds.ts';

/** What was measured, as data: `bench/data/<date>-<machine>-book/results.json`. The table and the plot of docs/chapter-9.md are made of the latest. */

/** Who ran a design: Rust, or an engine. */
export type Runner = 'rust' | 'node' | 'bun';
export const RUNNERS: readonly Runner[] = ['rust', 'node', 'bun'];

export interface Figure {
  readonly by: Runner;
  /** Operations in a sample. */
  readonly operations: number;
  /** Nanoseconds of an operation. */
  readonly samples: readonly number[];
  /** Why there are none. */
  readonly error?: string;
}

export interface Row {
  readonly label: string;
  readonly figures: readonly Figure[];
}

export interface Measured {
  readonly name: string;
  readonly title: string;
  readonly operation: string;
  readonly count: number;
  readonly at: string;
  /** How many threads of the machine wanted to run, over the last minute, before it and after it: those of others as well. */
  readonly load: readonly [before: number, after: number];
  readonly rows: readonly Row[];
}

export interface BookRecord {
  readonly date: string;
  readonly machine: Machine;
  readonly versions: Readonly<Record<string, string>>;
  readonly effort: Effort;
  /** The nice value: below 0, other programs of the machine had to stand back. */
  readonly priority: number;
  readonly measurements: readonly Measured[];
}

const data = new URL('../data/', import.meta.url);
const SUFFIX = '-book';

/** The latest record. */
export function latestRecord(): BookRecord {
  const folders = readdirSync(data).filter((name) => name.endsWith(SUFFIX));
  const latest = folders.toSorted().at(-1);
  if (latest === undefined) throw new Error('bench/data has no record of the book: npm run bench:book makes one');
  return read(new URL(`${latest}/results.json`, data));
}

/** Writes what was measured; what that day's record has of other measurements stays. In the order of `names`. */
export function writeRecord(record: BookRecord, names: readonly string[]): BookRecord {
  const folder = new URL(`${record.date}-${record.machine.slug}${SUFFIX}/`, data);
  const file = new URL('results.json', folder);
  mkdirSync(folder, { recursive: true });
  const before = existsSync(file) ? read(file).measurements : [];
  const all = names.flatMap(
    (name) => [record.measurements, before].map((list) => list.find((one) => one.name === name)).find(Boolean) ?? [],
  );
  const { measurements: _, ...head } = record;
  // A line for each row, so that a change shows as a change of that line.
  const lines = all.map(({ rows, ...measured }) => {
    const start = JSON.stringify(measured).slice(0, -1);
    return `${start},"rows":[\n${rows.map((row) => JSON.stringify(row)).join(',\n')}\n]}`;
  });
  writeFileSync(file, `${JSON.stringify(head).slice(0, -1)},"measurements":[\n${lines.join(',\n')}\n]}\n`);
  return { ...record, measurements: all };
}

function read(file: URL): BookRecord {
  return JSON.parse(readFileSync(file, 'utf8')) as BookRecord;
}
