/**
 * Runs all mutants (see `mutants/mutant.ts`), prints what became of each, then the generated ones of the same files, and writes the table in the docs. Takes an hour or more. With a word:
 * only the hand-written ones whose name or set contains it, and no table. With `--seeded`: all hand-written ones, and not the code as it is, whose checks are among the tests; each by the check that the table names for it, and only if that finds nothing by the others. With `--table` and names of sets: these, the
 * generated ones of their files, and their part of the table. With `--sections`, and names or none for all: the hand-written ones and their sections; what the table says of generated ones stays.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { installed, root } from './lib/paths.ts';
import { runCommand } from './lib/run-command.ts';
import { type Generated, runGenerated } from './mutants/generated.ts';
import { readKillers } from './mutants/known-killers.ts';
import { mergeTables } from './mutants/keep-table.ts';
import { type Done, jobsOf, runJobs } from './mutants/run-all.ts';
import { allMutantSets } from './mutants/sets.ts';
import { tableOf } from './mutants/table.ts';

const MILLISECONDS = 1000;
const FORMAT_LIMIT_MS = 60_000;
const TABLE = `${root}/docs/checker-mutants.md`;
const isSectionsOnly = process.argv[2] === '--sections';
const isPart = process.argv[2] === '--table' || isSectionsOnly;
const names = isPart ? process.argv.slice(3) : [];
const isSeededOnly = process.argv[2] === '--seeded';
const only = isPart || isSeededOnly ? undefined : process.argv[2];
const all = await allMutantSets();
const sets = isPart && names.length > 0 ? all.filter(({ of }) => names.includes(of)) : all;
// A table names the smallest check that finds a mutant, so that one that is made anew must not begin with the one that it named before.
const killers = isSeededOnly ? readKillers(readFileSync(TABLE, 'utf8')) : undefined;
const jobs = jobsOf(sets, killers).filter(({ set, mutant }) => {
  if (isSeededOnly) return mutant !== undefined;
  return only === undefined || `${set.of}: ${mutant?.name ?? ''}`.includes(only);
});

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
function printGenerated({ file, tally: { killed, survived, notReached, undecided, equivalent }, problems }: Generated): void {
  console.log(`${file}: ${killed} found, ${survived} not found, ${notReached} not reached, ${undecided} undecided, ${equivalent} marked`);
  for (const problem of problems) console.log(`        ${problem}`);
}

if (only === undefined && !isSeededOnly && failed === 0) {
  const generated = isSectionsOnly ? [] : await runGenerated(all, sets, printGenerated);
  const made = tableOf(sets, done, generated);
  writeFileSync(TABLE, isPart ? mergeTables(readFileSync(TABLE, 'utf8'), made) : made);
  if (generated.some(({ problems }) => problems.length > 0)) process.exitCode = 1;
  await runCommand(installed('oxfmt'), [TABLE], { timeLimitMs: FORMAT_LIMIT_MS });
}
if (failed > 0 || done.length === 0) process.exitCode = 1;
