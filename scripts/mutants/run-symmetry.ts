/**
 * Compares exploring with and without symmetry while a file of the checker is wrong, and writes the first difference as JSON. In a process of its own, whose loader changes the text
 * of the file in question. Called with the mutant as JSON, how many programs of each series to try, and the first seed.
 */
import { readFileSync } from 'node:fs';
import { registerHooks, stripTypeScriptTypes } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { root } from '../lib/paths.ts';
import { mutate } from './apply.ts';
import type { SymmetryMutant } from './symmetry-mutants.ts';

const [json, programs, from] = process.argv.slice(2) as [string, string, string];
const mutant = JSON.parse(json) as SymmetryMutant;
const url = pathToFileURL(`${root}/${mutant.file}`).href;
registerHooks({
  load(asked, context, nextLoad) {
    if (asked !== url) return nextLoad(asked, context);
    return {
      format: 'module',
      shortCircuit: true,
      source: stripTypeScriptTypes(mutate(mutant, readFileSync(fileURLToPath(url), 'utf8'))),
    };
  },
});

/** The first difference that any series finds; undefined if there is none. */
async function firstDifference(): Promise<string | undefined> {
  const { runTwinSeries, twinSeries } = await import('../../src/check/oracle/symmetric-campaign.ts');
  for (const series of twinSeries) {
    const { failures } = await runTwinSeries(series, Number(programs), Number(from), 1);
    if (failures.length > 0) return `${series.name}, ${failures[0]!}`;
  }
  return undefined;
}

process.stdout.write(`${JSON.stringify({ difference: await firstDifference() })}\n`);
