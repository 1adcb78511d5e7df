import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { getPriority, loadavg } from 'node:os';
import { fileURLToPath } from 'node:url';
import { findEngine } from '../harness/engines.ts';
import { thisMachine } from '../harness/machine.ts';
import { type Effort, FULL, type Lane, lanesOf, QUICK, runLanes } from '../harness/rounds.ts';
import { buildRust } from '../harness/rust.ts';
import { type Measurement, measurements } from './catalogue.ts';
import { PAGE, pageOf, tableOf } from './page.ts';
import { PLOT, plotOf } from './plot.ts';
import { type BookRecord, type Figure, latestRecord, type Measured, type Runner, writeRecord } from './record.ts';

/**
 * `npm run bench:book`: the measurements of the book's chapter 9, of the book's locks and of ours, in TypeScript and in Rust, by turns. About twenty minutes. Keeps what it found as
 * data, and makes the table and the plot of it.
 */

const root = fileURLToPath(new URL('../..', import.meta.url));
const USAGE = `npm run bench:book -- [flags]
  --only NAME[,NAME]   of ${measurements.map(({ name }) => name).join(', ')}
  --quick              fewer and shorter samples; not recorded
  --no-build           measure dist/ as it is
  --page               measure nothing: make the table and the plot of the latest record`;

/** Each contestant gives three samples, and that twice, in new processes. */
const BOOK: Effort = { ...FULL, generations: 2, rounds: 3, warmUpMs: 100 };
/** What a quick run does: the same counts, but of no more than take so long. */
const QUICK_MS = 100;

interface Options {
  readonly only: readonly string[];
  readonly quick: boolean;
  readonly build: boolean;
}

async function main({ only, quick, build }: Options): Promise<void> {
  if (build) run('npm', ['run', 'build']);
  const engines = ['node', 'bun'].map((name) => must(findEngine(name)));
  const rust = must(buildRust());
  const effort = quick ? QUICK : BOOK;
  const measured: Measured[] = [];
  for (const measurement of measurements.filter(({ name }) => only.length === 0 || only.includes(name))) {
    console.error(measurement.title);
    const { count } = measurement;
    const withinMs = quick ? QUICK_MS : measurement.withinMs;
    const before = loadavg()[0]!;
    const lanes = measurement.designs.map(({ contestants }) => lanesOf({ contestants }, engines, rust));
    await runLanes(lanes.flat(), { ...effort, count, withinMs }, rust);
    measured.push(measuredOf(measurement, lanes, before));
  }
  const record: BookRecord = {
    date: new Date().toISOString().slice(0, 10),
    machine: thisMachine(),
    versions: Object.fromEntries([...engines.map(({ name, version }) => [name, version]), ['rustc', rust.version]]),
    effort,
    priority: getPriority(),
    measurements: measured,
  };
  console.log(tableOf(record));
  if (quick) return;
  makePage(
    writeRecord(
      record,
      measurements.map(({ name }) => name),
    ),
  );
}

/** Writes the table and the plot. */
function makePage(record: BookRecord): void {
  writeFileSync(PLOT, plotOf(record));
  writeFileSync(PAGE, pageOf(record));
}

function measuredOf({ name, title, operation, count, designs }: Measurement, lanes: readonly Lane[][], before: number): Measured {
  const rows = designs.map(({ label }, i) => ({ label, figures: lanes[i]!.map(figureOf) }));
  const load = [before, loadavg()[0]!].map((value) => Number(value.toFixed(2))) as [number, number];
  return { name, title, operation, count, at: new Date().toISOString(), load, rows };
}

function figureOf({ engine, operations = 0, samples, error }: Lane): Figure {
  const by = (engine?.name ?? 'rust') as Runner;
  return { by, operations, samples: samples.map((value) => Number(value.toPrecision(4))), ...(error === undefined ? {} : { error }) };
}

function must<T extends object>(found: T | { readonly missing: string }): T {
  if ('missing' in found) throw new Error(found.missing);
  return found;
}

function run(command: string, args: readonly string[]): void {
  const { status, stdout, stderr } = spawnSync(command, args, { cwd: root, encoding: 'utf8' });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} failed:\n${stdout}${stderr}`);
}

function parse(args: readonly string[]): Options | 'page' {
  const options = { only: [] as readonly string[], quick: false, build: true };
  for (let i = 0; i < args.length; i++) {
    if (args[i] === '--page') return 'page';
    else if (args[i] === '--quick') options.quick = true;
    else if (args[i] === '--no-build') options.build = false;
    else if (args[i] === '--only') options.only = (args[++i] ?? '').split(',');
    else throw new Error(`unknown argument '${args[i]}'\n${USAGE}`);
  }
  const unknown = options.only.find((name) => !measurements.some((measurement) => measurement.name === name));
  if (unknown !== undefined) throw new Error(`unknown measurement '${unknown}'\n${USAGE}`);
  return options;
}

try {
  const options = parse(process.argv.slice(2));
  if (options === 'page') makePage(latestRecord());
  else await main(options);
} catch (error) {
  console.error(`bench:book: ${(error as Error).message}`);
  process.exitCode = 1;
}
