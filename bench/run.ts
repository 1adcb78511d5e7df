import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { catalogue, select } from './harness/catalogue.ts';
import { findEngine, type Engine } from './harness/engines.ts';
import { thisMachine } from './harness/machine.ts';
import { parseOptions, usage, type Options } from './harness/options.ts';
import { record, type Header } from './harness/record.ts';
import { table } from './harness/report.ts';
import { jsonLine, judge, type Result } from './harness/result.ts';
import { FULL, lanesOf, QUICK, runLanes } from './harness/rounds.ts';
import { buildRust } from './harness/rust.ts';

/** `npm run bench`: our workloads beside Rust's and the peers', in the same run. See bench/README.md. */

const root = fileURLToPath(new URL('..', import.meta.url));

async function main(options: Options): Promise<void> {
  if (options.help) return console.log(usage);
  if (options.list) return catalogue.forEach(({ name, operation }) => console.log(`${name}: ${operation}`));
  const entries = select(options.only);
  if (options.build) build();
  const engines = options.engines.map(findEngine).filter(isThere);
  if (engines.length === 0) throw new Error('there is no engine to measure');
  const [rust] = [buildRust()].filter(isThere);
  const effort = options.quick ? QUICK : FULL;
  const header: Header = {
    date: new Date().toISOString().slice(0, 10),
    machine: thisMachine(),
    versions: Object.fromEntries([...engines.map(({ name, version }) => [name, version]), ...(rust ? [['rustc', rust.version]] : [])]),
    effort,
  };
  if (!options.json) printHeader(header);

  const results: Result[] = [];
  for (const [i, entry] of entries.entries()) {
    progress(`${i + 1} of ${entries.length}: ${entry.name}`);
    const lanes = lanesOf(entry, engines, rust);
    await runLanes(lanes, effort, rust);
    for (const engine of engines) {
      const result = judge(entry, engine.name, lanes);
      results.push(result);
      if (options.json) printJson(result);
    }
  }
  progress('');
  for (const engine of engines) finishEngine(options, header, engine, results);
  if (results.some((result) => result.contestants.some(({ side, error }) => side === 'ours' && error !== undefined))) process.exitCode = 1;
}

/** Builds the package, so that what is measured is what users get. */
function build(): void {
  progress('building the package');
  const built = spawnSync('npm', ['run', 'build'], { cwd: root, encoding: 'utf8' });
  if (built.status !== 0) throw new Error(`npm run build failed:\n${built.stdout}${built.stderr}`);
}

/** Passes what was found; says what was not. */
function isThere<T extends object>(found: T | { readonly missing: string }): found is T {
  if (!('missing' in found)) return true;
  console.error(found.missing);
  return false;
}

function printHeader({ date, machine, versions, effort }: Header): void {
  const named = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
  console.log(`${date}  ${machine.cpu}, ${machine.cores} cores, ${machine.system}  ${named.join(', ')}`);
  console.log(`${effort.generations * effort.rounds} samples of ${effort.targetMs} ms each, by turns; ÷ is ours divided by theirs`);
}

function printJson(result: Result): void {
  const line = jsonLine(result);
  if (line !== undefined) console.log(JSON.stringify(line));
  else console.error(`${result.name} on ${result.engine}: ${result.contestants.find(({ side }) => side === 'ours')?.error}`);
}

function finishEngine(options: Options, header: Header, engine: Engine, all: readonly Result[]): void {
  const results = all.filter((result) => result.engine === engine.name);
  if (!options.json) console.log(['', `${engine.name} ${engine.version}`, ...table(results)].join('\n'));
  if (!options.record || options.quick) return;
  const file = record(header, engine, results);
  if (!options.json) console.log(`recorded in ${file}`);
}

/** A line that the next one replaces, where somebody watches. */
function progress(text: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\u001B[K${text}`);
}

try {
  await main(parseOptions(process.argv.slice(2)));
} catch (error) {
  console.error(`bench: ${(error as Error).message}`);
  process.exitCode = 1;
}
