/**
 * `node --conditions=lockwright-source bench/check/run.ts [--only fib] [--model sc] [--runs 3] [--emit FOLDER]`: the CPU time of the checker on programs of some size, beside GenMC's on
 * the same programs where there is a `genmc`. The time of starting, which a program that does nothing takes, is left out of both; the least of a few runs counts. `--emit` writes the C.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { McSource } from '../../scripts/lib/mc-syntax.ts';
import { instances, trivial } from './instances.ts';
import { hasGenmc, type Measured, measureGenmc, measureOurs, type Model } from './measure.ts';
import { toC } from './to-c.ts';

const MODELS: readonly Model[] = ['sc', 'tso', 'rc11'];
/** Below this a difference of two times says nothing. */
const LEAST_SECONDS = 0.005;

const { values } = parseArgs({
  options: {
    only: { type: 'string', default: '' },
    model: { type: 'string', default: '' },
    runs: { type: 'string', default: '3' },
    emit: { type: 'string' },
  },
});
const runs = Number(values.runs);
const chosen = instances.filter(({ name }) => name.includes(values.only));

type Measure = (source: McSource, model: Model) => Measured | undefined;

/** The run of several that took least; undefined if one failed. */
function least(measured: readonly (Measured | undefined)[]): Measured | undefined {
  return measured.includes(undefined) ? undefined : measured.reduce((a, b) => (a!.cpuSeconds <= b!.cpuSeconds ? a : b));
}

/** Each measure in turn, so that what disturbs the machine disturbs all. */
function inTurn(measures: readonly Measure[], source: McSource, model: Model): readonly (Measured | undefined)[] {
  const rounds = Array.from({ length: runs }, () => measures.map((measure) => measure(source, model)));
  return measures.map((_, i) => least(rounds.map((round) => round[i])));
}

const WIDTHS = [16, 6, 12, 10, 10, 12];
const row = (...cells: readonly unknown[]): string => cells.map((cell, i) => String(cell).padEnd(WIDTHS[i] ?? 10)).join(' ');

function main(): void {
  const measures: Measure[] = hasGenmc() ? [measureOurs, measureGenmc] : [measureOurs];
  if (measures.length === 1) console.log('There is no `genmc` on the PATH: ours alone.');
  console.log(
    row('program', 'model', 'executions', 'blocked', 'CPU s', 'per CPU s', ...(measures.length === 1 ? [] : ['GenMC s', 'ratio'])),
  );
  for (const model of MODELS.filter((name) => name.includes(values.model))) {
    const starting = inTurn(measures, trivial, model).map((measured) => measured?.cpuSeconds ?? 0);
    for (const source of chosen) {
      const found = inTurn(measures, source, model);
      const [ours, theirs] = found.map((measured, i) => Math.max((measured?.cpuSeconds ?? NaN) - starting[i]!, LEAST_SECONDS));
      const mine = found[0];
      if (mine === undefined) {
        console.log(row(source.name, model, 'failed'));
        continue;
      }
      const rate = Math.round((mine.executions + mine.blocked) / ours!);
      const beside = theirs === undefined ? [] : [theirs.toFixed(3), (ours! / theirs).toFixed(2), remark(mine, found[1])];
      console.log(row(source.name, model, mine.executions, mine.blocked, ours!.toFixed(3), rate, ...beside));
    }
  }
}

function remark(ours: Measured, theirs: Measured | undefined): string {
  if (theirs === undefined) return 'GenMC failed';
  return ours.executions === theirs.executions ? '' : `GenMC found ${theirs.executions} executions`;
}

if (values.emit === undefined) main();
else {
  mkdirSync(values.emit, { recursive: true });
  for (const source of chosen) writeFileSync(join(values.emit, `${source.name.replaceAll(/[()+]/g, '-')}.c`), toC(source));
  console.log(`${chosen.length} programs written to ${values.emit}`);
}
