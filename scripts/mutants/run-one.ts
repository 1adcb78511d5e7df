/**
 * Runs the checks of one file on one mutant, and writes the verdict as JSON. In a process of its own, whose loader changes the text of the file in question: the real code stays as
 * it is. Called with the file of checks and the mutant as JSON, or without a mutant for the code as it is.
 */
import { readFileSync } from 'node:fs';
import { registerHooks, stripTypeScriptTypes } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { ExploreResult } from '../../src/check/index.ts';
import type { CheckOptions, Declared } from '../../src/check/declare.ts';
import { root } from '../lib/paths.ts';
import { mutate } from './apply.ts';
import type { Mutant, Verdict } from './mutant.ts';

/** Where `check` of a file that is run by a tool leaves its declarations: see `src/check/declare.ts`, which must not be loaded before the mutant is in place. */
const REGISTRY = Symbol.for('lockwright.checks');

/** A mutant may make a check much larger, and another check find it at once: each gets little time, then those that came to no end get more. What takes longer than the last has found nothing. */
const MOST_SECONDS = [1, 10, 60] as const;

const MISSED = 'the fault that this check has on purpose does not show';

const [checksFile, json] = process.argv.slice(2) as [string, string | undefined];
const mutant = json === undefined ? undefined : (JSON.parse(json) as Mutant);
let loaded = false;

if (mutant !== undefined) {
  const url = pathToFileURL(`${root}/${mutant.file}`).href;
  registerHooks({
    load(asked, context, nextLoad) {
      if (asked !== url) return nextLoad(asked, context);
      loaded = true;
      const source = mutate(mutant, readFileSync(fileURLToPath(url), 'utf8'));
      return { format: 'module', shortCircuit: true, source: stripTypeScriptTypes(source) };
    },
  });
}

async function main(): Promise<Verdict> {
  const declared: Declared[] = [];
  (globalThis as unknown as Record<symbol, Declared[]>)[REGISTRY] = declared;
  await import(pathToFileURL(`${root}/${checksFile}`).href);
  if (mutant !== undefined && !loaded) throw new Error(`the checks of ${checksFile} do not load ${mutant.file}`);
  let left = smallestFirst(declared);
  for (const maxSeconds of MOST_SECONDS) {
    const unfinished: Declared[] = [];
    for (const one of left) {
      const { name, options, run } = one;
      const result = await run({ maxSeconds });
      if (result.verdict === 'incomplete') unfinished.push(one);
      const found = judge(result, options);
      if (found === undefined) continue;
      return { by: name, model: result.model, executions: result.executions + result.blocked, unfinished: namesOf(unfinished), ...found };
    }
    left = unfinished;
  }
  return { unfinished: namesOf(left) };
}

const namesOf = (checks: readonly Declared[]): readonly string[] => checks.map(({ name }) => name);

const sizeOf = ({ options }: Declared): number => options.expectExecutions ?? Infinity;

/** So that a mutant is found soon, and by the simplest check that finds it; those that are wrong on purpose come last. */
function smallestFirst(declared: readonly Declared[]): readonly Declared[] {
  return declared.toSorted((a, b) => (sizeOf(a) < sizeOf(b) ? -1 : sizeOf(a) > sizeOf(b) ? 1 : 0));
}

/** What the check says against the code; undefined if nothing. */
function judge(
  { verdict, error, executions }: ExploreResult,
  { expect = 'correct', expectExecutions }: CheckOptions,
): Pick<Verdict, 'kind' | 'message'> | undefined {
  if (expect !== 'correct' && verdict === 'correct') return { kind: 'missed', message: MISSED };
  if (error !== null) return error.kind === expect || expect === 'wrong' ? undefined : { kind: error.kind, message: error.message };
  // A fault may make executions fewer or more without being found.
  if (mutant !== undefined || verdict !== 'correct' || expectExecutions === undefined || expectExecutions === executions) return undefined;
  return { kind: 'miscounted', message: `${executions} executions, but the check says ${expectExecutions}` };
}

let verdict: Verdict;
try {
  verdict = await main();
} catch (error) {
  verdict = { unfinished: [], failure: (error as Error).stack ?? String(error) };
}
process.stdout.write(`${JSON.stringify(verdict)}\n`);
