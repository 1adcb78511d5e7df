import { explore } from '../explore.ts';
import type { ExploreResult, ModelName, Program } from '../result.ts';
import type { DataProgram } from './program.ts';
import { programText } from './program-text.ts';
import { type Mix, type Random, randomProgram } from './random-program.ts';
import { compileTwins, type Judge } from './symmetric-text.ts';
import { type ElementSize, toExplore } from './to-explore.ts';

/** Programs of more executions are skipped. */
const MOST_EXECUTIONS = 20_000;
/** So that some programs are wrong and some are not. */
const MOST_JUDGED = 5;

/** A program in which some threads are the same: which one each of them is. */
export interface TwinProgram {
  readonly program: DataProgram;
  readonly sameAs: readonly number[];
  /** What its `finally` looks for; undefined if it has none. */
  readonly judge?: Judge;
}

/** At least one thread of a random program occurs more than once, in any order: up to `mostMore` threads are added to those that it has. */
export function randomTwins(random: Random, mix: Mix, mostThreads: number, mostMore = 2): TwinProgram {
  const base = randomProgram(random, mix);
  const sameAs = base.threads.map((_, i) => i);
  const total = Math.min(mostThreads, base.threads.length + 1 + random(mostMore));
  while (sameAs.length < total) sameAs.splice(random(sameAs.length + 1), 0, random(base.threads.length));
  return { program: { ...base, threads: sameAs.map((i) => base.threads[i]!) }, sameAs };
}

/** The same, with a `finally` that throws if a location holds some small value in the end. */
export function randomJudgedTwins(random: Random, mix: Mix, mostThreads: number, mostMore?: number): TwinProgram {
  const twins = randomTwins(random, mix, mostThreads, mostMore);
  return { ...twins, judge: { at: random(twins.program.initial.length), not: random(MOST_JUDGED) } };
}

function withTwins({ program, sameAs, judge }: TwinProgram, size: ElementSize): () => Program {
  if (judge !== undefined) return compileTwins(program, sameAs, judge);
  const make = toExplore(program, size);
  return () => {
    const { threads } = make();
    return { threads: sameAs.map((same) => threads[sameAs.indexOf(same)]!) };
  };
}

/** In what exploring with and without symmetry differ, in sentences, and how many executions each took. */
export async function compareTwins(
  twins: TwinProgram,
  model: ModelName,
  size: ElementSize,
): Promise<{ differences: string[]; plain: number; reduced: number }> {
  const options = { model, keepGoing: true, maxExecutions: MOST_EXECUTIONS, allowRace: () => true };
  let plain: ExploreResult;
  let reduced: ExploreResult;
  try {
    plain = await explore(withTwins(twins, size), options);
    if (plain.bound !== undefined) return { differences: [], plain: 0, reduced: 0 };
    reduced = await explore(withTwins(twins, size), { ...options, symmetry: true });
  } catch (error) {
    if (error instanceof Error && /never use shared memory/.test(error.message)) return { differences: [], plain: 0, reduced: 0 };
    throw error;
  }
  const differences: string[] = [];
  const say = (what: string, a: unknown, b: unknown): void => {
    if (a !== b) differences.push(`${what}: ${String(a)} without symmetry, ${String(b)} with it`);
  };
  say('verdict', plain.verdict, reduced.verdict);
  say('error', plain.error?.kind, reduced.error?.kind);
  say('outcomes', outcomesText(plain), outcomesText(reduced));
  if (reduced.executions > plain.executions) say('executions', plain.executions, reduced.executions);
  if (differences.length > 0) differences.unshift(`${model}, ${size} bytes\n${programText(twins.program)}\n${JSON.stringify(twins)}`);
  return { differences, plain: plain.executions, reduced: reduced.executions };
}

const outcomesText = ({ outcomes }: ExploreResult): string =>
  outcomes
    .map(({ values, count }) => `${JSON.stringify(values)}: ${count}`)
    .toSorted()
    .join('\n');
