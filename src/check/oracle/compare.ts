import { explore } from '../explore.ts';
import type { InternalOptions } from '../options.ts';
import type { ExploreResult, ModelName } from '../result.ts';
import { axiomatic } from './axiomatic.ts';
import type { Findings } from './findings.ts';
import { interleavings } from './interleavings.ts';
import { type DataProgram, outcomeText } from './program.ts';
import { programText } from './program-text.ts';
import { shrink } from './shrink.ts';
import { type ElementSize, toExplore } from './to-explore.ts';
import { UnusableProgramError } from '../unusable.ts';
import { countTraces } from './traces.ts';

/** Which oracle judges: that of all interleavings, which knows waits and locks; that of axioms, which knows weak models; or the one that only counts, but takes larger programs. */
export type Oracle = 'interleavings' | 'axioms' | 'counts';

export interface Comparison {
  readonly oracle: Oracle;
  readonly model: ModelName;
  readonly size: ElementSize;
}

/** The bound of one exploration: far above what an oracle can enumerate, so that an explorer that never ends is noticed. */
const MOST_EXECUTIONS = 200_000;
/** Programs of more executions than that are skipped, where they are only counted. */
const MOST_COUNTED = 20_000;
/** How many graphs of each kind a message shows. */
const MOST_SHOWN = 2;

export interface Compared {
  /** What differs, in sentences; empty if nothing does. */
  readonly differences: readonly string[];
  readonly executions: number;
}

/** Explores a program, and says in what that differs from what an oracle says. */
export async function compare(program: DataProgram, comparison: Comparison): Promise<Compared> {
  const counted = comparison.oracle === 'counts' ? countTraces(program) : undefined;
  if (counted !== undefined && counted > MOST_COUNTED) return { differences: [], executions: 0 };
  const graphs: string[] = [];
  const options: Omit<InternalOptions, 'model'> & { model: ModelName } = {
    model: comparison.model,
    keepGoing: true,
    maxExecutions: MOST_EXECUTIONS,
    onExecution: (graph) => graphs.push(graph),
    // Only of RC11 does an oracle know the races.
    ...(comparison.model === 'rc11' ? {} : { allowRace: () => true }),
  };
  let result: ExploreResult;
  try {
    result = await explore(toExplore(program, comparison.size), options);
  } catch (error) {
    if (error instanceof UnusableProgramError && touchesNothing(program, comparison)) return { differences: [], executions: 0 };
    return { differences: [`explore threw ${error instanceof Error ? error.stack : String(error)}`], executions: 0 };
  }
  const { executions } = result;
  if (comparison.oracle === 'counts')
    return { differences: countDifferences(result, new Set(graphs).size, countTraces(program)), executions };
  const expected = judge(program, comparison);
  // An exploration may begin anew; only the last attempt counts.
  const last = graphs.slice(graphs.length - executions);
  const differences = expected.race
    ? raceDifferences(result)
    : [...graphDifferences(last, expected), ...resultDifferences(result, expected)];
  return { differences, executions };
}

function judge(program: DataProgram, { oracle, model }: Comparison): Findings {
  if (oracle === 'interleavings') return interleavings(program, { emptyNotifyWrites: model === 'rc11' });
  return axiomatic(program, model === 'js' ? 'sc' : model);
}

/** Such a program is refused: there is one execution, and it has no event. */
function touchesNothing(program: DataProgram, comparison: Comparison): boolean {
  const withAccess = program.threads.some((thread) =>
    thread.some(({ op }) => op !== 'if' && op !== 'assume' && op !== 'choose' && op !== 'fence'),
  );
  if (!withAccess) return true;
  return (
    comparison.oracle !== 'counts' && ![...judge(program, comparison).graphs].some((graph) => /store|load|rmw|wait|notify|lock/.test(graph))
  );
}

/** Of a program with a race nothing else is promised. */
function raceDifferences({ error }: ExploreResult): string[] {
  return error?.kind === 'dataRace' ? [] : [`there is a data race, but the exploration found ${error?.kind ?? 'no error'}`];
}

function countDifferences({ executions, error, bound }: ExploreResult, distinct: number, expected: number): string[] {
  return [
    ...(bound === undefined ? [] : [`the exploration is not complete: ${bound}`]),
    ...(executions === expected ? [] : [`${executions} executions were counted, but there are ${expected}`]),
    ...(distinct === executions ? [] : [`of ${executions} executions only ${distinct} are different`]),
    ...(error === null ? [] : [`the exploration found a fault that cannot be: ${error.kind}: ${error.message}`]),
  ];
}

function graphDifferences(graphs: readonly string[], expected: Findings): string[] {
  const found = new Set(graphs);
  const twice = graphs.filter((graph, i) => graphs.indexOf(graph) !== i);
  return [
    ...listed('missing', [...expected.graphs.difference(found)]),
    ...listed('that cannot be', [...found.difference(expected.graphs)]),
    ...listed('found more than once', [...new Set(twice)]),
  ];
}

function resultDifferences(result: ExploreResult, expected: Findings): string[] {
  const { error, outcomes, executions, bound } = result;
  const stuck = error?.kind === 'deadlock' || error?.kind === 'livelock';
  const mayBeStuck = expected.deadlock || expected.livelock;
  const found = new Set(outcomes.map(({ values }) => outcomeText(values as number[][])));
  const counted = outcomes.reduce((sum, { count }) => sum + count, 0);
  return [
    ...(bound === undefined ? [] : [`the exploration is not complete: ${bound}`]),
    ...(executions === expected.graphs.size ? [] : [`${executions} executions were counted, but there are ${expected.graphs.size}`]),
    ...(counted === executions ? [] : [`the outcomes were counted ${counted} times in ${executions} executions`]),
    ...listed('outcomes missing', [...expected.outcomes.difference(found)]),
    ...listed('outcomes that cannot be', [...found.difference(expected.outcomes)]),
    ...(stuck || !mayBeStuck ? [] : [`threads can be stuck for ever, but the exploration found ${error?.kind ?? 'no error'}`]),
    ...(error === null || (stuck && mayBeStuck) ? [] : [`the exploration found a fault that cannot be: ${error.kind}: ${error.message}`]),
    ...(error?.kind !== 'deadlock' || expected.deadlock ? [] : ['a livelock was called a deadlock']),
    ...(error?.kind !== 'livelock' || expected.livelock ? [] : ['a deadlock was called a livelock']),
  ];
}

function listed(what: string, texts: readonly string[]): string[] {
  if (texts.length === 0) return [];
  const shown = texts.slice(0, MOST_SHOWN).map((text) => text.replaceAll(/^/gm, '    '));
  return [`${texts.length} ${what}, such as\n${shown.join('\n\n')}`];
}

/** The report of a program on which the two differ, after it was made as small as possible. */
export async function explain(program: DataProgram, comparison: Comparison): Promise<string> {
  const small = await shrink(program, async (attempt) => (await compare(attempt, comparison)).differences.length > 0);
  const { differences } = await compare(small, comparison);
  const { oracle, model, size } = comparison;
  const heading = `The exploration (${model}, ${size}-byte words) and the oracle of ${oracle} differ about`;
  return [heading, programText(small), ...differences.map((text) => `- ${text}`), JSON.stringify(small)].join('\n');
}
