/** Runs all mutants (see `mutants/mutant.ts`), prints what became of each, and writes the table in the docs. With a word: only those whose name or set contains it, and no table. */
import { writeFileSync } from 'node:fs';
import { installed, root } from './lib/paths.ts';
import { runCommand } from './lib/run-command.ts';
import { type Done, jobsOf, runJobs } from './mutants/run-all.ts';
import { allMutantSets } from './mutants/sets.ts';
import { tableOf } from './mutants/table.ts';

const MILLISECONDS = 1000;
const FORMAT_LIMIT_MS = 60_000;
const TABLE = `${root}/docs/checker-mutants.md`;
const [only] = process.argv.slice(2);
const sets = await allMutantSets();
const jobs = jobsOf(sets).filter(({ set, mutant }) => only === undefined || `${set.of}: ${mutant?.name ?? ''}`.includes(only));

function print({ set, mutant, verdict, fault }: Done): void {
  const name = `${set.of}: ${mutant?.name ?? 'the code as it is'}`;
  if (fault !== undefined) console.log(`FAILED  ${name}\n        ${fault}`);
  else if (mutant === undefined) console.log(`passes  ${name}`);
  else
    console.log(`killed  ${name}\n        ${verdict.kind} after ${verdict.executions} executions, by '${verdict.by}': ${verdict.message}`);
}

const start = performance.now();
const done = await runJobs(jobs, print);
const failed = done.filter(({ fault }) => fault !== undefined).length;
const seconds = ((performance.now() - start) / MILLISECONDS).toFixed(1);
console.log(`${done.length - failed} passed, ${failed} failed, in ${seconds} s`);
if (only === undefined && failed === 0) {
  writeFileSync(TABLE, tableOf(sets, done));
  await runCommand(installed('oxfmt'), [TABLE], { timeLimitMs: FORMAT_LIMIT_MS });
}
process.exitCode = failed === 0 && done.length > 0 ? 0 : 1;
