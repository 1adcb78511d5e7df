/**
 * `npm run check:fuzz -- --programs 500 --seed 1 --only waits --size 4`: compares the checker with the oracles on random programs, and prints the first programs on which they differ,
 * made small; and programs of equal threads without and with symmetry (`--only symmetry`). Without `--only` all series run, without `--size` words of 4 and of 8 bytes, without `--seed` from a new one.
 */
import { parseArgs } from 'node:util';
import { allSeries, runSeries } from '../src/check/oracle/campaign.ts';
import { runTwinSeries, twinSeries } from '../src/check/oracle/symmetric-campaign.ts';

const { values } = parseArgs({
  options: {
    programs: { type: 'string', default: '200' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    size: { type: 'string', default: '' },
    failures: { type: 'string', default: '3' },
    only: { type: 'string', default: '' },
  },
});
const programs = Number(values.programs);
const seed = Number(values.seed);
const size = values.size === '4' ? 4 : values.size === '8' ? 8 : undefined;
const mostFailures = Number(values.failures);
if (!Number.isSafeInteger(programs) || !Number.isSafeInteger(seed)) {
  console.error(`--programs and --seed take whole numbers, but were '${values.programs}' and '${values.seed}'`);
  process.exit(2);
}

console.log(`${programs} programs of each series, from seed ${seed}`);
let wrong = 0;
for (const series of allSeries.filter(({ name }) => name.includes(values.only))) {
  const start = performance.now();
  const { executions, failures } = await runSeries(series, programs, seed, { mostFailures, ...(size === undefined ? {} : { size }) });
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  console.log(`${failures.length === 0 ? '✓' : '✗'} ${series.name}: ${executions} executions, ${seconds} s`);
  for (const failure of failures) console.log(`\n${failure}\n`);
  wrong += failures.length;
}
for (const series of twinSeries) {
  const name = `symmetry: ${series.name}`;
  if (!name.includes(values.only)) continue;
  const start = performance.now();
  const { compared, reducedPrograms, plain, reduced, failures } = await runTwinSeries(series, programs, seed, mostFailures);
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  const mark = failures.length === 0 ? '✓' : '✗';
  console.log(
    `${mark} ${name}: ${compared} programs, ${reducedPrograms} with fewer executions: ${reduced} instead of ${plain}, ${seconds} s`,
  );
  for (const failure of failures) console.log(`\n${failure}\n`);
  wrong += failures.length;
}
console.log(wrong === 0 ? 'No differences.' : `${wrong} programs differ.`);
process.exitCode = wrong === 0 ? 0 : 1;
