/**
 * `npm run litmus:fuzz -- --programs 500 --seed 1 --only fences`: compares the litmus lab with the checker on random programs, in C under
 * RC11 and in JavaScript, and prints the first ones about which they differ, those in C made small. Without `--only` all themes, without `--seed` from a new one. With `--psc` it
 * compares RC11 as herd has it with RC11 as GenMC and the checker have it: there are differences.
 */
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { compileModel } from '../src/litmus/index.ts';
import { allSeries, jsDifferences } from '../src/litmus/js/test-differential.ts';
import { themes } from '../src/litmus/test-crossings.ts';
import { asGenMcHasIt, checkerOutcomes, differences, type Judge, labOutcomes } from '../src/litmus/test-differential.ts';

const { values } = parseArgs({
  options: {
    programs: { type: 'string', default: '500' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    failures: { type: 'string', default: '3' },
    only: { type: 'string', default: '' },
    psc: { type: 'boolean', default: false },
  },
});
const programs = Number(values.programs);
const seed = Number(values.seed);
if (!Number.isSafeInteger(programs) || !Number.isSafeInteger(seed)) {
  console.error(`--programs and --seed take whole numbers, but were '${values.programs}' and '${values.seed}'`);
  process.exit(2);
}

const rc11 = readFileSync(new URL('../litmus/models/rc11.cat', import.meta.url), 'utf8');
const lab = (text: string): Judge => {
  const model = compileModel(text, 'rc11', () => undefined);
  return async (program) => labOutcomes(program, model);
};
const judges: readonly [Judge, Judge] = [values.psc ? lab(rc11) : checkerOutcomes, lab(asGenMcHasIt(rc11))];
const seeds = Array.from({ length: programs }, (_, i) => seed + i);
const MS_PER_SECOND = 1000;

console.log(`${programs} programs of each theme, from seed ${seed}`);
let wrong = 0;
for (const [name, theme] of Object.entries(themes)) {
  if (!name.includes(values.only)) continue;
  const start = performance.now();
  const found = await differences(theme, seeds, judges, Number(values.failures));
  console.log(`${found.length === 0 ? '✓' : '✗'} ${name}: ${((performance.now() - start) / MS_PER_SECOND).toFixed(1)} s`);
  for (const text of found) console.log(`\n${text}\n`);
  wrong += found.length;
}
for (const series of values.psc ? [] : allSeries) {
  const name = `JS: ${series.name}`;
  if (!name.includes(values.only)) continue;
  const start = performance.now();
  const text = readFileSync(new URL(`../litmus/models/${series.model}.cat`, import.meta.url), 'utf8');
  const model = compileModel(text, series.model, () => undefined);
  const { found } = await jsDifferences(series, seeds, model, Number(values.failures));
  console.log(`${found.length === 0 ? '✓' : '✗'} ${name}: ${((performance.now() - start) / MS_PER_SECOND).toFixed(1)} s`);
  for (const report of found) console.log(`\n${report}\n`);
  wrong += found.length;
}
console.log(wrong === 0 ? 'No differences.' : `${wrong} programs differ.`);
process.exitCode = wrong === 0 ? 0 : 1;
