/**
 * Runs the checks of one file on several mutants, one after the other, and writes a verdict for each as a line of JSON. In a process of its own, whose loader changes the text of the file in
 * question: the real code stays as it is. Called with the file of checks and the mutants as JSON; null among them is the code as it is.
 *
 * Each mutant has the modules of the primitives anew, since they get a number to their names. The checker stays, and what is hot of it: to start a process and load it takes as long as most checks.
 * So a mutant of what stays (see `stays`) has to be alone.
 */
import { readFileSync } from 'node:fs';
import { registerHooks, stripTypeScriptTypes } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { ExploreResult } from '../../src/check/index.ts';
import type { CheckOptions, Declared } from '../../src/check/declare.ts';
import { root } from '../lib/paths.ts';
import { mutate } from './apply.ts';
import { type Mutant, stays, type Verdict } from './mutant.ts';

/** Where `check` of a file that is run by a tool leaves its declarations: see `src/check/declare.ts`, which must not be loaded before the mutant is in place. */
const REGISTRY = Symbol.for('lockwright.checks');

/** What all copies of the package in a thread share: a mutant must not find that of the one before. */
const SHARED_BY_COPIES = 'lockwright.';

/** A mutant may make a check much larger, and another check find it at once: each gets little time, then those that came to no end get more. What takes longer than the last has found nothing. */
const MOST_SECONDS = [1, 10, 60] as const;

const MISSED = 'the fault that this check has on purpose does not show';

const [checksFile, json] = process.argv.slice(2) as [string, string];
/** With the check that is known to find it, which is tried first. */
type MutantToRun = Mutant & { readonly knownKiller?: string };
const mutants = JSON.parse(json) as readonly (MutantToRun | null)[];
const ROOT = pathToFileURL(`${root}/`).href;
let mutant: MutantToRun | null = null;
let loaded = false;

/** A module's text without its types, which is most of what loading it takes. */
const texts = new Map<string, string>();
const NUMBER = /\?mutant=\d+$/;

registerHooks({
  resolve(specifier, context, next) {
    const found = next(specifier, context);
    const [number] = NUMBER.exec(context.parentURL ?? '') ?? [];
    const isOurs = found.url.startsWith(ROOT) && !found.url.includes('/node_modules/') && !NUMBER.test(found.url);
    return number === undefined || !isOurs || stays(found.url.slice(ROOT.length)) ? found : { ...found, url: `${found.url}${number}` };
  },
  load(asked, context, next) {
    const url = asked.replace(NUMBER, '');
    const isMutant = mutant !== null && url === `${ROOT}${mutant.file}`;
    if (!isMutant && url === asked) return next(asked, context);
    if (isMutant) loaded = true;
    const text = isMutant ? stripTypeScriptTypes(mutate(mutant!, readFileSync(fileURLToPath(url), 'utf8'))) : textOf(url);
    return { format: 'module', shortCircuit: true, source: text };
  },
});

function textOf(url: string): string {
  const known = texts.get(url) ?? stripTypeScriptTypes(readFileSync(fileURLToPath(url), 'utf8'));
  texts.set(url, known);
  return known;
}

async function forgetShared(): Promise<void> {
  const { forgetWatchers } = (await import('../../src/realm/realm.ts')) as typeof import('../../src/realm/realm.ts');
  forgetWatchers();
  for (const key of Object.getOwnPropertySymbols(globalThis))
    if (Symbol.keyFor(key)?.startsWith(SHARED_BY_COPIES)) delete (globalThis as Record<symbol, unknown>)[key];
}

async function runChecks(number: number): Promise<Verdict> {
  await forgetShared();
  const declared: Declared[] = [];
  (globalThis as unknown as Record<symbol, Declared[]>)[REGISTRY] = declared;
  await import(`${ROOT}${checksFile}?mutant=${number}`);
  if (mutant !== null && !loaded) throw new Error(`the checks of ${checksFile} do not load ${mutant.file}`);
  const known = declared.find(({ name }) => name === mutant?.knownKiller);
  const foundAtOnce = known && (await runOne(known, MOST_SECONDS.at(-1)!)).verdict;
  if (foundAtOnce !== undefined && foundAtOnce.kind === mutant?.kind) return foundAtOnce;
  let left = smallestFirst(declared);
  for (const maxSeconds of MOST_SECONDS) {
    const unfinished: Declared[] = [];
    for (const one of left) {
      const { verdict, isUnfinished } = await runOne(one, maxSeconds);
      if (isUnfinished) unfinished.push(one);
      if (verdict !== undefined) return { ...verdict, unfinished: namesOf(unfinished) };
    }
    left = unfinished;
  }
  return { unfinished: namesOf(left) };
}

async function runOne(
  { name, options, run }: Declared,
  maxSeconds: number,
): Promise<{ verdict: Verdict | undefined; isUnfinished: boolean }> {
  const result = await run({ maxSeconds });
  const found = judge(result, options);
  const { model, executions, blocked } = result;
  return {
    verdict: found && { by: name, model, executions: executions + blocked, unfinished: [], ...found },
    isUnfinished: result.verdict === 'incomplete',
  };
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
  if (mutant !== null || verdict !== 'correct' || expectExecutions === undefined || expectExecutions === executions) return undefined;
  return { kind: 'miscounted', message: `${executions} executions, but the check says ${expectExecutions}` };
}

for (const [i, next] of mutants.entries()) {
  mutant = next;
  loaded = false;
  let verdict: Verdict;
  try {
    verdict = await runChecks(i);
  } catch (error) {
    verdict = { unfinished: [], failure: (error as Error).stack ?? String(error) };
  }
  process.stdout.write(`${JSON.stringify(verdict)}\n`);
}
